-- Generated from contracts/records/vital-sign.ts by `npm run codegen`; do not edit.
-- Totals of vital_sign in the lake as of an instant, to compare with those of the warehouse.
SELECT
  'vital_sign' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'oxygen_saturation' THEN oxygen_saturation
    WHEN 'temperature' THEN temperature
    WHEN 'oxygen_flow' THEN oxygen_flow
    WHEN 'body_weight' THEN body_weight
    WHEN 'body_height' THEN body_height
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', measured_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(oxygen_saturation) AS DECIMAL(38,6)), 0.000000) AS oxygen_saturation,
    COALESCE(CAST(SUM(temperature) AS DECIMAL(38,6)), 0.000000) AS temperature,
    COALESCE(CAST(SUM(oxygen_flow) AS DECIMAL(38,6)), 0.000000) AS oxygen_flow,
    COALESCE(CAST(SUM(body_weight) AS DECIMAL(38,6)), 0.000000) AS body_weight,
    COALESCE(CAST(SUM(body_height) AS DECIMAL(38,6)), 0.000000) AS body_height
  FROM (
  SELECT shown.measured_at, shown.oxygen_saturation, shown.temperature, shown.oxygen_flow, shown.body_weight, shown.body_height
  FROM silver.vital_sign AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.vital_sign_id AS recent_key
    FROM changes.vital_sign AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.vital_sign_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.measured_at, state.oxygen_saturation, state.temperature, state.oxygen_flow, state.body_weight, state.body_height
  FROM (
    SELECT
      earlier_change.measured_at, earlier_change.oxygen_saturation, earlier_change.temperature, earlier_change.oxygen_flow, earlier_change.body_weight, earlier_change.body_height, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.vital_sign_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.vital_sign_id, known.op, known.sequence, known.row_hash, known.measured_at, known.oxygen_saturation, known.temperature, known.oxygen_flow, known.body_weight, known.body_height
    FROM (
      SELECT delivered.vital_sign_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.measured_at, delivered.oxygen_saturation, delivered.temperature, delivered.oxygen_flow, delivered.body_weight, delivered.body_height, delivered.arrived_at
      FROM (
        SELECT
          logged.vital_sign_id, logged.op, logged.sequence, logged.row_hash, logged.measured_at, logged.oxygen_saturation, logged.temperature, logged.oxygen_flow, logged.body_weight, logged.body_height, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.vital_sign AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.vital_sign_id AS recent_key
    FROM changes.vital_sign AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.vital_sign_id
    CROSS JOIN totals.settled AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_vital_sign
  GROUP BY CAST(date_trunc('month', measured_at) AS DATE)
) AS counted_vital_sign
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'oxygen_saturation' AS measure
  UNION ALL
  SELECT 'temperature' AS measure
  UNION ALL
  SELECT 'oxygen_flow' AS measure
  UNION ALL
  SELECT 'body_weight' AS measure
  UNION ALL
  SELECT 'body_height' AS measure
) AS measures
