-- Generated from contracts/records and warehouse/models by `npm run codegen`: change those and run it again.
-- What a load touches, and no more.
GRANT USAGE ON SCHEMA staging, history, star, audit TO ROLE medstream_loader;
GRANT SELECT, INSERT, DELETE ON staging.affected_key, staging.organization, staging.patient, staging.payer, staging.provider, staging.encounter, staging.claim, staging.claim_transaction, staging.condition, staging.immunization, staging.vital_sign TO ROLE medstream_loader;
GRANT SELECT, INSERT ON audit.load_ledger, audit.loaded_object, audit.set_aside, history.organization, history.patient, history.payer, history.provider, history.encounter, history.claim, history.claim_transaction, history.condition, history.immunization, history.vital_sign TO ROLE medstream_loader;
GRANT SELECT, INSERT, DELETE ON star.dim_organization, star.dim_patient, star.dim_payer, star.dim_provider TO ROLE medstream_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON star.fact_encounter, star.fact_claim, star.fact_claim_transaction, star.fact_condition, star.fact_immunization, star.fact_vital_sign TO ROLE medstream_loader;
GRANT SELECT ON star.dim_date TO ROLE medstream_loader;
