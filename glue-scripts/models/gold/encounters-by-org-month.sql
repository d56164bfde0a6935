-- Encounters and what they cost, by organization and the month (UTC) they started in.
-- The organization is described as it is now; one that nobody delivered, or that was deleted, has no name and no state.
SELECT
  monthly.organization_id,
  organization.name AS organization_name,
  organization.state AS organization_state,
  monthly.month,
  monthly.encounter_count,
  monthly.total_claim_cost
FROM (
  SELECT
    organization_id,
    CAST(date_trunc('MONTH', started_at) AS DATE) AS month,
    COUNT(*) AS encounter_count,
    CAST(SUM(total_claim_cost) AS DECIMAL(38,2)) AS total_claim_cost
  FROM silver.encounter
  GROUP BY organization_id, CAST(date_trunc('MONTH', started_at) AS DATE)
) AS monthly
LEFT JOIN silver.organization AS organization
  ON organization.organization_id = monthly.organization_id
