-- Generated from contracts/records/encounter.ts by `npm run codegen`; do not edit.
-- Totals of encounter in the lake as of an instant, to compare with those of the warehouse.
SELECT
  'encounter' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'base_encounter_cost' THEN base_encounter_cost
    WHEN 'total_claim_cost' THEN total_claim_cost
    WHEN 'payer_coverage' THEN payer_coverage
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', started_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(base_encounter_cost) AS DECIMAL(38,6)), 0.000000) AS base_encounter_cost,
    COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,6)), 0.000000) AS total_claim_cost,
    COALESCE(CAST(SUM(payer_coverage) AS DECIMAL(38,6)), 0.000000) AS payer_coverage
  FROM (
  SELECT shown.started_at, shown.base_encounter_cost, shown.total_claim_cost, shown.payer_coverage
  FROM silver.encounter AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.encounter_id AS recent_key
    FROM changes.encounter AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.encounter_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.started_at, state.base_encounter_cost, state.total_claim_cost, state.payer_coverage
  FROM (
    SELECT
      earlier_change.started_at, earlier_change.base_encounter_cost, earlier_change.total_claim_cost, earlier_change.payer_coverage, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.encounter_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.encounter_id, known.op, known.sequence, known.row_hash, known.started_at, known.base_encounter_cost, known.total_claim_cost, known.payer_coverage
    FROM (
      SELECT delivered.encounter_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.started_at, delivered.base_encounter_cost, delivered.total_claim_cost, delivered.payer_coverage, delivered.arrived_at
      FROM (
        SELECT
          logged.encounter_id, logged.op, logged.sequence, logged.row_hash, logged.started_at, logged.base_encounter_cost, logged.total_claim_cost, logged.payer_coverage, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.encounter AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.encounter_id AS recent_key
    FROM changes.encounter AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.encounter_id
    CROSS JOIN totals.settled AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_encounter
  GROUP BY CAST(date_trunc('month', started_at) AS DATE)
) AS counted_encounter
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'base_encounter_cost' AS measure
  UNION ALL
  SELECT 'total_claim_cost' AS measure
  UNION ALL
  SELECT 'payer_coverage' AS measure
) AS measures
