DROP VIEW IF EXISTS reporting.patient_current;

CREATE VIEW reporting.patient_current AS
SELECT
  patient_bk AS patient_id,
  first_name,
  last_name,
  birth_date,
  death_date,
  gender,
  race,
  ethnicity,
  marital_status,
  city,
  state,
  valid_from AS unchanged_since,
  NVL(person_id, patient_bk) AS person_id
FROM star.dim_patient
WHERE is_current AND NOT is_deleted AND patient_sk > 0;
