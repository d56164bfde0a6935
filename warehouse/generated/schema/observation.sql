-- Generated from contracts/records/observation.ts and warehouse/models/facts/observation.yml by `npm run codegen`: change those and run it again.
CREATE TABLE IF NOT EXISTS staging.observation (
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
  observation_id VARCHAR(64) NOT NULL,
  patient_id VARCHAR(64),
  encounter_id VARCHAR(64),
  category VARCHAR(48),
  code VARCHAR(18),
  description VARCHAR(3000),
  observed_at TIMESTAMP,
  value DECIMAL(15, 5),
  unit VARCHAR(48),
  value_text VARCHAR(3000)
);

-- A load rebuilds by key, and adds rows at the end: they stay sorted without VACUUM.
CREATE TABLE IF NOT EXISTS history.observation (
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
  observation_id VARCHAR(64) NOT NULL,
  patient_id VARCHAR(64),
  encounter_id VARCHAR(64),
  category VARCHAR(48),
  code VARCHAR(18),
  description VARCHAR(3000),
  observed_at TIMESTAMP,
  value DECIMAL(15, 5),
  unit VARCHAR(48),
  value_text VARCHAR(3000),
  load_id VARCHAR(64) NOT NULL,
  loaded_at TIMESTAMP NOT NULL,
  event_key BIGINT ENCODE RAW
) DISTKEY (observation_id) SORTKEY (loaded_at);

-- Reports read a range of observed_at; a patient's facts lie where the patient's versions do.
CREATE TABLE IF NOT EXISTS star.fact_observation (
  observation_bk VARCHAR(64) NOT NULL,
  patient_sk BIGINT NOT NULL,
  patient_bk VARCHAR(64) NOT NULL,
  encounter_bk VARCHAR(64),
  observed_date_key INTEGER NOT NULL,
  category VARCHAR(48),
  code VARCHAR(18) NOT NULL,
  description VARCHAR(3000),
  observed_at TIMESTAMP NOT NULL,
  value DECIMAL(15, 5),
  unit VARCHAR(48),
  value_text VARCHAR(3000),
  sequence VARCHAR(64) NOT NULL,
  load_id VARCHAR(64) NOT NULL,
  loaded_at TIMESTAMP NOT NULL,
  PRIMARY KEY (observation_bk),
  FOREIGN KEY (patient_sk) REFERENCES star.dim_patient (patient_sk),
  FOREIGN KEY (observed_date_key) REFERENCES star.dim_date (date_key)
) DISTKEY (patient_bk) SORTKEY (observed_at);
