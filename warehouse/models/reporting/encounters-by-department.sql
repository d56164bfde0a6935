DROP VIEW IF EXISTS reporting.encounters_by_department;

CREATE VIEW reporting.encounters_by_department AS
SELECT
  e.encounter_class AS department,
  COUNT(*) AS encounter_count,
  CAST(SUM(e.total_claim_cost) AS DECIMAL(38, 2)) AS total_claim_cost,
  CAST(NVL(SUM(paid.payments), 0) AS DECIMAL(38, 2)) AS total_payments,
  CAST(ROUND(CAST(NVL(SUM(paid.payments), 0) AS DECIMAL(38, 8)) / NULLIF(SUM(e.total_claim_cost), 0), 4) AS DECIMAL(18, 4))
    AS collection_rate
FROM star.fact_encounter e
-- One row per encounter, so that an encounter counts once, whatever its claims have lines.
LEFT JOIN (
  SELECT encounter_bk, SUM(payment) AS payments
  FROM star.fact_claim_transaction
  WHERE transaction_type = 'PAYMENT'
  GROUP BY encounter_bk
) paid ON paid.encounter_bk = e.encounter_bk
GROUP BY e.encounter_class;
