-- What each payer covers of the cost of the encounters that name it, and what was paid for them, by whomever.
-- The payer is called as it is now; one that nobody delivered, or that was deleted, has no name.
WITH parts AS (
  -- an encounter and its payments, summed first: joined to each of them it would cost once for each
  SELECT
    encounter.payer_id,
    1 AS encounter_count,
    encounter.total_claim_cost,
    encounter.payer_coverage AS total_payer_coverage,
    payments.paid AS total_payments
  FROM silver.encounter AS encounter
  LEFT JOIN (
    SELECT
      encounter_id,
      CAST(SUM(payment) AS DECIMAL(38,2)) AS paid
    FROM silver.claim_transaction
    WHERE transaction_type = 'PAYMENT'
    GROUP BY encounter_id
  ) AS payments
    ON payments.encounter_id = encounter.encounter_id
),
sums AS (
  -- in a run of affected parts one of its rows takes away what a part gave before
  SELECT
    payer_id,
    CAST(SUM(encounter_count) AS BIGINT) AS encounter_count,
    COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,2)), 0) AS total_claim_cost,
    COALESCE(CAST(SUM(total_payer_coverage) AS DECIMAL(38,2)), 0) AS total_payer_coverage,
    COALESCE(CAST(SUM(total_payments) AS DECIMAL(38,2)), 0) AS total_payments
  FROM parts
  GROUP BY payer_id
  HAVING CAST(SUM(encounter_count) AS BIGINT) <> 0
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
