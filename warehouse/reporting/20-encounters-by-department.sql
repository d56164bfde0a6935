CREATE OR REPLACE VIEW reporting.encounters_by_department AS
SELECT
  encounter_class AS department,
  COUNT(*) AS encounter_count,
  CAST(SUM(total_claim_cost) AS DECIMAL(38, 2)) AS total_claim_cost
FROM star.fact_encounter
GROUP BY encounter_class;
