CREATE OR REPLACE VIEW reporting.encounters_by_org_month AS
SELECT
  f.organization_id,
  organization.name AS organization_name,
  organization.state AS organization_state,
  f.month,
  f.encounter_count,
  f.total_claim_cost
FROM (
  SELECT
    organization_bk AS organization_id,
    CAST(DATE_TRUNC('month', started_at) AS DATE) AS month,
    COUNT(*) AS encounter_count,
    CAST(SUM(total_claim_cost) AS DECIMAL(38, 2)) AS total_claim_cost
  FROM star.fact_encounter
  GROUP BY organization_bk, CAST(DATE_TRUNC('month', started_at) AS DATE)
) f
-- Name and state as they are now, whatever they were at the time of the encounter.
LEFT JOIN star.dim_organization organization
  ON organization.organization_bk = f.organization_id AND organization.is_current;
