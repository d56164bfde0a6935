-- Written by `npm run codegen` when columns were added. It may have been applied somewhere: never change it.
ALTER TABLE staging.condition ADD COLUMN diagnosis_id VARCHAR(18);
ALTER TABLE staging.condition ADD COLUMN icd10_code VARCHAR(9);
ALTER TABLE staging.condition ADD COLUMN icd10_description VARCHAR(3000);
ALTER TABLE history.condition ADD COLUMN diagnosis_id VARCHAR(18);
ALTER TABLE history.condition ADD COLUMN icd10_code VARCHAR(9);
ALTER TABLE history.condition ADD COLUMN icd10_description VARCHAR(3000);
ALTER TABLE star.fact_condition ADD COLUMN diagnosis_sk BIGINT DEFAULT -1 NOT NULL;
ALTER TABLE star.fact_condition ADD COLUMN diagnosis_bk VARCHAR(18);
ALTER TABLE star.fact_condition ADD COLUMN icd10_code VARCHAR(9);
ALTER TABLE star.fact_condition ADD COLUMN icd10_description VARCHAR(3000);
