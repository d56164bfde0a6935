-- Generated from contracts/records by `npm run codegen`; do not edit.
WITH parts AS (
SELECT
  named.contract,
  named.field,
  named.refers_to,
  named.key_value,
  1 AS record_count
FROM (
  SELECT
    'department' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_id AS key_value
  FROM silver.department
  WHERE organization_id IS NOT NULL
  UNION ALL
  SELECT
    'patient' AS contract,
    'person_id' AS field,
    'patient' AS refers_to,
    person_id AS key_value
  FROM silver.patient
  WHERE person_id IS NOT NULL
  UNION ALL
  SELECT
    'plan' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    payer_id AS key_value
  FROM silver.plan
  WHERE payer_id IS NOT NULL
  UNION ALL
  SELECT
    'provider' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_id AS key_value
  FROM silver.provider
  WHERE organization_id IS NOT NULL
  UNION ALL
  SELECT
    'coverage_period' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.coverage_period
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'coverage_period' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    payer_id AS key_value
  FROM silver.coverage_period
  WHERE payer_id IS NOT NULL
  UNION ALL
  SELECT
    'coverage_period' AS contract,
    'plan_id' AS field,
    'plan' AS refers_to,
    plan_id AS key_value
  FROM silver.coverage_period
  WHERE plan_id IS NOT NULL
  UNION ALL
  SELECT
    'coverage_period' AS contract,
    'secondary_payer_id' AS field,
    'payer' AS refers_to,
    secondary_payer_id AS key_value
  FROM silver.coverage_period
  WHERE secondary_payer_id IS NOT NULL
  UNION ALL
  SELECT
    'encounter' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.encounter
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'encounter' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_id AS key_value
  FROM silver.encounter
  WHERE organization_id IS NOT NULL
  UNION ALL
  SELECT
    'encounter' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    provider_id AS key_value
  FROM silver.encounter
  WHERE provider_id IS NOT NULL
  UNION ALL
  SELECT
    'encounter' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    payer_id AS key_value
  FROM silver.encounter
  WHERE payer_id IS NOT NULL
  UNION ALL
  SELECT
    'allergy' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.allergy
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'allergy' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_id AS key_value
  FROM silver.allergy
  WHERE encounter_id IS NOT NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.appointment
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    provider_id AS key_value
  FROM silver.appointment
  WHERE provider_id IS NOT NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_id AS key_value
  FROM silver.appointment
  WHERE organization_id IS NOT NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'department_id' AS field,
    'department' AS refers_to,
    department_id AS key_value
  FROM silver.appointment
  WHERE department_id IS NOT NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    payer_id AS key_value
  FROM silver.appointment
  WHERE payer_id IS NOT NULL
  UNION ALL
  SELECT
    'appointment' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_id AS key_value
  FROM silver.appointment
  WHERE encounter_id IS NOT NULL
  UNION ALL
  SELECT
    'care_plan' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.care_plan
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'care_plan' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_id AS key_value
  FROM silver.care_plan
  WHERE encounter_id IS NOT NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.claim
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_id AS key_value
  FROM silver.claim
  WHERE encounter_id IS NOT NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    provider_id AS key_value
  FROM silver.claim
  WHERE provider_id IS NOT NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'supervising_provider_id' AS field,
    'provider' AS refers_to,
    supervising_provider_id AS key_value
  FROM silver.claim
  WHERE supervising_provider_id IS NOT NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'primary_payer_id' AS field,
    'payer' AS refers_to,
    primary_payer_id AS key_value
  FROM silver.claim
  WHERE primary_payer_id IS NOT NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'secondary_payer_id' AS field,
    'payer' AS refers_to,
    secondary_payer_id AS key_value
  FROM silver.claim
  WHERE secondary_payer_id IS NOT NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_id AS key_value
  FROM silver.claim
  WHERE organization_id IS NOT NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'plan_id' AS field,
    'plan' AS refers_to,
    plan_id AS key_value
  FROM silver.claim
  WHERE plan_id IS NOT NULL
  UNION ALL
  SELECT
    'claim' AS contract,
    'original_claim_id' AS field,
    'claim' AS refers_to,
    original_claim_id AS key_value
  FROM silver.claim
  WHERE original_claim_id IS NOT NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'claim_id' AS field,
    'claim' AS refers_to,
    claim_id AS key_value
  FROM silver.claim_transaction
  WHERE claim_id IS NOT NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.claim_transaction
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_id AS key_value
  FROM silver.claim_transaction
  WHERE encounter_id IS NOT NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_id AS key_value
  FROM silver.claim_transaction
  WHERE organization_id IS NOT NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    provider_id AS key_value
  FROM silver.claim_transaction
  WHERE provider_id IS NOT NULL
  UNION ALL
  SELECT
    'claim_transaction' AS contract,
    'supervising_provider_id' AS field,
    'provider' AS refers_to,
    supervising_provider_id AS key_value
  FROM silver.claim_transaction
  WHERE supervising_provider_id IS NOT NULL
  UNION ALL
  SELECT
    'condition' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.condition
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'condition' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_id AS key_value
  FROM silver.condition
  WHERE encounter_id IS NOT NULL
  UNION ALL
  SELECT
    'condition' AS contract,
    'diagnosis_id' AS field,
    'diagnosis' AS refers_to,
    diagnosis_id AS key_value
  FROM silver.condition
  WHERE diagnosis_id IS NOT NULL
  UNION ALL
  SELECT
    'device' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.device
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'device' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_id AS key_value
  FROM silver.device
  WHERE encounter_id IS NOT NULL
  UNION ALL
  SELECT
    'imaging_study' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.imaging_study
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'imaging_study' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_id AS key_value
  FROM silver.imaging_study
  WHERE encounter_id IS NOT NULL
  UNION ALL
  SELECT
    'imaging_study' AS contract,
    'procedure_code_id' AS field,
    'procedure_code' AS refers_to,
    procedure_code_id AS key_value
  FROM silver.imaging_study
  WHERE procedure_code_id IS NOT NULL
  UNION ALL
  SELECT
    'immunization' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.immunization
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'immunization' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_id AS key_value
  FROM silver.immunization
  WHERE encounter_id IS NOT NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.lab_result
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_id AS key_value
  FROM silver.lab_result
  WHERE encounter_id IS NOT NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    provider_id AS key_value
  FROM silver.lab_result
  WHERE provider_id IS NOT NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_id AS key_value
  FROM silver.lab_result
  WHERE organization_id IS NOT NULL
  UNION ALL
  SELECT
    'lab_result' AS contract,
    'lab_test_id' AS field,
    'lab_test' AS refers_to,
    lab_test_id AS key_value
  FROM silver.lab_result
  WHERE lab_test_id IS NOT NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.medication_order
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_id AS key_value
  FROM silver.medication_order
  WHERE encounter_id IS NOT NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    provider_id AS key_value
  FROM silver.medication_order
  WHERE provider_id IS NOT NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    payer_id AS key_value
  FROM silver.medication_order
  WHERE payer_id IS NOT NULL
  UNION ALL
  SELECT
    'medication_order' AS contract,
    'medication_id' AS field,
    'medication' AS refers_to,
    medication_id AS key_value
  FROM silver.medication_order
  WHERE medication_id IS NOT NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'medication_order_id' AS field,
    'medication_order' AS refers_to,
    medication_order_id AS key_value
  FROM silver.medication_dispense
  WHERE medication_order_id IS NOT NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.medication_dispense
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_id AS key_value
  FROM silver.medication_dispense
  WHERE encounter_id IS NOT NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    provider_id AS key_value
  FROM silver.medication_dispense
  WHERE provider_id IS NOT NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_id AS key_value
  FROM silver.medication_dispense
  WHERE organization_id IS NOT NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    payer_id AS key_value
  FROM silver.medication_dispense
  WHERE payer_id IS NOT NULL
  UNION ALL
  SELECT
    'medication_dispense' AS contract,
    'medication_id' AS field,
    'medication' AS refers_to,
    medication_id AS key_value
  FROM silver.medication_dispense
  WHERE medication_id IS NOT NULL
  UNION ALL
  SELECT
    'observation' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.observation
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'observation' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_id AS key_value
  FROM silver.observation
  WHERE encounter_id IS NOT NULL
  UNION ALL
  SELECT
    'patient_expense' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.patient_expense
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'patient_expense' AS contract,
    'payer_id' AS field,
    'payer' AS refers_to,
    payer_id AS key_value
  FROM silver.patient_expense
  WHERE payer_id IS NOT NULL
  UNION ALL
  SELECT
    'procedure' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.procedure
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'procedure' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_id AS key_value
  FROM silver.procedure
  WHERE encounter_id IS NOT NULL
  UNION ALL
  SELECT
    'procedure' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    provider_id AS key_value
  FROM silver.procedure
  WHERE provider_id IS NOT NULL
  UNION ALL
  SELECT
    'procedure' AS contract,
    'procedure_code_id' AS field,
    'procedure_code' AS refers_to,
    procedure_code_id AS key_value
  FROM silver.procedure
  WHERE procedure_code_id IS NOT NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'supply_item_id' AS field,
    'supply_item' AS refers_to,
    supply_item_id AS key_value
  FROM silver.supply_movement
  WHERE supply_item_id IS NOT NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.supply_movement
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_id AS key_value
  FROM silver.supply_movement
  WHERE encounter_id IS NOT NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_id AS key_value
  FROM silver.supply_movement
  WHERE organization_id IS NOT NULL
  UNION ALL
  SELECT
    'supply_movement' AS contract,
    'department_id' AS field,
    'department' AS refers_to,
    department_id AS key_value
  FROM silver.supply_movement
  WHERE department_id IS NOT NULL
  UNION ALL
  SELECT
    'vital_sign' AS contract,
    'patient_id' AS field,
    'patient' AS refers_to,
    patient_id AS key_value
  FROM silver.vital_sign
  WHERE patient_id IS NOT NULL
  UNION ALL
  SELECT
    'vital_sign' AS contract,
    'encounter_id' AS field,
    'encounter' AS refers_to,
    encounter_id AS key_value
  FROM silver.vital_sign
  WHERE encounter_id IS NOT NULL
  UNION ALL
  SELECT
    'vital_sign' AS contract,
    'provider_id' AS field,
    'provider' AS refers_to,
    provider_id AS key_value
  FROM silver.vital_sign
  WHERE provider_id IS NOT NULL
  UNION ALL
  SELECT
    'vital_sign' AS contract,
    'organization_id' AS field,
    'organization' AS refers_to,
    organization_id AS key_value
  FROM silver.vital_sign
  WHERE organization_id IS NOT NULL
) AS named
LEFT JOIN (
  SELECT
    'organization' AS target,
    organization_id AS key_value
  FROM silver.organization
  UNION ALL
  SELECT
    'patient' AS target,
    patient_id AS key_value
  FROM silver.patient
  UNION ALL
  SELECT
    'payer' AS target,
    payer_id AS key_value
  FROM silver.payer
  UNION ALL
  SELECT
    'plan' AS target,
    plan_id AS key_value
  FROM silver.plan
  UNION ALL
  SELECT
    'provider' AS target,
    provider_id AS key_value
  FROM silver.provider
  UNION ALL
  SELECT
    'encounter' AS target,
    encounter_id AS key_value
  FROM silver.encounter
  UNION ALL
  SELECT
    'department' AS target,
    department_id AS key_value
  FROM silver.department
  UNION ALL
  SELECT
    'claim' AS target,
    claim_id AS key_value
  FROM silver.claim
  UNION ALL
  SELECT
    'diagnosis' AS target,
    diagnosis_id AS key_value
  FROM silver.diagnosis
  UNION ALL
  SELECT
    'procedure_code' AS target,
    procedure_code_id AS key_value
  FROM silver.procedure_code
  UNION ALL
  SELECT
    'lab_test' AS target,
    lab_test_id AS key_value
  FROM silver.lab_test
  UNION ALL
  SELECT
    'medication' AS target,
    medication_id AS key_value
  FROM silver.medication
  UNION ALL
  SELECT
    'medication_order' AS target,
    medication_order_id AS key_value
  FROM silver.medication_order
  UNION ALL
  SELECT
    'supply_item' AS target,
    supply_item_id AS key_value
  FROM silver.supply_item
) AS present
  ON present.target = named.refers_to AND present.key_value = named.key_value
WHERE present.key_value IS NULL
)
SELECT
  contract,
  field,
  refers_to,
  key_value,
  CAST(SUM(record_count) AS BIGINT) AS record_count
FROM parts
GROUP BY contract, field, refers_to, key_value
HAVING CAST(SUM(record_count) AS BIGINT) <> 0
