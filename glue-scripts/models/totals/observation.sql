-- Generated from contracts/records/observation.ts by `npm run codegen`; do not edit.
-- Totals of observation in the lake as of an instant, to compare with those of the warehouse.
SELECT
  'observation' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'value' THEN value
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', observed_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(value) AS DECIMAL(38,6)), 0.000000) AS value
  FROM (
  SELECT shown.observed_at, shown.value
  FROM silver.observation AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.observation_id AS recent_key
    FROM changes.observation AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.observation_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.observed_at, state.value
  FROM (
    SELECT
      earlier_change.observed_at, earlier_change.value, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.observation_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.observation_id, known.op, known.sequence, known.row_hash, known.observed_at, known.value
    FROM (
      SELECT delivered.observation_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.observed_at, delivered.value, delivered.arrived_at
      FROM (
        SELECT
          logged.observation_id, logged.op, logged.sequence, logged.row_hash, logged.observed_at, logged.value, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.observation AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.observation_id AS recent_key
    FROM changes.observation AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.observation_id
    CROSS JOIN totals.settled AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_observation
  GROUP BY CAST(date_trunc('month', observed_at) AS DATE)
) AS counted_observation
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'value' AS measure
) AS measures
