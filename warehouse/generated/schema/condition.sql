-- Generated from contracts/records/condition.ts and warehouse/models/facts/condition.yml by `npm run codegen`: change those and run it again.
CREATE TABLE IF NOT EXISTS staging.condition (
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
  condition_id VARCHAR(64) NOT NULL,
  patient_id VARCHAR(64),
  encounter_id VARCHAR(64),
  code VARCHAR(18),
  description VARCHAR(3000),
  onset_at TIMESTAMP,
  abated_at TIMESTAMP
);

CREATE TABLE IF NOT EXISTS history.condition (
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
  condition_id VARCHAR(64) NOT NULL,
  patient_id VARCHAR(64),
  encounter_id VARCHAR(64),
  code VARCHAR(18),
  description VARCHAR(3000),
  onset_at TIMESTAMP,
  abated_at TIMESTAMP,
  load_id VARCHAR(64) NOT NULL,
  loaded_at TIMESTAMP NOT NULL
);

CREATE TABLE IF NOT EXISTS star.fact_condition (
  condition_bk VARCHAR(64) NOT NULL,
  patient_sk BIGINT NOT NULL,
  patient_bk VARCHAR(64) NOT NULL,
  encounter_bk VARCHAR(64),
  onset_date_key INTEGER NOT NULL,
  abated_date_key INTEGER NOT NULL,
  code VARCHAR(18) NOT NULL,
  description VARCHAR(3000),
  onset_at TIMESTAMP NOT NULL,
  abated_at TIMESTAMP,
  sequence VARCHAR(64) NOT NULL,
  load_id VARCHAR(64) NOT NULL,
  loaded_at TIMESTAMP NOT NULL,
  PRIMARY KEY (condition_bk),
  FOREIGN KEY (patient_sk) REFERENCES star.dim_patient (patient_sk),
  FOREIGN KEY (onset_date_key) REFERENCES star.dim_date (date_key),
  FOREIGN KEY (abated_date_key) REFERENCES star.dim_date (date_key)
) DISTKEY (patient_bk) SORTKEY (onset_at);
