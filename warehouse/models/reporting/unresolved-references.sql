-- Generated from contracts/records by `npm run codegen`; do not edit.
DROP VIEW IF EXISTS reporting.unresolved_references;

CREATE VIEW reporting.unresolved_references AS
SELECT
  contract,
  field,
  refers_to,
  record_count,
  missing_count
FROM (
  SELECT
    'department' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_id) AS missing_count
  FROM star.dim_department named
  LEFT JOIN star.dim_organization other
    ON other.organization_bk = named.organization_id AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.organization_id IS NOT NULL AND other.organization_bk IS NULL AND named.is_current AND NOT named.is_deleted AND NOT named.is_inferred
  UNION ALL
  SELECT
    'patient' AS contract,
    'person_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.person_id) AS missing_count
  FROM star.dim_patient named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.person_id AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.person_id IS NOT NULL AND other.patient_bk IS NULL AND named.is_current AND NOT named.is_deleted AND NOT named.is_inferred
  UNION ALL
  SELECT
    'plan' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.payer_id) AS missing_count
  FROM star.dim_plan named
  LEFT JOIN star.dim_payer other
    ON other.payer_bk = named.payer_id AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.payer_id IS NOT NULL AND other.payer_bk IS NULL AND named.is_current AND NOT named.is_deleted AND NOT named.is_inferred
  UNION ALL
  SELECT
    'provider' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_id) AS missing_count
  FROM star.dim_provider named
  LEFT JOIN star.dim_organization other
    ON other.organization_bk = named.organization_id AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.organization_id IS NOT NULL AND other.organization_bk IS NULL AND named.is_current AND NOT named.is_deleted AND NOT named.is_inferred
  UNION ALL
  SELECT
    'coverage_period' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_coverage_period named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'coverage_period' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.payer_bk) AS missing_count
  FROM star.fact_coverage_period named
  LEFT JOIN star.dim_payer other
    ON other.payer_bk = named.payer_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.payer_bk IS NOT NULL AND other.payer_bk IS NULL
  UNION ALL
  SELECT
    'coverage_period' AS contract,
    'plan_id' AS field,
    'plan' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.plan_bk) AS missing_count
  FROM star.fact_coverage_period named
  LEFT JOIN star.dim_plan other
    ON other.plan_bk = named.plan_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.plan_bk IS NOT NULL AND other.plan_bk IS NULL
  UNION ALL
  SELECT
    'coverage_period' AS contract,
    'secondary_payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.secondary_payer_bk) AS missing_count
  FROM star.fact_coverage_period named
  LEFT JOIN star.dim_payer other
    ON other.payer_bk = named.secondary_payer_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.secondary_payer_bk IS NOT NULL AND other.payer_bk IS NULL
  UNION ALL
  SELECT
    'encounter' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_encounter named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'encounter' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_bk) AS missing_count
  FROM star.fact_encounter named
  LEFT JOIN star.dim_organization other
    ON other.organization_bk = named.organization_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.organization_bk IS NOT NULL AND other.organization_bk IS NULL
  UNION ALL
  SELECT
    'encounter' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.provider_bk) AS missing_count
  FROM star.fact_encounter named
  LEFT JOIN star.dim_provider other
    ON other.provider_bk = named.provider_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.provider_bk IS NOT NULL AND other.provider_bk IS NULL
  UNION ALL
  SELECT
    'encounter' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.payer_bk) AS missing_count
  FROM star.fact_encounter named
  LEFT JOIN star.dim_payer other
    ON other.payer_bk = named.payer_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.payer_bk IS NOT NULL AND other.payer_bk IS NULL
  UNION ALL
  SELECT
    'allergy' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_allergy named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'allergy' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_bk) AS missing_count
  FROM star.fact_allergy named
  LEFT JOIN star.fact_encounter other
    ON other.encounter_bk = named.encounter_bk
  WHERE named.encounter_bk IS NOT NULL AND other.encounter_bk IS NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_appointment named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.provider_bk) AS missing_count
  FROM star.fact_appointment named
  LEFT JOIN star.dim_provider other
    ON other.provider_bk = named.provider_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.provider_bk IS NOT NULL AND other.provider_bk IS NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_bk) AS missing_count
  FROM star.fact_appointment named
  LEFT JOIN star.dim_organization other
    ON other.organization_bk = named.organization_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.organization_bk IS NOT NULL AND other.organization_bk IS NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'department_id' AS field,
    'department' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.department_bk) AS missing_count
  FROM star.fact_appointment named
  LEFT JOIN star.dim_department other
    ON other.department_bk = named.department_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.department_bk IS NOT NULL AND other.department_bk IS NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.payer_bk) AS missing_count
  FROM star.fact_appointment named
  LEFT JOIN star.dim_payer other
    ON other.payer_bk = named.payer_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.payer_bk IS NOT NULL AND other.payer_bk IS NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_bk) AS missing_count
  FROM star.fact_appointment named
  LEFT JOIN star.fact_encounter other
    ON other.encounter_bk = named.encounter_bk
  WHERE named.encounter_bk IS NOT NULL AND other.encounter_bk IS NULL
  UNION ALL
  SELECT
    'care_plan' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_care_plan named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'care_plan' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_bk) AS missing_count
  FROM star.fact_care_plan named
  LEFT JOIN star.fact_encounter other
    ON other.encounter_bk = named.encounter_bk
  WHERE named.encounter_bk IS NOT NULL AND other.encounter_bk IS NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_claim named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_bk) AS missing_count
  FROM star.fact_claim named
  LEFT JOIN star.fact_encounter other
    ON other.encounter_bk = named.encounter_bk
  WHERE named.encounter_bk IS NOT NULL AND other.encounter_bk IS NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.provider_bk) AS missing_count
  FROM star.fact_claim named
  LEFT JOIN star.dim_provider other
    ON other.provider_bk = named.provider_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.provider_bk IS NOT NULL AND other.provider_bk IS NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'supervising_provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.supervising_provider_bk) AS missing_count
  FROM star.fact_claim named
  LEFT JOIN star.dim_provider other
    ON other.provider_bk = named.supervising_provider_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.supervising_provider_bk IS NOT NULL AND other.provider_bk IS NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'primary_payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.primary_payer_bk) AS missing_count
  FROM star.fact_claim named
  LEFT JOIN star.dim_payer other
    ON other.payer_bk = named.primary_payer_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.primary_payer_bk IS NOT NULL AND other.payer_bk IS NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'secondary_payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.secondary_payer_bk) AS missing_count
  FROM star.fact_claim named
  LEFT JOIN star.dim_payer other
    ON other.payer_bk = named.secondary_payer_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.secondary_payer_bk IS NOT NULL AND other.payer_bk IS NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_bk) AS missing_count
  FROM star.fact_claim named
  LEFT JOIN star.dim_organization other
    ON other.organization_bk = named.organization_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.organization_bk IS NOT NULL AND other.organization_bk IS NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'plan_id' AS field,
    'plan' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.plan_bk) AS missing_count
  FROM star.fact_claim named
  LEFT JOIN star.dim_plan other
    ON other.plan_bk = named.plan_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.plan_bk IS NOT NULL AND other.plan_bk IS NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'original_claim_id' AS field,
    'claim' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.original_claim_bk) AS missing_count
  FROM star.fact_claim named
  LEFT JOIN star.fact_claim other
    ON other.claim_bk = named.original_claim_bk
  WHERE named.original_claim_bk IS NOT NULL AND other.claim_bk IS NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'claim_id' AS field,
    'claim' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.claim_bk) AS missing_count
  FROM star.fact_claim_transaction named
  LEFT JOIN star.fact_claim other
    ON other.claim_bk = named.claim_bk
  WHERE named.claim_bk IS NOT NULL AND other.claim_bk IS NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_claim_transaction named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_bk) AS missing_count
  FROM star.fact_claim_transaction named
  LEFT JOIN star.fact_encounter other
    ON other.encounter_bk = named.encounter_bk
  WHERE named.encounter_bk IS NOT NULL AND other.encounter_bk IS NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_bk) AS missing_count
  FROM star.fact_claim_transaction named
  LEFT JOIN star.dim_organization other
    ON other.organization_bk = named.organization_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.organization_bk IS NOT NULL AND other.organization_bk IS NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.provider_bk) AS missing_count
  FROM star.fact_claim_transaction named
  LEFT JOIN star.dim_provider other
    ON other.provider_bk = named.provider_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.provider_bk IS NOT NULL AND other.provider_bk IS NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'supervising_provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.supervising_provider_bk) AS missing_count
  FROM star.fact_claim_transaction named
  LEFT JOIN star.dim_provider other
    ON other.provider_bk = named.supervising_provider_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.supervising_provider_bk IS NOT NULL AND other.provider_bk IS NULL
  UNION ALL
  SELECT
    'condition' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_condition named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'condition' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_bk) AS missing_count
  FROM star.fact_condition named
  LEFT JOIN star.fact_encounter other
    ON other.encounter_bk = named.encounter_bk
  WHERE named.encounter_bk IS NOT NULL AND other.encounter_bk IS NULL
  UNION ALL
  SELECT
    'condition' AS contract,
    'diagnosis_id' AS field,
    'diagnosis' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.diagnosis_bk) AS missing_count
  FROM star.fact_condition named
  LEFT JOIN star.dim_diagnosis other
    ON other.diagnosis_bk = named.diagnosis_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.diagnosis_bk IS NOT NULL AND other.diagnosis_bk IS NULL
  UNION ALL
  SELECT
    'device' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_device named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'device' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_bk) AS missing_count
  FROM star.fact_device named
  LEFT JOIN star.fact_encounter other
    ON other.encounter_bk = named.encounter_bk
  WHERE named.encounter_bk IS NOT NULL AND other.encounter_bk IS NULL
  UNION ALL
  SELECT
    'imaging_study' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_imaging_study named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'imaging_study' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_bk) AS missing_count
  FROM star.fact_imaging_study named
  LEFT JOIN star.fact_encounter other
    ON other.encounter_bk = named.encounter_bk
  WHERE named.encounter_bk IS NOT NULL AND other.encounter_bk IS NULL
  UNION ALL
  SELECT
    'imaging_study' AS contract,
    'procedure_code_id' AS field,
    'procedure_code' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.procedure_code_bk) AS missing_count
  FROM star.fact_imaging_study named
  LEFT JOIN star.dim_procedure_code other
    ON other.procedure_code_bk = named.procedure_code_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.procedure_code_bk IS NOT NULL AND other.procedure_code_bk IS NULL
  UNION ALL
  SELECT
    'immunization' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_immunization named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'immunization' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_bk) AS missing_count
  FROM star.fact_immunization named
  LEFT JOIN star.fact_encounter other
    ON other.encounter_bk = named.encounter_bk
  WHERE named.encounter_bk IS NOT NULL AND other.encounter_bk IS NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_lab_result named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_bk) AS missing_count
  FROM star.fact_lab_result named
  LEFT JOIN star.fact_encounter other
    ON other.encounter_bk = named.encounter_bk
  WHERE named.encounter_bk IS NOT NULL AND other.encounter_bk IS NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.provider_bk) AS missing_count
  FROM star.fact_lab_result named
  LEFT JOIN star.dim_provider other
    ON other.provider_bk = named.provider_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.provider_bk IS NOT NULL AND other.provider_bk IS NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_bk) AS missing_count
  FROM star.fact_lab_result named
  LEFT JOIN star.dim_organization other
    ON other.organization_bk = named.organization_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.organization_bk IS NOT NULL AND other.organization_bk IS NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'lab_test_id' AS field,
    'lab_test' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.lab_test_bk) AS missing_count
  FROM star.fact_lab_result named
  LEFT JOIN star.dim_lab_test other
    ON other.lab_test_bk = named.lab_test_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.lab_test_bk IS NOT NULL AND other.lab_test_bk IS NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_medication_order named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_bk) AS missing_count
  FROM star.fact_medication_order named
  LEFT JOIN star.fact_encounter other
    ON other.encounter_bk = named.encounter_bk
  WHERE named.encounter_bk IS NOT NULL AND other.encounter_bk IS NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.provider_bk) AS missing_count
  FROM star.fact_medication_order named
  LEFT JOIN star.dim_provider other
    ON other.provider_bk = named.provider_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.provider_bk IS NOT NULL AND other.provider_bk IS NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.payer_bk) AS missing_count
  FROM star.fact_medication_order named
  LEFT JOIN star.dim_payer other
    ON other.payer_bk = named.payer_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.payer_bk IS NOT NULL AND other.payer_bk IS NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'medication_id' AS field,
    'medication' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.medication_bk) AS missing_count
  FROM star.fact_medication_order named
  LEFT JOIN star.dim_medication other
    ON other.medication_bk = named.medication_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.medication_bk IS NOT NULL AND other.medication_bk IS NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'medication_order_id' AS field,
    'medication_order' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.medication_order_bk) AS missing_count
  FROM star.fact_medication_dispense named
  LEFT JOIN star.fact_medication_order other
    ON other.medication_order_bk = named.medication_order_bk
  WHERE named.medication_order_bk IS NOT NULL AND other.medication_order_bk IS NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_medication_dispense named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_bk) AS missing_count
  FROM star.fact_medication_dispense named
  LEFT JOIN star.fact_encounter other
    ON other.encounter_bk = named.encounter_bk
  WHERE named.encounter_bk IS NOT NULL AND other.encounter_bk IS NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.provider_bk) AS missing_count
  FROM star.fact_medication_dispense named
  LEFT JOIN star.dim_provider other
    ON other.provider_bk = named.provider_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.provider_bk IS NOT NULL AND other.provider_bk IS NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_bk) AS missing_count
  FROM star.fact_medication_dispense named
  LEFT JOIN star.dim_organization other
    ON other.organization_bk = named.organization_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.organization_bk IS NOT NULL AND other.organization_bk IS NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.payer_bk) AS missing_count
  FROM star.fact_medication_dispense named
  LEFT JOIN star.dim_payer other
    ON other.payer_bk = named.payer_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.payer_bk IS NOT NULL AND other.payer_bk IS NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'medication_id' AS field,
    'medication' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.medication_bk) AS missing_count
  FROM star.fact_medication_dispense named
  LEFT JOIN star.dim_medication other
    ON other.medication_bk = named.medication_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.medication_bk IS NOT NULL AND other.medication_bk IS NULL
  UNION ALL
  SELECT
    'observation' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_observation named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'observation' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_bk) AS missing_count
  FROM star.fact_observation named
  LEFT JOIN star.fact_encounter other
    ON other.encounter_bk = named.encounter_bk
  WHERE named.encounter_bk IS NOT NULL AND other.encounter_bk IS NULL
  UNION ALL
  SELECT
    'patient_expense' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_patient_expense named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'patient_expense' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.payer_bk) AS missing_count
  FROM star.fact_patient_expense named
  LEFT JOIN star.dim_payer other
    ON other.payer_bk = named.payer_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.payer_bk IS NOT NULL AND other.payer_bk IS NULL
  UNION ALL
  SELECT
    'procedure' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_procedure named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'procedure' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_bk) AS missing_count
  FROM star.fact_procedure named
  LEFT JOIN star.fact_encounter other
    ON other.encounter_bk = named.encounter_bk
  WHERE named.encounter_bk IS NOT NULL AND other.encounter_bk IS NULL
  UNION ALL
  SELECT
    'procedure' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.provider_bk) AS missing_count
  FROM star.fact_procedure named
  LEFT JOIN star.dim_provider other
    ON other.provider_bk = named.provider_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.provider_bk IS NOT NULL AND other.provider_bk IS NULL
  UNION ALL
  SELECT
    'procedure' AS contract,
    'procedure_code_id' AS field,
    'procedure_code' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.procedure_code_bk) AS missing_count
  FROM star.fact_procedure named
  LEFT JOIN star.dim_procedure_code other
    ON other.procedure_code_bk = named.procedure_code_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.procedure_code_bk IS NOT NULL AND other.procedure_code_bk IS NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'supply_item_id' AS field,
    'supply_item' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.supply_item_bk) AS missing_count
  FROM star.fact_supply_movement named
  LEFT JOIN star.dim_supply_item other
    ON other.supply_item_bk = named.supply_item_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.supply_item_bk IS NOT NULL AND other.supply_item_bk IS NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_supply_movement named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_bk) AS missing_count
  FROM star.fact_supply_movement named
  LEFT JOIN star.fact_encounter other
    ON other.encounter_bk = named.encounter_bk
  WHERE named.encounter_bk IS NOT NULL AND other.encounter_bk IS NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_bk) AS missing_count
  FROM star.fact_supply_movement named
  LEFT JOIN star.dim_organization other
    ON other.organization_bk = named.organization_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.organization_bk IS NOT NULL AND other.organization_bk IS NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'department_id' AS field,
    'department' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.department_bk) AS missing_count
  FROM star.fact_supply_movement named
  LEFT JOIN star.dim_department other
    ON other.department_bk = named.department_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.department_bk IS NOT NULL AND other.department_bk IS NULL
  UNION ALL
  SELECT
    'vital_sign' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_bk) AS missing_count
  FROM star.fact_vital_sign named
  LEFT JOIN star.dim_patient other
    ON other.patient_bk = named.patient_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.patient_bk IS NOT NULL AND other.patient_bk IS NULL
  UNION ALL
  SELECT
    'vital_sign' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_bk) AS missing_count
  FROM star.fact_vital_sign named
  LEFT JOIN star.fact_encounter other
    ON other.encounter_bk = named.encounter_bk
  WHERE named.encounter_bk IS NOT NULL AND other.encounter_bk IS NULL
  UNION ALL
  SELECT
    'vital_sign' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.provider_bk) AS missing_count
  FROM star.fact_vital_sign named
  LEFT JOIN star.dim_provider other
    ON other.provider_bk = named.provider_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.provider_bk IS NOT NULL AND other.provider_bk IS NULL
  UNION ALL
  SELECT
    'vital_sign' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_bk) AS missing_count
  FROM star.fact_vital_sign named
  LEFT JOIN star.dim_organization other
    ON other.organization_bk = named.organization_bk AND other.is_current AND NOT other.is_deleted AND NOT other.is_inferred
  WHERE named.organization_bk IS NOT NULL AND other.organization_bk IS NULL
) AS unresolved
WHERE record_count > 0;
