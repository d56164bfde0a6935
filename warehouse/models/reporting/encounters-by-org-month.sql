DROP VIEW IF EXISTS reporting.encounters_by_org_month;

CREATE VIEW reporting.encounters_by_org_month AS
SELECT
  f.organization_id,
  organization.name AS organization_name,
  organization.state AS organization_state,
  f.month,
  f.encounter_count,
  f.total_claim_cost,
  f.total_payments,
  f.collection_rate
FROM (
  SELECT
    e.organization_bk AS organization_id,
    CAST(DATE_TRUNC('month', e.started_at) AS DATE) AS month,
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
  GROUP BY e.organization_bk, CAST(DATE_TRUNC('month', e.started_at) AS DATE)
) f
-- Name and state as they are now, whatever they were at the time of the encounter.
LEFT JOIN star.dim_organization organization
  ON organization.organization_bk = f.organization_id AND organization.is_current;
