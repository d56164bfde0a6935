-- Generated from contracts/records/claim-transaction.ts by `npm run codegen`; do not edit.
-- Totals of claim_transaction in the lake as of an instant, to compare with those of the warehouse.
SELECT
  'claim_transaction' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'amount' THEN amount
    WHEN 'unit_amount' THEN unit_amount
    WHEN 'payment' THEN payment
    WHEN 'adjustment' THEN adjustment
    WHEN 'transfer' THEN transfer
    WHEN 'outstanding' THEN outstanding
    WHEN 'allowed_amount' THEN allowed_amount
    WHEN 'denied_amount' THEN denied_amount
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', from_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(amount) AS DECIMAL(38,6)), 0.000000) AS amount,
    COALESCE(CAST(SUM(unit_amount) AS DECIMAL(38,6)), 0.000000) AS unit_amount,
    COALESCE(CAST(SUM(payment) AS DECIMAL(38,6)), 0.000000) AS payment,
    COALESCE(CAST(SUM(adjustment) AS DECIMAL(38,6)), 0.000000) AS adjustment,
    COALESCE(CAST(SUM(transfer) AS DECIMAL(38,6)), 0.000000) AS transfer,
    COALESCE(CAST(SUM(outstanding) AS DECIMAL(38,6)), 0.000000) AS outstanding,
    COALESCE(CAST(SUM(allowed_amount) AS DECIMAL(38,6)), 0.000000) AS allowed_amount,
    COALESCE(CAST(SUM(denied_amount) AS DECIMAL(38,6)), 0.000000) AS denied_amount
  FROM (
  SELECT shown.from_at, shown.amount, shown.unit_amount, shown.payment, shown.adjustment, shown.transfer, shown.outstanding, shown.allowed_amount, shown.denied_amount
  FROM silver.claim_transaction AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.claim_transaction_id AS recent_key
    FROM changes.claim_transaction AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.claim_transaction_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.from_at, state.amount, state.unit_amount, state.payment, state.adjustment, state.transfer, state.outstanding, state.allowed_amount, state.denied_amount
  FROM (
    SELECT
      earlier_change.from_at, earlier_change.amount, earlier_change.unit_amount, earlier_change.payment, earlier_change.adjustment, earlier_change.transfer, earlier_change.outstanding, earlier_change.allowed_amount, earlier_change.denied_amount, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.claim_transaction_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.claim_transaction_id, known.op, known.sequence, known.row_hash, known.from_at, known.amount, known.unit_amount, known.payment, known.adjustment, known.transfer, known.outstanding, known.allowed_amount, known.denied_amount
    FROM (
      SELECT delivered.claim_transaction_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.from_at, delivered.amount, delivered.unit_amount, delivered.payment, delivered.adjustment, delivered.transfer, delivered.outstanding, delivered.allowed_amount, delivered.denied_amount, delivered.arrived_at
      FROM (
        SELECT
          logged.claim_transaction_id, logged.op, logged.sequence, logged.row_hash, logged.from_at, logged.amount, logged.unit_amount, logged.payment, logged.adjustment, logged.transfer, logged.outstanding, logged.allowed_amount, logged.denied_amount, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.claim_transaction AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.claim_transaction_id AS recent_key
    FROM changes.claim_transaction AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.claim_transaction_id
    CROSS JOIN totals.settled AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_claim_transaction
  GROUP BY CAST(date_trunc('month', from_at) AS DATE)
) AS counted_claim_transaction
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'amount' AS measure
  UNION ALL
  SELECT 'unit_amount' AS measure
  UNION ALL
  SELECT 'payment' AS measure
  UNION ALL
  SELECT 'adjustment' AS measure
  UNION ALL
  SELECT 'transfer' AS measure
  UNION ALL
  SELECT 'outstanding' AS measure
  UNION ALL
  SELECT 'allowed_amount' AS measure
  UNION ALL
  SELECT 'denied_amount' AS measure
) AS measures
