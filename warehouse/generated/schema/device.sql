-- Generated from contracts/records/device.ts and warehouse/models/facts/device.yml by `npm run codegen`: change those and run it again.
CREATE TABLE IF NOT EXISTS staging.device (
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
  device_id VARCHAR(64) NOT NULL,
  patient_id VARCHAR(64),
  encounter_id VARCHAR(64),
  code VARCHAR(18),
  description VARCHAR(3000),
  device_model VARCHAR(14),
  started_at TIMESTAMP,
  ended_at TIMESTAMP
);

-- A load rebuilds by key, and adds rows at the end: they stay sorted without VACUUM.
CREATE TABLE IF NOT EXISTS history.device (
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
  device_id VARCHAR(64) NOT NULL,
  patient_id VARCHAR(64),
  encounter_id VARCHAR(64),
  code VARCHAR(18),
  description VARCHAR(3000),
  device_model VARCHAR(14),
  started_at TIMESTAMP,
  ended_at TIMESTAMP,
  load_id VARCHAR(64) NOT NULL,
  loaded_at TIMESTAMP NOT NULL,
  event_key BIGINT ENCODE RAW
) DISTKEY (device_id) SORTKEY (loaded_at);

-- Reports read a range of started_at; a patient's facts lie where the patient's versions do.
CREATE TABLE IF NOT EXISTS star.fact_device (
  device_bk VARCHAR(64) NOT NULL,
  patient_sk BIGINT NOT NULL,
  patient_bk VARCHAR(64) NOT NULL,
  encounter_bk VARCHAR(64),
  started_date_key INTEGER NOT NULL,
  ended_date_key INTEGER NOT NULL,
  code VARCHAR(18) NOT NULL,
  description VARCHAR(3000),
  device_model VARCHAR(14),
  started_at TIMESTAMP NOT NULL,
  ended_at TIMESTAMP,
  sequence VARCHAR(64) NOT NULL,
  load_id VARCHAR(64) NOT NULL,
  loaded_at TIMESTAMP NOT NULL,
  PRIMARY KEY (device_bk),
  FOREIGN KEY (patient_sk) REFERENCES star.dim_patient (patient_sk),
  FOREIGN KEY (started_date_key) REFERENCES star.dim_date (date_key),
  FOREIGN KEY (ended_date_key) REFERENCES star.dim_date (date_key)
) DISTKEY (patient_bk) SORTKEY (started_at);
