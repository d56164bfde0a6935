CREATE OR REPLACE VIEW reporting.payer_coverage_summary AS
SELECT
  payer_bk AS payer_id,
  COUNT(*) AS encounter_count,
  CAST(SUM(total_claim_cost) AS DECIMAL(38, 2)) AS total_claim_cost,
  CAST(SUM(payer_coverage) AS DECIMAL(38, 2)) AS total_payer_coverage
FROM star.fact_encounter
GROUP BY payer_bk;
