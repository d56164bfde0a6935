-- Encounters and what they cost, by department. A department is an encounter class.
SELECT
  encounter_class AS department,
  COUNT(*) AS encounter_count,
  CAST(SUM(total_claim_cost) AS DECIMAL(38,2)) AS total_claim_cost
FROM silver.encounter
GROUP BY encounter_class
