-- Generated from contracts/records by `npm run codegen`; do not edit.
DROP VIEW IF EXISTS reporting.unresolved_references;

CREATE VIEW reporting.unresolved_references AS
SELECT
  named.contract,
  named.field,
  named.refers_to,
  COUNT(*) AS record_count,
  COUNT(DISTINCT named.key_value) AS missing_count
FROM (
  SELECT
    'department' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_id AS key_value
  FROM star.dim_department
  WHERE organization_id IS NOT NULL AND is_current AND NOT is_deleted AND NOT is_inferred
  UNION ALL
  SELECT
    'patient' AS contract,
    'person_id' AS field,
    'patient' AS refers_to,
    person_id AS key_value
  FROM star.dim_patient
  WHERE person_id IS NOT NULL AND is_current AND NOT is_deleted AND NOT is_inferred
  UNION ALL
  SELECT
    'plan' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    payer_id AS key_value
  FROM star.dim_plan
  WHERE payer_id IS NOT NULL AND is_current AND NOT is_deleted AND NOT is_inferred
  UNION ALL
  SELECT
    'provider' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_id AS key_value
  FROM star.dim_provider
  WHERE organization_id IS NOT NULL AND is_current AND NOT is_deleted AND NOT is_inferred
  UNION ALL
  SELECT
    'coverage_period' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_coverage_period
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'coverage_period' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    payer_bk AS key_value
  FROM star.fact_coverage_period
  WHERE payer_bk IS NOT NULL
  UNION ALL
  SELECT
    'coverage_period' AS contract,
    'plan_id' AS field,
    'plan' AS refers_to,
    plan_bk AS key_value
  FROM star.fact_coverage_period
  WHERE plan_bk IS NOT NULL
  UNION ALL
  SELECT
    'coverage_period' AS contract,
    'secondary_payer_id' AS field,
    'payer' AS refers_to,
    secondary_payer_bk AS key_value
  FROM star.fact_coverage_period
  WHERE secondary_payer_bk IS NOT NULL
  UNION ALL
  SELECT
    'encounter' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_encounter
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'encounter' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_bk AS key_value
  FROM star.fact_encounter
  WHERE organization_bk IS NOT NULL
  UNION ALL
  SELECT
    'encounter' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    provider_bk AS key_value
  FROM star.fact_encounter
  WHERE provider_bk IS NOT NULL
  UNION ALL
  SELECT
    'encounter' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    payer_bk AS key_value
  FROM star.fact_encounter
  WHERE payer_bk IS NOT NULL
  UNION ALL
  SELECT
    'allergy' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_allergy
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'allergy' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_bk AS key_value
  FROM star.fact_allergy
  WHERE encounter_bk IS NOT NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_appointment
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    provider_bk AS key_value
  FROM star.fact_appointment
  WHERE provider_bk IS NOT NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_bk AS key_value
  FROM star.fact_appointment
  WHERE organization_bk IS NOT NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'department_id' AS field,
    'department' AS refers_to,
    department_bk AS key_value
  FROM star.fact_appointment
  WHERE department_bk IS NOT NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    payer_bk AS key_value
  FROM star.fact_appointment
  WHERE payer_bk IS NOT NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_bk AS key_value
  FROM star.fact_appointment
  WHERE encounter_bk IS NOT NULL
  UNION ALL
  SELECT
    'care_plan' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_care_plan
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'care_plan' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_bk AS key_value
  FROM star.fact_care_plan
  WHERE encounter_bk IS NOT NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_claim
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_bk AS key_value
  FROM star.fact_claim
  WHERE encounter_bk IS NOT NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    provider_bk AS key_value
  FROM star.fact_claim
  WHERE provider_bk IS NOT NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'supervising_provider_id' AS field,
    'provider' AS refers_to,
    supervising_provider_bk AS key_value
  FROM star.fact_claim
  WHERE supervising_provider_bk IS NOT NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'primary_payer_id' AS field,
    'payer' AS refers_to,
    primary_payer_bk AS key_value
  FROM star.fact_claim
  WHERE primary_payer_bk IS NOT NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'secondary_payer_id' AS field,
    'payer' AS refers_to,
    secondary_payer_bk AS key_value
  FROM star.fact_claim
  WHERE secondary_payer_bk IS NOT NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_bk AS key_value
  FROM star.fact_claim
  WHERE organization_bk IS NOT NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'plan_id' AS field,
    'plan' AS refers_to,
    plan_bk AS key_value
  FROM star.fact_claim
  WHERE plan_bk IS NOT NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'original_claim_id' AS field,
    'claim' AS refers_to,
    original_claim_bk AS key_value
  FROM star.fact_claim
  WHERE original_claim_bk IS NOT NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'claim_id' AS field,
    'claim' AS refers_to,
    claim_bk AS key_value
  FROM star.fact_claim_transaction
  WHERE claim_bk IS NOT NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_claim_transaction
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_bk AS key_value
  FROM star.fact_claim_transaction
  WHERE encounter_bk IS NOT NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_bk AS key_value
  FROM star.fact_claim_transaction
  WHERE organization_bk IS NOT NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    provider_bk AS key_value
  FROM star.fact_claim_transaction
  WHERE provider_bk IS NOT NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'supervising_provider_id' AS field,
    'provider' AS refers_to,
    supervising_provider_bk AS key_value
  FROM star.fact_claim_transaction
  WHERE supervising_provider_bk IS NOT NULL
  UNION ALL
  SELECT
    'condition' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_condition
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'condition' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_bk AS key_value
  FROM star.fact_condition
  WHERE encounter_bk IS NOT NULL
  UNION ALL
  SELECT
    'condition' AS contract,
    'diagnosis_id' AS field,
    'diagnosis' AS refers_to,
    diagnosis_bk AS key_value
  FROM star.fact_condition
  WHERE diagnosis_bk IS NOT NULL
  UNION ALL
  SELECT
    'device' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_device
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'device' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_bk AS key_value
  FROM star.fact_device
  WHERE encounter_bk IS NOT NULL
  UNION ALL
  SELECT
    'imaging_study' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_imaging_study
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'imaging_study' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_bk AS key_value
  FROM star.fact_imaging_study
  WHERE encounter_bk IS NOT NULL
  UNION ALL
  SELECT
    'imaging_study' AS contract,
    'procedure_code_id' AS field,
    'procedure_code' AS refers_to,
    procedure_code_bk AS key_value
  FROM star.fact_imaging_study
  WHERE procedure_code_bk IS NOT NULL
  UNION ALL
  SELECT
    'immunization' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_immunization
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'immunization' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_bk AS key_value
  FROM star.fact_immunization
  WHERE encounter_bk IS NOT NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_lab_result
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_bk AS key_value
  FROM star.fact_lab_result
  WHERE encounter_bk IS NOT NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    provider_bk AS key_value
  FROM star.fact_lab_result
  WHERE provider_bk IS NOT NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_bk AS key_value
  FROM star.fact_lab_result
  WHERE organization_bk IS NOT NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'lab_test_id' AS field,
    'lab_test' AS refers_to,
    lab_test_bk AS key_value
  FROM star.fact_lab_result
  WHERE lab_test_bk IS NOT NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_medication_order
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_bk AS key_value
  FROM star.fact_medication_order
  WHERE encounter_bk IS NOT NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    provider_bk AS key_value
  FROM star.fact_medication_order
  WHERE provider_bk IS NOT NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    payer_bk AS key_value
  FROM star.fact_medication_order
  WHERE payer_bk IS NOT NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'medication_id' AS field,
    'medication' AS refers_to,
    medication_bk AS key_value
  FROM star.fact_medication_order
  WHERE medication_bk IS NOT NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'medication_order_id' AS field,
    'medication_order' AS refers_to,
    medication_order_bk AS key_value
  FROM star.fact_medication_dispense
  WHERE medication_order_bk IS NOT NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_medication_dispense
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_bk AS key_value
  FROM star.fact_medication_dispense
  WHERE encounter_bk IS NOT NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    provider_bk AS key_value
  FROM star.fact_medication_dispense
  WHERE provider_bk IS NOT NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_bk AS key_value
  FROM star.fact_medication_dispense
  WHERE organization_bk IS NOT NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    payer_bk AS key_value
  FROM star.fact_medication_dispense
  WHERE payer_bk IS NOT NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'medication_id' AS field,
    'medication' AS refers_to,
    medication_bk AS key_value
  FROM star.fact_medication_dispense
  WHERE medication_bk IS NOT NULL
  UNION ALL
  SELECT
    'observation' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_observation
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'observation' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_bk AS key_value
  FROM star.fact_observation
  WHERE encounter_bk IS NOT NULL
  UNION ALL
  SELECT
    'patient_expense' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_patient_expense
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'patient_expense' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    payer_bk AS key_value
  FROM star.fact_patient_expense
  WHERE payer_bk IS NOT NULL
  UNION ALL
  SELECT
    'procedure' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_procedure
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'procedure' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_bk AS key_value
  FROM star.fact_procedure
  WHERE encounter_bk IS NOT NULL
  UNION ALL
  SELECT
    'procedure' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    provider_bk AS key_value
  FROM star.fact_procedure
  WHERE provider_bk IS NOT NULL
  UNION ALL
  SELECT
    'procedure' AS contract,
    'procedure_code_id' AS field,
    'procedure_code' AS refers_to,
    procedure_code_bk AS key_value
  FROM star.fact_procedure
  WHERE procedure_code_bk IS NOT NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'supply_item_id' AS field,
    'supply_item' AS refers_to,
    supply_item_bk AS key_value
  FROM star.fact_supply_movement
  WHERE supply_item_bk IS NOT NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_supply_movement
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_bk AS key_value
  FROM star.fact_supply_movement
  WHERE encounter_bk IS NOT NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_bk AS key_value
  FROM star.fact_supply_movement
  WHERE organization_bk IS NOT NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'department_id' AS field,
    'department' AS refers_to,
    department_bk AS key_value
  FROM star.fact_supply_movement
  WHERE department_bk IS NOT NULL
  UNION ALL
  SELECT
    'vital_sign' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_bk AS key_value
  FROM star.fact_vital_sign
  WHERE patient_bk IS NOT NULL
  UNION ALL
  SELECT
    'vital_sign' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_bk AS key_value
  FROM star.fact_vital_sign
  WHERE encounter_bk IS NOT NULL
  UNION ALL
  SELECT
    'vital_sign' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    provider_bk AS key_value
  FROM star.fact_vital_sign
  WHERE provider_bk IS NOT NULL
  UNION ALL
  SELECT
    'vital_sign' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_bk AS key_value
  FROM star.fact_vital_sign
  WHERE organization_bk IS NOT NULL
) AS named
LEFT JOIN (
  SELECT
    'organization' AS target,
    organization_bk AS key_value
  FROM star.dim_organization
  WHERE is_current AND NOT is_deleted AND NOT is_inferred
  UNION ALL
  SELECT
    'patient' AS target,
    patient_bk AS key_value
  FROM star.dim_patient
  WHERE is_current AND NOT is_deleted AND NOT is_inferred
  UNION ALL
  SELECT
    'payer' AS target,
    payer_bk AS key_value
  FROM star.dim_payer
  WHERE is_current AND NOT is_deleted AND NOT is_inferred
  UNION ALL
  SELECT
    'plan' AS target,
    plan_bk AS key_value
  FROM star.dim_plan
  WHERE is_current AND NOT is_deleted AND NOT is_inferred
  UNION ALL
  SELECT
    'provider' AS target,
    provider_bk AS key_value
  FROM star.dim_provider
  WHERE is_current AND NOT is_deleted AND NOT is_inferred
  UNION ALL
  SELECT
    'encounter' AS target,
    encounter_bk AS key_value
  FROM star.fact_encounter
  UNION ALL
  SELECT
    'department' AS target,
    department_bk AS key_value
  FROM star.dim_department
  WHERE is_current AND NOT is_deleted AND NOT is_inferred
  UNION ALL
  SELECT
    'claim' AS target,
    claim_bk AS key_value
  FROM star.fact_claim
  UNION ALL
  SELECT
    'diagnosis' AS target,
    diagnosis_bk AS key_value
  FROM star.dim_diagnosis
  WHERE is_current AND NOT is_deleted AND NOT is_inferred
  UNION ALL
  SELECT
    'procedure_code' AS target,
    procedure_code_bk AS key_value
  FROM star.dim_procedure_code
  WHERE is_current AND NOT is_deleted AND NOT is_inferred
  UNION ALL
  SELECT
    'lab_test' AS target,
    lab_test_bk AS key_value
  FROM star.dim_lab_test
  WHERE is_current AND NOT is_deleted AND NOT is_inferred
  UNION ALL
  SELECT
    'medication' AS target,
    medication_bk AS key_value
  FROM star.dim_medication
  WHERE is_current AND NOT is_deleted AND NOT is_inferred
  UNION ALL
  SELECT
    'medication_order' AS target,
    medication_order_bk AS key_value
  FROM star.fact_medication_order
  UNION ALL
  SELECT
    'supply_item' AS target,
    supply_item_bk AS key_value
  FROM star.dim_supply_item
  WHERE is_current AND NOT is_deleted AND NOT is_inferred
) AS present
  ON present.target = named.refers_to AND present.key_value = named.key_value
WHERE present.key_value IS NULL
GROUP BY named.contract, named.field, named.refers_to;
