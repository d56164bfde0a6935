-- Promises of gold.encounters_by_department: one row per key, and the totals of silver.encounter.
SELECT
  model,
  problem,
  rows_found
FROM (
  SELECT
    'gold.encounters_by_department' AS model,
    'keys that occur more than once' AS problem,
    COUNT(*) AS rows_found
  FROM (
    SELECT department
    FROM gold.encounters_by_department
    GROUP BY department
    HAVING COUNT(*) > 1
  ) AS violations
  UNION ALL
  SELECT
    'gold.encounters_by_department' AS model,
    'totals that differ from silver.encounter' AS problem,
    COUNT(*) AS rows_found
  FROM (
    SELECT
      COALESCE(CAST(SUM(encounter_count) AS BIGINT), 0) AS encounter_count,
      COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,2)), 0) AS total_claim_cost
    FROM gold.encounters_by_department
  ) AS mart
  CROSS JOIN (
    SELECT
      COUNT(*) AS encounter_count,
      COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,2)), 0) AS total_claim_cost
    FROM silver.encounter
  ) AS encounters
  WHERE mart.encounter_count <> encounters.encounter_count
    OR mart.total_claim_cost <> encounters.total_claim_cost
) AS findings
WHERE rows_found > 0
