-- Generated from contracts/records/claim.ts by `npm run codegen`; do not edit.
-- Totals of claim in the lake as of an instant, to compare with those of the warehouse.
SELECT
  'claim' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'primary_outstanding' THEN primary_outstanding
    WHEN 'secondary_outstanding' THEN secondary_outstanding
    WHEN 'patient_outstanding' THEN patient_outstanding
    WHEN 'quantity_dispensed' THEN quantity_dispensed
    WHEN 'charge_amount' THEN charge_amount
    WHEN 'allowed_amount' THEN allowed_amount
    WHEN 'paid_amount' THEN paid_amount
    WHEN 'denied_amount' THEN denied_amount
    WHEN 'patient_responsibility' THEN patient_responsibility
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', service_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(primary_outstanding) AS DECIMAL(38,6)), 0.000000) AS primary_outstanding,
    COALESCE(CAST(SUM(secondary_outstanding) AS DECIMAL(38,6)), 0.000000) AS secondary_outstanding,
    COALESCE(CAST(SUM(patient_outstanding) AS DECIMAL(38,6)), 0.000000) AS patient_outstanding,
    COALESCE(CAST(SUM(quantity_dispensed) AS DECIMAL(38,6)), 0.000000) AS quantity_dispensed,
    COALESCE(CAST(SUM(charge_amount) AS DECIMAL(38,6)), 0.000000) AS charge_amount,
    COALESCE(CAST(SUM(allowed_amount) AS DECIMAL(38,6)), 0.000000) AS allowed_amount,
    COALESCE(CAST(SUM(paid_amount) AS DECIMAL(38,6)), 0.000000) AS paid_amount,
    COALESCE(CAST(SUM(denied_amount) AS DECIMAL(38,6)), 0.000000) AS denied_amount,
    COALESCE(CAST(SUM(patient_responsibility) AS DECIMAL(38,6)), 0.000000) AS patient_responsibility
  FROM (
  SELECT shown.service_at, shown.primary_outstanding, shown.secondary_outstanding, shown.patient_outstanding, shown.quantity_dispensed, shown.charge_amount, shown.allowed_amount, shown.paid_amount, shown.denied_amount, shown.patient_responsibility
  FROM silver.claim AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.claim_id AS recent_key
    FROM changes.claim AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.claim_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.service_at, state.primary_outstanding, state.secondary_outstanding, state.patient_outstanding, state.quantity_dispensed, state.charge_amount, state.allowed_amount, state.paid_amount, state.denied_amount, state.patient_responsibility
  FROM (
    SELECT
      earlier_change.service_at, earlier_change.primary_outstanding, earlier_change.secondary_outstanding, earlier_change.patient_outstanding, earlier_change.quantity_dispensed, earlier_change.charge_amount, earlier_change.allowed_amount, earlier_change.paid_amount, earlier_change.denied_amount, earlier_change.patient_responsibility, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.claim_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.claim_id, known.op, known.sequence, known.row_hash, known.service_at, known.primary_outstanding, known.secondary_outstanding, known.patient_outstanding, known.quantity_dispensed, known.charge_amount, known.allowed_amount, known.paid_amount, known.denied_amount, known.patient_responsibility
    FROM (
      SELECT delivered.claim_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.service_at, delivered.primary_outstanding, delivered.secondary_outstanding, delivered.patient_outstanding, delivered.quantity_dispensed, delivered.charge_amount, delivered.allowed_amount, delivered.paid_amount, delivered.denied_amount, delivered.patient_responsibility, delivered.arrived_at
      FROM (
        SELECT
          logged.claim_id, logged.op, logged.sequence, logged.row_hash, logged.service_at, logged.primary_outstanding, logged.secondary_outstanding, logged.patient_outstanding, logged.quantity_dispensed, logged.charge_amount, logged.allowed_amount, logged.paid_amount, logged.denied_amount, logged.patient_responsibility, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.claim AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.claim_id AS recent_key
    FROM changes.claim AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.claim_id
    CROSS JOIN totals.settled AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_claim
  GROUP BY CAST(date_trunc('month', service_at) AS DATE)
) AS counted_claim
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'primary_outstanding' AS measure
  UNION ALL
  SELECT 'secondary_outstanding' AS measure
  UNION ALL
  SELECT 'patient_outstanding' AS measure
  UNION ALL
  SELECT 'quantity_dispensed' AS measure
  UNION ALL
  SELECT 'charge_amount' AS measure
  UNION ALL
  SELECT 'allowed_amount' AS measure
  UNION ALL
  SELECT 'paid_amount' AS measure
  UNION ALL
  SELECT 'denied_amount' AS measure
  UNION ALL
  SELECT 'patient_responsibility' AS measure
) AS measures
