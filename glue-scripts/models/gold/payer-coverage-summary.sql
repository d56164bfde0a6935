-- What each payer covers of the cost of the encounters that name it.
SELECT
  payer_id,
  COUNT(*) AS encounter_count,
  CAST(SUM(total_claim_cost) AS DECIMAL(38,2)) AS total_claim_cost,
  CAST(SUM(payer_coverage) AS DECIMAL(38,2)) AS total_payer_coverage
FROM silver.encounter
GROUP BY payer_id
