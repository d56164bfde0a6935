-- Generated from contracts/ and the yml of the models by `npm run codegen`: change those and run it again.
-- What a load touches, and no more.
GRANT USAGE ON SCHEMA staging, history, star, audit TO ROLE medstream_loader;
GRANT SELECT, INSERT, DELETE ON staging.affected_key, staging.organization, staging.provider, staging.payer, staging.patient, staging.encounter TO ROLE medstream_loader;
GRANT SELECT, INSERT ON audit.load_ledger, audit.loaded_object, history.organization, history.provider, history.payer, history.patient, history.encounter TO ROLE medstream_loader;
GRANT SELECT, INSERT, DELETE ON star.dim_organization, star.dim_patient, star.dim_payer, star.dim_provider TO ROLE medstream_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON star.fact_encounter TO ROLE medstream_loader;
GRANT SELECT ON star.dim_date TO ROLE medstream_loader;
