-- Promises of gold.payer_coverage_summary: one row per key, and the totals of silver.encounter.
SELECT
  model,
  problem,
  rows_found
FROM (
  SELECT
    'gold.payer_coverage_summary' AS model,
    'keys that occur more than once' AS problem,
    COUNT(*) AS rows_found
  FROM (
    SELECT payer_id
    FROM gold.payer_coverage_summary
    GROUP BY payer_id
    HAVING COUNT(*) > 1
  ) AS violations
  UNION ALL
  SELECT
    'gold.payer_coverage_summary' AS model,
    'totals that differ from silver.encounter' AS problem,
    COUNT(*) AS rows_found
  FROM (
    SELECT
      COALESCE(CAST(SUM(encounter_count) AS BIGINT), 0) AS encounter_count,
      COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,2)), 0) AS total_claim_cost,
      COALESCE(CAST(SUM(total_payer_coverage) AS DECIMAL(38,2)), 0) AS total_payer_coverage
    FROM gold.payer_coverage_summary
  ) AS mart
  CROSS JOIN (
    SELECT
      COUNT(*) AS encounter_count,
      COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,2)), 0) AS total_claim_cost,
      COALESCE(CAST(SUM(payer_coverage) AS DECIMAL(38,2)), 0) AS total_payer_coverage
    FROM silver.encounter
  ) AS encounters
  WHERE mart.encounter_count <> encounters.encounter_count
    OR mart.total_claim_cost <> encounters.total_claim_cost
    OR mart.total_payer_coverage <> encounters.total_payer_coverage
) AS findings
WHERE rows_found > 0
