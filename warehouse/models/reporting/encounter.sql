DROP VIEW IF EXISTS reporting.encounter;

-- Costs are absent while nobody knows them.
CREATE VIEW reporting.encounter AS
SELECT
  f.encounter_bk AS encounter_id,
  f.encounter_class AS department,
  f.code AS encounter_code,
  f.description AS encounter_description,
  f.reason_code,
  f.reason_description,
  f.started_at,
  f.ended_at,
  f.duration_minutes,
  d.year AS started_year,
  d.month AS started_month,
  d.fiscal_year AS started_fiscal_year,
  f.patient_bk AS patient_id,
  patient.gender AS patient_gender,
  patient.race AS patient_race,
  patient.ethnicity AS patient_ethnicity,
  patient.city AS patient_city,
  patient.state AS patient_state,
  f.organization_bk AS organization_id,
  organization.name AS organization_name,
  organization.city AS organization_city,
  organization.state AS organization_state,
  f.provider_bk AS provider_id,
  provider.specialty AS provider_specialty,
  f.payer_bk AS payer_id,
  payer.name AS payer_name,
  f.base_encounter_cost,
  f.total_claim_cost,
  f.payer_coverage,
  NVL(person.person_id, f.patient_bk) AS person_id
FROM star.fact_encounter f
JOIN star.dim_date d ON d.date_key = f.started_date_key
JOIN star.dim_patient patient ON patient.patient_sk = f.patient_sk
JOIN star.dim_organization organization ON organization.organization_sk = f.organization_sk
JOIN star.dim_provider provider ON provider.provider_sk = f.provider_sk
JOIN star.dim_payer payer ON payer.payer_sk = f.payer_sk
-- Whose record it is counts as of now: what was merged since is one person, and what was unmerged are two again.
LEFT JOIN star.dim_patient person ON person.patient_bk = f.patient_bk AND person.is_current;
