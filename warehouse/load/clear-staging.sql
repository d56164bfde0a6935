-- Generated from contracts/ and the yml of the models by `npm run codegen`: change those and run it again.
-- clear staging.organization
DELETE FROM staging.organization;

-- clear staging.provider
DELETE FROM staging.provider;

-- clear staging.payer
DELETE FROM staging.payer;

-- clear staging.patient
DELETE FROM staging.patient;

-- clear staging.encounter
DELETE FROM staging.encounter;
