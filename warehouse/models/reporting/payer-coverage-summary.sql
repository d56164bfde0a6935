DROP VIEW IF EXISTS reporting.payer_coverage_summary;

CREATE VIEW reporting.payer_coverage_summary AS
SELECT
  f.payer_id,
  payer.name AS payer_name,
  f.encounter_count,
  f.total_claim_cost,
  f.total_payer_coverage,
  f.total_payments
FROM (
  SELECT
    e.payer_bk AS payer_id,
    COUNT(*) AS encounter_count,
    CAST(NVL(SUM(e.total_claim_cost), 0) AS DECIMAL(38, 2)) AS total_claim_cost,
    CAST(NVL(SUM(e.payer_coverage), 0) AS DECIMAL(38, 2)) AS total_payer_coverage,
    CAST(NVL(SUM(paid.payments), 0) AS DECIMAL(38, 2)) AS total_payments
  FROM star.fact_encounter e
  -- One row per encounter, so that an encounter counts once, whatever its claims have lines.
  LEFT JOIN (
    SELECT encounter_bk, SUM(payment) AS payments
    FROM star.fact_claim_transaction
    WHERE transaction_type = 'PAYMENT'
    GROUP BY encounter_bk
  ) paid ON paid.encounter_bk = e.encounter_bk
  GROUP BY e.payer_bk
) f
-- Its name as it is now, whatever it was at the time of the encounter; none of one that is deleted, as in the lake.
LEFT JOIN star.dim_payer payer ON payer.payer_bk = f.payer_id AND payer.is_current AND NOT payer.is_deleted;
