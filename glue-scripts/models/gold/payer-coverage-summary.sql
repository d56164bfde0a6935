-- What each payer covers of the cost of the encounters that name it, and what was paid for them, by whomever.
-- The payer is called as it is now; one that nobody delivered, or that was deleted, has no name.
WITH payments AS (
  -- summed by encounter first: joined to its payments, an encounter would cost once for each
  SELECT
    encounter_id,
    CAST(SUM(payment) AS DECIMAL(38,2)) AS paid
  FROM silver.claim_transaction
  WHERE transaction_type = 'PAYMENT'
  GROUP BY encounter_id
),
sums AS (
  SELECT
    encounter.payer_id,
    COUNT(*) AS encounter_count,
    COALESCE(CAST(SUM(encounter.total_claim_cost) AS DECIMAL(38,2)), 0) AS total_claim_cost,
    COALESCE(CAST(SUM(encounter.payer_coverage) AS DECIMAL(38,2)), 0) AS total_payer_coverage,
    COALESCE(CAST(SUM(payments.paid) AS DECIMAL(38,2)), 0) AS total_payments
  FROM silver.encounter AS encounter
  LEFT JOIN payments
    ON payments.encounter_id = encounter.encounter_id
  GROUP BY encounter.payer_id
)
SELECT
  sums.payer_id,
  payer.name AS payer_name,
  sums.encounter_count,
  sums.total_claim_cost,
  sums.total_payer_coverage,
  sums.total_payments
FROM sums
LEFT JOIN silver.payer AS payer
  ON payer.payer_id = sums.payer_id
