-- Generated from contracts/records by `npm run codegen`; do not edit.
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
  FROM silver.department AS named
  LEFT JOIN silver.organization AS other
    ON other.organization_id = named.organization_id
  WHERE named.organization_id IS NOT NULL AND other.organization_id IS NULL
  UNION ALL
  SELECT
    'patient' AS contract,
    'person_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.person_id) AS missing_count
  FROM silver.patient AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.person_id
  WHERE named.person_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'plan' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.payer_id) AS missing_count
  FROM silver.plan AS named
  LEFT JOIN silver.payer AS other
    ON other.payer_id = named.payer_id
  WHERE named.payer_id IS NOT NULL AND other.payer_id IS NULL
  UNION ALL
  SELECT
    'provider' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_id) AS missing_count
  FROM silver.provider AS named
  LEFT JOIN silver.organization AS other
    ON other.organization_id = named.organization_id
  WHERE named.organization_id IS NOT NULL AND other.organization_id IS NULL
  UNION ALL
  SELECT
    'coverage_period' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.coverage_period AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'coverage_period' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.payer_id) AS missing_count
  FROM silver.coverage_period AS named
  LEFT JOIN silver.payer AS other
    ON other.payer_id = named.payer_id
  WHERE named.payer_id IS NOT NULL AND other.payer_id IS NULL
  UNION ALL
  SELECT
    'coverage_period' AS contract,
    'plan_id' AS field,
    'plan' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.plan_id) AS missing_count
  FROM silver.coverage_period AS named
  LEFT JOIN silver.plan AS other
    ON other.plan_id = named.plan_id
  WHERE named.plan_id IS NOT NULL AND other.plan_id IS NULL
  UNION ALL
  SELECT
    'coverage_period' AS contract,
    'secondary_payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.secondary_payer_id) AS missing_count
  FROM silver.coverage_period AS named
  LEFT JOIN silver.payer AS other
    ON other.payer_id = named.secondary_payer_id
  WHERE named.secondary_payer_id IS NOT NULL AND other.payer_id IS NULL
  UNION ALL
  SELECT
    'encounter' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.encounter AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'encounter' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_id) AS missing_count
  FROM silver.encounter AS named
  LEFT JOIN silver.organization AS other
    ON other.organization_id = named.organization_id
  WHERE named.organization_id IS NOT NULL AND other.organization_id IS NULL
  UNION ALL
  SELECT
    'encounter' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.provider_id) AS missing_count
  FROM silver.encounter AS named
  LEFT JOIN silver.provider AS other
    ON other.provider_id = named.provider_id
  WHERE named.provider_id IS NOT NULL AND other.provider_id IS NULL
  UNION ALL
  SELECT
    'encounter' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.payer_id) AS missing_count
  FROM silver.encounter AS named
  LEFT JOIN silver.payer AS other
    ON other.payer_id = named.payer_id
  WHERE named.payer_id IS NOT NULL AND other.payer_id IS NULL
  UNION ALL
  SELECT
    'allergy' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.allergy AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'allergy' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_id) AS missing_count
  FROM silver.allergy AS named
  LEFT JOIN silver.encounter AS other
    ON other.encounter_id = named.encounter_id
  WHERE named.encounter_id IS NOT NULL AND other.encounter_id IS NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.appointment AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.provider_id) AS missing_count
  FROM silver.appointment AS named
  LEFT JOIN silver.provider AS other
    ON other.provider_id = named.provider_id
  WHERE named.provider_id IS NOT NULL AND other.provider_id IS NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_id) AS missing_count
  FROM silver.appointment AS named
  LEFT JOIN silver.organization AS other
    ON other.organization_id = named.organization_id
  WHERE named.organization_id IS NOT NULL AND other.organization_id IS NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'department_id' AS field,
    'department' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.department_id) AS missing_count
  FROM silver.appointment AS named
  LEFT JOIN silver.department AS other
    ON other.department_id = named.department_id
  WHERE named.department_id IS NOT NULL AND other.department_id IS NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.payer_id) AS missing_count
  FROM silver.appointment AS named
  LEFT JOIN silver.payer AS other
    ON other.payer_id = named.payer_id
  WHERE named.payer_id IS NOT NULL AND other.payer_id IS NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_id) AS missing_count
  FROM silver.appointment AS named
  LEFT JOIN silver.encounter AS other
    ON other.encounter_id = named.encounter_id
  WHERE named.encounter_id IS NOT NULL AND other.encounter_id IS NULL
  UNION ALL
  SELECT
    'care_plan' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.care_plan AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'care_plan' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_id) AS missing_count
  FROM silver.care_plan AS named
  LEFT JOIN silver.encounter AS other
    ON other.encounter_id = named.encounter_id
  WHERE named.encounter_id IS NOT NULL AND other.encounter_id IS NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.claim AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_id) AS missing_count
  FROM silver.claim AS named
  LEFT JOIN silver.encounter AS other
    ON other.encounter_id = named.encounter_id
  WHERE named.encounter_id IS NOT NULL AND other.encounter_id IS NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.provider_id) AS missing_count
  FROM silver.claim AS named
  LEFT JOIN silver.provider AS other
    ON other.provider_id = named.provider_id
  WHERE named.provider_id IS NOT NULL AND other.provider_id IS NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'supervising_provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.supervising_provider_id) AS missing_count
  FROM silver.claim AS named
  LEFT JOIN silver.provider AS other
    ON other.provider_id = named.supervising_provider_id
  WHERE named.supervising_provider_id IS NOT NULL AND other.provider_id IS NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'primary_payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.primary_payer_id) AS missing_count
  FROM silver.claim AS named
  LEFT JOIN silver.payer AS other
    ON other.payer_id = named.primary_payer_id
  WHERE named.primary_payer_id IS NOT NULL AND other.payer_id IS NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'secondary_payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.secondary_payer_id) AS missing_count
  FROM silver.claim AS named
  LEFT JOIN silver.payer AS other
    ON other.payer_id = named.secondary_payer_id
  WHERE named.secondary_payer_id IS NOT NULL AND other.payer_id IS NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_id) AS missing_count
  FROM silver.claim AS named
  LEFT JOIN silver.organization AS other
    ON other.organization_id = named.organization_id
  WHERE named.organization_id IS NOT NULL AND other.organization_id IS NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'plan_id' AS field,
    'plan' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.plan_id) AS missing_count
  FROM silver.claim AS named
  LEFT JOIN silver.plan AS other
    ON other.plan_id = named.plan_id
  WHERE named.plan_id IS NOT NULL AND other.plan_id IS NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'original_claim_id' AS field,
    'claim' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.original_claim_id) AS missing_count
  FROM silver.claim AS named
  LEFT JOIN silver.claim AS other
    ON other.claim_id = named.original_claim_id
  WHERE named.original_claim_id IS NOT NULL AND other.claim_id IS NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'claim_id' AS field,
    'claim' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.claim_id) AS missing_count
  FROM silver.claim_transaction AS named
  LEFT JOIN silver.claim AS other
    ON other.claim_id = named.claim_id
  WHERE named.claim_id IS NOT NULL AND other.claim_id IS NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.claim_transaction AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_id) AS missing_count
  FROM silver.claim_transaction AS named
  LEFT JOIN silver.encounter AS other
    ON other.encounter_id = named.encounter_id
  WHERE named.encounter_id IS NOT NULL AND other.encounter_id IS NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_id) AS missing_count
  FROM silver.claim_transaction AS named
  LEFT JOIN silver.organization AS other
    ON other.organization_id = named.organization_id
  WHERE named.organization_id IS NOT NULL AND other.organization_id IS NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.provider_id) AS missing_count
  FROM silver.claim_transaction AS named
  LEFT JOIN silver.provider AS other
    ON other.provider_id = named.provider_id
  WHERE named.provider_id IS NOT NULL AND other.provider_id IS NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'supervising_provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.supervising_provider_id) AS missing_count
  FROM silver.claim_transaction AS named
  LEFT JOIN silver.provider AS other
    ON other.provider_id = named.supervising_provider_id
  WHERE named.supervising_provider_id IS NOT NULL AND other.provider_id IS NULL
  UNION ALL
  SELECT
    'condition' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.condition AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'condition' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_id) AS missing_count
  FROM silver.condition AS named
  LEFT JOIN silver.encounter AS other
    ON other.encounter_id = named.encounter_id
  WHERE named.encounter_id IS NOT NULL AND other.encounter_id IS NULL
  UNION ALL
  SELECT
    'condition' AS contract,
    'diagnosis_id' AS field,
    'diagnosis' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.diagnosis_id) AS missing_count
  FROM silver.condition AS named
  LEFT JOIN silver.diagnosis AS other
    ON other.diagnosis_id = named.diagnosis_id
  WHERE named.diagnosis_id IS NOT NULL AND other.diagnosis_id IS NULL
  UNION ALL
  SELECT
    'device' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.device AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'device' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_id) AS missing_count
  FROM silver.device AS named
  LEFT JOIN silver.encounter AS other
    ON other.encounter_id = named.encounter_id
  WHERE named.encounter_id IS NOT NULL AND other.encounter_id IS NULL
  UNION ALL
  SELECT
    'imaging_study' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.imaging_study AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'imaging_study' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_id) AS missing_count
  FROM silver.imaging_study AS named
  LEFT JOIN silver.encounter AS other
    ON other.encounter_id = named.encounter_id
  WHERE named.encounter_id IS NOT NULL AND other.encounter_id IS NULL
  UNION ALL
  SELECT
    'imaging_study' AS contract,
    'procedure_code_id' AS field,
    'procedure_code' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.procedure_code_id) AS missing_count
  FROM silver.imaging_study AS named
  LEFT JOIN silver.procedure_code AS other
    ON other.procedure_code_id = named.procedure_code_id
  WHERE named.procedure_code_id IS NOT NULL AND other.procedure_code_id IS NULL
  UNION ALL
  SELECT
    'immunization' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.immunization AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'immunization' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_id) AS missing_count
  FROM silver.immunization AS named
  LEFT JOIN silver.encounter AS other
    ON other.encounter_id = named.encounter_id
  WHERE named.encounter_id IS NOT NULL AND other.encounter_id IS NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.lab_result AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_id) AS missing_count
  FROM silver.lab_result AS named
  LEFT JOIN silver.encounter AS other
    ON other.encounter_id = named.encounter_id
  WHERE named.encounter_id IS NOT NULL AND other.encounter_id IS NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.provider_id) AS missing_count
  FROM silver.lab_result AS named
  LEFT JOIN silver.provider AS other
    ON other.provider_id = named.provider_id
  WHERE named.provider_id IS NOT NULL AND other.provider_id IS NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_id) AS missing_count
  FROM silver.lab_result AS named
  LEFT JOIN silver.organization AS other
    ON other.organization_id = named.organization_id
  WHERE named.organization_id IS NOT NULL AND other.organization_id IS NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'lab_test_id' AS field,
    'lab_test' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.lab_test_id) AS missing_count
  FROM silver.lab_result AS named
  LEFT JOIN silver.lab_test AS other
    ON other.lab_test_id = named.lab_test_id
  WHERE named.lab_test_id IS NOT NULL AND other.lab_test_id IS NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.medication_order AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_id) AS missing_count
  FROM silver.medication_order AS named
  LEFT JOIN silver.encounter AS other
    ON other.encounter_id = named.encounter_id
  WHERE named.encounter_id IS NOT NULL AND other.encounter_id IS NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.provider_id) AS missing_count
  FROM silver.medication_order AS named
  LEFT JOIN silver.provider AS other
    ON other.provider_id = named.provider_id
  WHERE named.provider_id IS NOT NULL AND other.provider_id IS NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.payer_id) AS missing_count
  FROM silver.medication_order AS named
  LEFT JOIN silver.payer AS other
    ON other.payer_id = named.payer_id
  WHERE named.payer_id IS NOT NULL AND other.payer_id IS NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'medication_id' AS field,
    'medication' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.medication_id) AS missing_count
  FROM silver.medication_order AS named
  LEFT JOIN silver.medication AS other
    ON other.medication_id = named.medication_id
  WHERE named.medication_id IS NOT NULL AND other.medication_id IS NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'medication_order_id' AS field,
    'medication_order' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.medication_order_id) AS missing_count
  FROM silver.medication_dispense AS named
  LEFT JOIN silver.medication_order AS other
    ON other.medication_order_id = named.medication_order_id
  WHERE named.medication_order_id IS NOT NULL AND other.medication_order_id IS NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.medication_dispense AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_id) AS missing_count
  FROM silver.medication_dispense AS named
  LEFT JOIN silver.encounter AS other
    ON other.encounter_id = named.encounter_id
  WHERE named.encounter_id IS NOT NULL AND other.encounter_id IS NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.provider_id) AS missing_count
  FROM silver.medication_dispense AS named
  LEFT JOIN silver.provider AS other
    ON other.provider_id = named.provider_id
  WHERE named.provider_id IS NOT NULL AND other.provider_id IS NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_id) AS missing_count
  FROM silver.medication_dispense AS named
  LEFT JOIN silver.organization AS other
    ON other.organization_id = named.organization_id
  WHERE named.organization_id IS NOT NULL AND other.organization_id IS NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.payer_id) AS missing_count
  FROM silver.medication_dispense AS named
  LEFT JOIN silver.payer AS other
    ON other.payer_id = named.payer_id
  WHERE named.payer_id IS NOT NULL AND other.payer_id IS NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'medication_id' AS field,
    'medication' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.medication_id) AS missing_count
  FROM silver.medication_dispense AS named
  LEFT JOIN silver.medication AS other
    ON other.medication_id = named.medication_id
  WHERE named.medication_id IS NOT NULL AND other.medication_id IS NULL
  UNION ALL
  SELECT
    'observation' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.observation AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'observation' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_id) AS missing_count
  FROM silver.observation AS named
  LEFT JOIN silver.encounter AS other
    ON other.encounter_id = named.encounter_id
  WHERE named.encounter_id IS NOT NULL AND other.encounter_id IS NULL
  UNION ALL
  SELECT
    'patient_expense' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.patient_expense AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'patient_expense' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.payer_id) AS missing_count
  FROM silver.patient_expense AS named
  LEFT JOIN silver.payer AS other
    ON other.payer_id = named.payer_id
  WHERE named.payer_id IS NOT NULL AND other.payer_id IS NULL
  UNION ALL
  SELECT
    'procedure' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.procedure AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'procedure' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_id) AS missing_count
  FROM silver.procedure AS named
  LEFT JOIN silver.encounter AS other
    ON other.encounter_id = named.encounter_id
  WHERE named.encounter_id IS NOT NULL AND other.encounter_id IS NULL
  UNION ALL
  SELECT
    'procedure' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.provider_id) AS missing_count
  FROM silver.procedure AS named
  LEFT JOIN silver.provider AS other
    ON other.provider_id = named.provider_id
  WHERE named.provider_id IS NOT NULL AND other.provider_id IS NULL
  UNION ALL
  SELECT
    'procedure' AS contract,
    'procedure_code_id' AS field,
    'procedure_code' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.procedure_code_id) AS missing_count
  FROM silver.procedure AS named
  LEFT JOIN silver.procedure_code AS other
    ON other.procedure_code_id = named.procedure_code_id
  WHERE named.procedure_code_id IS NOT NULL AND other.procedure_code_id IS NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'supply_item_id' AS field,
    'supply_item' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.supply_item_id) AS missing_count
  FROM silver.supply_movement AS named
  LEFT JOIN silver.supply_item AS other
    ON other.supply_item_id = named.supply_item_id
  WHERE named.supply_item_id IS NOT NULL AND other.supply_item_id IS NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.supply_movement AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_id) AS missing_count
  FROM silver.supply_movement AS named
  LEFT JOIN silver.encounter AS other
    ON other.encounter_id = named.encounter_id
  WHERE named.encounter_id IS NOT NULL AND other.encounter_id IS NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_id) AS missing_count
  FROM silver.supply_movement AS named
  LEFT JOIN silver.organization AS other
    ON other.organization_id = named.organization_id
  WHERE named.organization_id IS NOT NULL AND other.organization_id IS NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'department_id' AS field,
    'department' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.department_id) AS missing_count
  FROM silver.supply_movement AS named
  LEFT JOIN silver.department AS other
    ON other.department_id = named.department_id
  WHERE named.department_id IS NOT NULL AND other.department_id IS NULL
  UNION ALL
  SELECT
    'vital_sign' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.patient_id) AS missing_count
  FROM silver.vital_sign AS named
  LEFT JOIN silver.patient AS other
    ON other.patient_id = named.patient_id
  WHERE named.patient_id IS NOT NULL AND other.patient_id IS NULL
  UNION ALL
  SELECT
    'vital_sign' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.encounter_id) AS missing_count
  FROM silver.vital_sign AS named
  LEFT JOIN silver.encounter AS other
    ON other.encounter_id = named.encounter_id
  WHERE named.encounter_id IS NOT NULL AND other.encounter_id IS NULL
  UNION ALL
  SELECT
    'vital_sign' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.provider_id) AS missing_count
  FROM silver.vital_sign AS named
  LEFT JOIN silver.provider AS other
    ON other.provider_id = named.provider_id
  WHERE named.provider_id IS NOT NULL AND other.provider_id IS NULL
  UNION ALL
  SELECT
    'vital_sign' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    COUNT(*) AS record_count,
    COUNT(DISTINCT named.organization_id) AS missing_count
  FROM silver.vital_sign AS named
  LEFT JOIN silver.organization AS other
    ON other.organization_id = named.organization_id
  WHERE named.organization_id IS NOT NULL AND other.organization_id IS NULL
) AS unresolved
WHERE record_count > 0
