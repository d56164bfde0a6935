DROP VIEW IF EXISTS reporting.person_current;

-- A merge names the record that stands for the person; whoever was never merged stands for himself.
CREATE VIEW reporting.person_current AS
SELECT
  NVL(patient.person_id, patient.patient_bk) AS person_id,
  COUNT(*) AS patient_records,
  MIN(patient.patient_bk) AS first_patient_id,
  MAX(patient.patient_bk) AS last_patient_id,
  MAX(patient.death_date) AS death_date
FROM star.dim_patient patient
WHERE patient.is_current AND NOT patient.is_deleted AND patient.patient_sk > 0
GROUP BY NVL(patient.person_id, patient.patient_bk);
