-- Generated from contracts/records/patient-expense.ts and warehouse/models/facts/patient-expense.yml by `npm run codegen`: change those and run it again.
CREATE TABLE IF NOT EXISTS staging.patient_expense (
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
  patient_expense_id VARCHAR(64) NOT NULL,
  patient_id VARCHAR(64),
  payer_id VARCHAR(64),
  year_started_at TIMESTAMP,
  out_of_pocket_cost DECIMAL(18, 2),
  premium_cost DECIMAL(18, 2),
  covered_cost DECIMAL(18, 2)
);

-- A load rebuilds by key, and adds rows at the end: they stay sorted without VACUUM.
CREATE TABLE IF NOT EXISTS history.patient_expense (
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
  patient_expense_id VARCHAR(64) NOT NULL,
  patient_id VARCHAR(64),
  payer_id VARCHAR(64),
  year_started_at TIMESTAMP,
  out_of_pocket_cost DECIMAL(18, 2),
  premium_cost DECIMAL(18, 2),
  covered_cost DECIMAL(18, 2),
  load_id VARCHAR(64) NOT NULL,
  loaded_at TIMESTAMP NOT NULL,
  event_key BIGINT ENCODE RAW
) DISTKEY (patient_expense_id) SORTKEY (loaded_at);

-- Reports read a range of year_started_at; a patient's facts lie where the patient's versions do.
CREATE TABLE IF NOT EXISTS star.fact_patient_expense (
  patient_expense_bk VARCHAR(64) NOT NULL,
  patient_sk BIGINT NOT NULL,
  patient_bk VARCHAR(64) NOT NULL,
  payer_sk BIGINT NOT NULL,
  payer_bk VARCHAR(64),
  year_started_date_key INTEGER NOT NULL,
  year_started_at TIMESTAMP NOT NULL,
  out_of_pocket_cost DECIMAL(18, 2),
  premium_cost DECIMAL(18, 2),
  covered_cost DECIMAL(18, 2),
  sequence VARCHAR(64) NOT NULL,
  load_id VARCHAR(64) NOT NULL,
  loaded_at TIMESTAMP NOT NULL,
  PRIMARY KEY (patient_expense_bk),
  FOREIGN KEY (patient_sk) REFERENCES star.dim_patient (patient_sk),
  FOREIGN KEY (payer_sk) REFERENCES star.dim_payer (payer_sk),
  FOREIGN KEY (year_started_date_key) REFERENCES star.dim_date (date_key)
) DISTKEY (patient_bk) SORTKEY (year_started_at);
