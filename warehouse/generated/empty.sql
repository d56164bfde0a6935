-- Generated from contracts/records and warehouse/models by `npm run codegen`: change those and run it again.
-- empty audit.loaded_object
DELETE FROM audit.loaded_object;

-- empty audit.load_ledger
DELETE FROM audit.load_ledger;

-- empty star.fact_coverage_period
DELETE FROM star.fact_coverage_period;

-- empty star.fact_encounter
DELETE FROM star.fact_encounter;

-- empty star.fact_allergy
DELETE FROM star.fact_allergy;

-- empty star.fact_appointment
DELETE FROM star.fact_appointment;

-- empty star.fact_care_plan
DELETE FROM star.fact_care_plan;

-- empty star.fact_claim
DELETE FROM star.fact_claim;

-- empty star.fact_claim_transaction
DELETE FROM star.fact_claim_transaction;

-- empty star.fact_condition
DELETE FROM star.fact_condition;

-- empty star.fact_device
DELETE FROM star.fact_device;

-- empty star.fact_imaging_study
DELETE FROM star.fact_imaging_study;

-- empty star.fact_immunization
DELETE FROM star.fact_immunization;

-- empty star.fact_lab_result
DELETE FROM star.fact_lab_result;

-- empty star.fact_medication_order
DELETE FROM star.fact_medication_order;

-- empty star.fact_medication_dispense
DELETE FROM star.fact_medication_dispense;

-- empty star.fact_observation
DELETE FROM star.fact_observation;

-- empty star.fact_patient_expense
DELETE FROM star.fact_patient_expense;

-- empty star.fact_procedure
DELETE FROM star.fact_procedure;

-- empty star.fact_supply_movement
DELETE FROM star.fact_supply_movement;

-- empty star.fact_vital_sign
DELETE FROM star.fact_vital_sign;

-- empty star.dim_diagnosis but for its reserved members
DELETE FROM star.dim_diagnosis WHERE diagnosis_sk > 0;

-- empty star.dim_lab_test but for its reserved members
DELETE FROM star.dim_lab_test WHERE lab_test_sk > 0;

-- empty star.dim_medication but for its reserved members
DELETE FROM star.dim_medication WHERE medication_sk > 0;

-- empty star.dim_organization but for its reserved members
DELETE FROM star.dim_organization WHERE organization_sk > 0;

-- empty star.dim_department but for its reserved members
DELETE FROM star.dim_department WHERE department_sk > 0;

-- empty star.dim_patient but for its reserved members
DELETE FROM star.dim_patient WHERE patient_sk > 0;

-- empty star.dim_payer but for its reserved members
DELETE FROM star.dim_payer WHERE payer_sk > 0;

-- empty star.dim_plan but for its reserved members
DELETE FROM star.dim_plan WHERE plan_sk > 0;

-- empty star.dim_procedure_code but for its reserved members
DELETE FROM star.dim_procedure_code WHERE procedure_code_sk > 0;

-- empty star.dim_provider but for its reserved members
DELETE FROM star.dim_provider WHERE provider_sk > 0;

-- empty star.dim_supply_item but for its reserved members
DELETE FROM star.dim_supply_item WHERE supply_item_sk > 0;

-- empty history.diagnosis
DELETE FROM history.diagnosis;

-- empty staging.diagnosis
DELETE FROM staging.diagnosis;

-- empty history.lab_test
DELETE FROM history.lab_test;

-- empty staging.lab_test
DELETE FROM staging.lab_test;

-- empty history.medication
DELETE FROM history.medication;

-- empty staging.medication
DELETE FROM staging.medication;

-- empty history.organization
DELETE FROM history.organization;

-- empty staging.organization
DELETE FROM staging.organization;

-- empty history.department
DELETE FROM history.department;

-- empty staging.department
DELETE FROM staging.department;

-- empty history.patient
DELETE FROM history.patient;

-- empty staging.patient
DELETE FROM staging.patient;

-- empty history.payer
DELETE FROM history.payer;

-- empty staging.payer
DELETE FROM staging.payer;

-- empty history.plan
DELETE FROM history.plan;

-- empty staging.plan
DELETE FROM staging.plan;

-- empty history.procedure_code
DELETE FROM history.procedure_code;

-- empty staging.procedure_code
DELETE FROM staging.procedure_code;

-- empty history.provider
DELETE FROM history.provider;

-- empty staging.provider
DELETE FROM staging.provider;

-- empty history.supply_item
DELETE FROM history.supply_item;

-- empty staging.supply_item
DELETE FROM staging.supply_item;

-- empty history.coverage_period
DELETE FROM history.coverage_period;

-- empty staging.coverage_period
DELETE FROM staging.coverage_period;

-- empty history.encounter
DELETE FROM history.encounter;

-- empty staging.encounter
DELETE FROM staging.encounter;

-- empty history.allergy
DELETE FROM history.allergy;

-- empty staging.allergy
DELETE FROM staging.allergy;

-- empty history.appointment
DELETE FROM history.appointment;

-- empty staging.appointment
DELETE FROM staging.appointment;

-- empty history.care_plan
DELETE FROM history.care_plan;

-- empty staging.care_plan
DELETE FROM staging.care_plan;

-- empty history.claim
DELETE FROM history.claim;

-- empty staging.claim
DELETE FROM staging.claim;

-- empty history.claim_transaction
DELETE FROM history.claim_transaction;

-- empty staging.claim_transaction
DELETE FROM staging.claim_transaction;

-- empty history.condition
DELETE FROM history.condition;

-- empty staging.condition
DELETE FROM staging.condition;

-- empty history.device
DELETE FROM history.device;

-- empty staging.device
DELETE FROM staging.device;

-- empty history.imaging_study
DELETE FROM history.imaging_study;

-- empty staging.imaging_study
DELETE FROM staging.imaging_study;

-- empty history.immunization
DELETE FROM history.immunization;

-- empty staging.immunization
DELETE FROM staging.immunization;

-- empty history.lab_result
DELETE FROM history.lab_result;

-- empty staging.lab_result
DELETE FROM staging.lab_result;

-- empty history.medication_order
DELETE FROM history.medication_order;

-- empty staging.medication_order
DELETE FROM staging.medication_order;

-- empty history.medication_dispense
DELETE FROM history.medication_dispense;

-- empty staging.medication_dispense
DELETE FROM staging.medication_dispense;

-- empty history.observation
DELETE FROM history.observation;

-- empty staging.observation
DELETE FROM staging.observation;

-- empty history.patient_expense
DELETE FROM history.patient_expense;

-- empty staging.patient_expense
DELETE FROM staging.patient_expense;

-- empty history.procedure
DELETE FROM history.procedure;

-- empty staging.procedure
DELETE FROM staging.procedure;

-- empty history.supply_movement
DELETE FROM history.supply_movement;

-- empty staging.supply_movement
DELETE FROM staging.supply_movement;

-- empty history.vital_sign
DELETE FROM history.vital_sign;

-- empty staging.vital_sign
DELETE FROM staging.vital_sign;

-- empty history.superseded_delivery
DELETE FROM history.superseded_delivery;
