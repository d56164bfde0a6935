-- Generated from contracts/records/lab-result.ts by `npm run codegen`; do not edit.
-- Totals of lab_result in the lake as of an instant, to compare with those of the warehouse.
SELECT
  'lab_result' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'value' THEN value
    WHEN 'reference_low' THEN reference_low
    WHEN 'reference_high' THEN reference_high
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', collected_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(value) AS DECIMAL(38,6)), 0.000000) AS value,
    COALESCE(CAST(SUM(reference_low) AS DECIMAL(38,6)), 0.000000) AS reference_low,
    COALESCE(CAST(SUM(reference_high) AS DECIMAL(38,6)), 0.000000) AS reference_high
  FROM (
  SELECT shown.collected_at, shown.value, shown.reference_low, shown.reference_high
  FROM silver.lab_result AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.lab_result_id AS recent_key
    FROM changes.lab_result AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.lab_result_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.collected_at, state.value, state.reference_low, state.reference_high
  FROM (
    SELECT
      earlier_change.collected_at, earlier_change.value, earlier_change.reference_low, earlier_change.reference_high, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.lab_result_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.lab_result_id, known.op, known.sequence, known.row_hash, known.collected_at, known.value, known.reference_low, known.reference_high
    FROM (
      SELECT delivered.lab_result_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.collected_at, delivered.value, delivered.reference_low, delivered.reference_high, delivered.arrived_at
      FROM (
        SELECT
          logged.lab_result_id, logged.op, logged.sequence, logged.row_hash, logged.collected_at, logged.value, logged.reference_low, logged.reference_high, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.lab_result AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.lab_result_id AS recent_key
    FROM changes.lab_result AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.lab_result_id
    CROSS JOIN totals.settled AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_lab_result
  GROUP BY CAST(date_trunc('month', collected_at) AS DATE)
) AS counted_lab_result
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'value' AS measure
  UNION ALL
  SELECT 'reference_low' AS measure
  UNION ALL
  SELECT 'reference_high' AS measure
) AS measures
