-- Generated from contracts/records/coverage-period.ts by `npm run codegen`; do not edit.
-- Totals of coverage_period in the lake as of an instant, to compare with those of the warehouse.
SELECT
  'coverage_period' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', enrolled_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.enrolled_at
  FROM silver.coverage_period AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.coverage_period_id AS recent_key
    FROM changes.coverage_period AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.coverage_period_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.enrolled_at
  FROM (
    SELECT
      earlier_change.enrolled_at, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.coverage_period_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.coverage_period_id, known.op, known.sequence, known.row_hash, known.enrolled_at
    FROM (
      SELECT delivered.coverage_period_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.enrolled_at, delivered.arrived_at
      FROM (
        SELECT
          logged.coverage_period_id, logged.op, logged.sequence, logged.row_hash, logged.enrolled_at, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.coverage_period AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.coverage_period_id AS recent_key
    FROM changes.coverage_period AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.coverage_period_id
    CROSS JOIN totals.settled AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_coverage_period
  GROUP BY CAST(date_trunc('month', enrolled_at) AS DATE)
) AS counted_coverage_period
CROSS JOIN (
  SELECT 'rows' AS measure
) AS measures
