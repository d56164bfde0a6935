-- Generated from contracts/records/immunization.ts and warehouse/models/facts/immunization.yml by `npm run codegen`: change those and run it again.
CREATE TABLE IF NOT EXISTS staging.immunization (
  event_source VARCHAR(128) NOT NULL,
  event_id VARCHAR(128) NOT NULL,
  op VARCHAR(1) NOT NULL,
  version_at TIMESTAMP NOT NULL,
  sequence VARCHAR(64) NOT NULL,
  shard_id VARCHAR(64) NOT NULL,
  arrived_at TIMESTAMP NOT NULL,
  source_file VARCHAR(128),
  source_line INTEGER,
  object_key VARCHAR(512) NOT NULL,
  row_hash VARCHAR(64) NOT NULL,
  immunization_id VARCHAR(64) NOT NULL,
  patient_id VARCHAR(64),
  encounter_id VARCHAR(64),
  code VARCHAR(3),
  description VARCHAR(3000),
  given_at TIMESTAMP,
  base_cost DECIMAL(18, 2)
);

-- A load rebuilds by key, and adds rows at the end: they stay sorted without VACUUM.
CREATE TABLE IF NOT EXISTS history.immunization (
  event_source VARCHAR(128) NOT NULL,
  event_id VARCHAR(128) NOT NULL,
  op VARCHAR(1) NOT NULL,
  version_at TIMESTAMP NOT NULL,
  sequence VARCHAR(64) NOT NULL,
  shard_id VARCHAR(64) NOT NULL,
  arrived_at TIMESTAMP NOT NULL,
  source_file VARCHAR(128),
  source_line INTEGER,
  object_key VARCHAR(512) NOT NULL,
  row_hash VARCHAR(64) NOT NULL,
  immunization_id VARCHAR(64) NOT NULL,
  patient_id VARCHAR(64),
  encounter_id VARCHAR(64),
  code VARCHAR(3),
  description VARCHAR(3000),
  given_at TIMESTAMP,
  base_cost DECIMAL(18, 2),
  load_id VARCHAR(64) NOT NULL,
  loaded_at TIMESTAMP NOT NULL,
  event_key BIGINT ENCODE RAW
) DISTKEY (immunization_id) SORTKEY (loaded_at);

-- Reports read a range of given_at; a patient's facts lie where the patient's versions do.
CREATE TABLE IF NOT EXISTS star.fact_immunization (
  immunization_bk VARCHAR(64) NOT NULL,
  patient_sk BIGINT NOT NULL,
  patient_bk VARCHAR(64) NOT NULL,
  encounter_bk VARCHAR(64),
  given_date_key INTEGER NOT NULL,
  code VARCHAR(3) NOT NULL,
  description VARCHAR(3000),
  given_at TIMESTAMP NOT NULL,
  base_cost DECIMAL(18, 2),
  sequence VARCHAR(64) NOT NULL,
  load_id VARCHAR(64) NOT NULL,
  loaded_at TIMESTAMP NOT NULL,
  PRIMARY KEY (immunization_bk),
  FOREIGN KEY (patient_sk) REFERENCES star.dim_patient (patient_sk),
  FOREIGN KEY (given_date_key) REFERENCES star.dim_date (date_key)
) DISTKEY (patient_bk) SORTKEY (given_at);
