-- Generated from contracts/records/medication-dispense.ts by `npm run codegen`; do not edit.
-- Totals of medication_dispense in the lake as of an instant, to compare with those of the warehouse.
SELECT
  'medication_dispense' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'quantity' THEN quantity
    WHEN 'base_cost' THEN base_cost
    WHEN 'payer_coverage' THEN payer_coverage
    WHEN 'total_cost' THEN total_cost
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', dispensed_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(quantity) AS DECIMAL(38,6)), 0.000000) AS quantity,
    COALESCE(CAST(SUM(base_cost) AS DECIMAL(38,6)), 0.000000) AS base_cost,
    COALESCE(CAST(SUM(payer_coverage) AS DECIMAL(38,6)), 0.000000) AS payer_coverage,
    COALESCE(CAST(SUM(total_cost) AS DECIMAL(38,6)), 0.000000) AS total_cost
  FROM (
  SELECT shown.dispensed_at, shown.quantity, shown.base_cost, shown.payer_coverage, shown.total_cost
  FROM silver.medication_dispense AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.medication_dispense_id AS recent_key
    FROM changes.medication_dispense AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.medication_dispense_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.dispensed_at, state.quantity, state.base_cost, state.payer_coverage, state.total_cost
  FROM (
    SELECT
      earlier_change.dispensed_at, earlier_change.quantity, earlier_change.base_cost, earlier_change.payer_coverage, earlier_change.total_cost, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.medication_dispense_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.medication_dispense_id, known.op, known.sequence, known.row_hash, known.dispensed_at, known.quantity, known.base_cost, known.payer_coverage, known.total_cost
    FROM (
      SELECT delivered.medication_dispense_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.dispensed_at, delivered.quantity, delivered.base_cost, delivered.payer_coverage, delivered.total_cost, delivered.arrived_at
      FROM (
        SELECT
          logged.medication_dispense_id, logged.op, logged.sequence, logged.row_hash, logged.dispensed_at, logged.quantity, logged.base_cost, logged.payer_coverage, logged.total_cost, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.medication_dispense AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.medication_dispense_id AS recent_key
    FROM changes.medication_dispense AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.medication_dispense_id
    CROSS JOIN totals.settled AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_medication_dispense
  GROUP BY CAST(date_trunc('month', dispensed_at) AS DATE)
) AS counted_medication_dispense
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'quantity' AS measure
  UNION ALL
  SELECT 'base_cost' AS measure
  UNION ALL
  SELECT 'payer_coverage' AS measure
  UNION ALL
  SELECT 'total_cost' AS measure
) AS measures
