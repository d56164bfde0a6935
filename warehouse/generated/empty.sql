-- Generated from contracts/records and warehouse/models by `npm run codegen`: change those and run it again.
-- empty audit.loaded_object
DELETE FROM audit.loaded_object;

-- empty audit.load_ledger
DELETE FROM audit.load_ledger;

-- empty star.fact_coverage_period
DELETE FROM star.fact_coverage_period;

-- empty star.fact_encounter
DELETE FROM star.fact_encounter;

-- empty star.fact_appointment
DELETE FROM star.fact_appointment;

-- empty star.fact_claim
DELETE FROM star.fact_claim;

-- empty star.fact_claim_transaction
DELETE FROM star.fact_claim_transaction;

-- empty star.fact_condition
DELETE FROM star.fact_condition;

-- empty star.fact_immunization
DELETE FROM star.fact_immunization;

-- empty star.fact_patient_expense
DELETE FROM star.fact_patient_expense;

-- empty star.fact_supply_movement
DELETE FROM star.fact_supply_movement;

-- empty star.fact_vital_sign
DELETE FROM star.fact_vital_sign;

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

-- empty star.dim_provider but for its reserved members
DELETE FROM star.dim_provider WHERE provider_sk > 0;

-- empty star.dim_supply_item but for its reserved members
DELETE FROM star.dim_supply_item WHERE supply_item_sk > 0;

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

-- empty history.appointment
DELETE FROM history.appointment;

-- empty staging.appointment
DELETE FROM staging.appointment;

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

-- empty history.immunization
DELETE FROM history.immunization;

-- empty staging.immunization
DELETE FROM staging.immunization;

-- empty history.patient_expense
DELETE FROM history.patient_expense;

-- empty staging.patient_expense
DELETE FROM staging.patient_expense;

-- empty history.supply_movement
DELETE FROM history.supply_movement;

-- empty staging.supply_movement
DELETE FROM staging.supply_movement;

-- empty history.vital_sign
DELETE FROM history.vital_sign;

-- empty staging.vital_sign
DELETE FROM staging.vital_sign;

-- empty staging.affected_key
DELETE FROM staging.affected_key;
