-- Written by `npm run codegen` when columns were added. It may have been applied somewhere: never change it.
ALTER TABLE staging.vital_sign ADD COLUMN temperature_unit VARCHAR(32);
ALTER TABLE history.vital_sign ADD COLUMN temperature_unit VARCHAR(32);
ALTER TABLE star.fact_vital_sign ADD COLUMN temperature_unit VARCHAR(32);
