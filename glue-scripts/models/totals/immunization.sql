-- Generated from contracts/records/immunization.ts by `npm run codegen`; do not edit.
-- Totals of immunization in the lake as of an instant, to compare with those of the warehouse.
SELECT
  'immunization' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'base_cost' THEN base_cost
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', given_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(base_cost) AS DECIMAL(38,6)), 0.000000) AS base_cost
  FROM (
  SELECT shown.given_at, shown.base_cost
  FROM silver.immunization AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.immunization_id AS recent_key
    FROM changes.immunization AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.immunization_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.given_at, state.base_cost
  FROM (
    SELECT
      earlier_change.given_at, earlier_change.base_cost, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.immunization_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.immunization_id, known.op, known.sequence, known.row_hash, known.given_at, known.base_cost
    FROM (
      SELECT delivered.immunization_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.given_at, delivered.base_cost, delivered.arrived_at
      FROM (
        SELECT
          logged.immunization_id, logged.op, logged.sequence, logged.row_hash, logged.given_at, logged.base_cost, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.immunization AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.immunization_id AS recent_key
    FROM changes.immunization AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.immunization_id
    CROSS JOIN totals.settled AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_immunization
  GROUP BY CAST(date_trunc('month', given_at) AS DATE)
) AS counted_immunization
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'base_cost' AS measure
) AS measures
