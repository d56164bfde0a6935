-- Generated from contracts/records/patient-expense.ts by `npm run codegen`; do not edit.
-- Totals of patient_expense in the lake as of an instant, to compare with those of the warehouse.
SELECT
  'patient_expense' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'out_of_pocket_cost' THEN out_of_pocket_cost
    WHEN 'premium_cost' THEN premium_cost
    WHEN 'covered_cost' THEN covered_cost
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', year_started_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(out_of_pocket_cost) AS DECIMAL(38,6)), 0.000000) AS out_of_pocket_cost,
    COALESCE(CAST(SUM(premium_cost) AS DECIMAL(38,6)), 0.000000) AS premium_cost,
    COALESCE(CAST(SUM(covered_cost) AS DECIMAL(38,6)), 0.000000) AS covered_cost
  FROM (
  SELECT shown.year_started_at, shown.out_of_pocket_cost, shown.premium_cost, shown.covered_cost
  FROM silver.patient_expense AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.patient_expense_id AS recent_key
    FROM changes.patient_expense AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.patient_expense_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.year_started_at, state.out_of_pocket_cost, state.premium_cost, state.covered_cost
  FROM (
    SELECT
      earlier_change.year_started_at, earlier_change.out_of_pocket_cost, earlier_change.premium_cost, earlier_change.covered_cost, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.patient_expense_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.patient_expense_id, known.op, known.sequence, known.row_hash, known.year_started_at, known.out_of_pocket_cost, known.premium_cost, known.covered_cost
    FROM (
      SELECT delivered.patient_expense_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.year_started_at, delivered.out_of_pocket_cost, delivered.premium_cost, delivered.covered_cost, delivered.arrived_at
      FROM (
        SELECT
          logged.patient_expense_id, logged.op, logged.sequence, logged.row_hash, logged.year_started_at, logged.out_of_pocket_cost, logged.premium_cost, logged.covered_cost, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.patient_expense AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.patient_expense_id AS recent_key
    FROM changes.patient_expense AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.patient_expense_id
    CROSS JOIN totals.settled AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_patient_expense
  GROUP BY CAST(date_trunc('month', year_started_at) AS DATE)
) AS counted_patient_expense
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'out_of_pocket_cost' AS measure
  UNION ALL
  SELECT 'premium_cost' AS measure
  UNION ALL
  SELECT 'covered_cost' AS measure
) AS measures
