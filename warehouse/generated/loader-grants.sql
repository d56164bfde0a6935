-- Generated from contracts/records and warehouse/models by `npm run codegen`: change those and run it again.
-- What a load touches, and no more.
GRANT USAGE ON SCHEMA staging, history, star, audit TO ROLE medstream_loader;
GRANT SELECT, INSERT, DELETE ON staging.affected_key, staging.organization, staging.provider, staging.payer, staging.patient, staging.encounter, staging.condition, staging.claim, staging.claim_transaction, staging.vital_sign TO ROLE medstream_loader;
GRANT SELECT, INSERT ON audit.load_ledger, audit.loaded_object, history.organization, history.provider, history.payer, history.patient, history.encounter, history.condition, history.claim, history.claim_transaction, history.vital_sign TO ROLE medstream_loader;
GRANT SELECT, INSERT, DELETE ON star.dim_organization, star.dim_provider, star.dim_payer, star.dim_patient TO ROLE medstream_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON star.fact_encounter, star.fact_condition, star.fact_claim, star.fact_claim_transaction, star.fact_vital_sign TO ROLE medstream_loader;
GRANT SELECT ON star.dim_date TO ROLE medstream_loader;
