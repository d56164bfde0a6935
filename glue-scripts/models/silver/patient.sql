-- Generated from contracts/records/patient.ts by `npm run codegen`; do not edit.
-- Each patient as it is now; deleted ones are left out.
SELECT
  event_source,
  event_id,
  op,
  version_at,
  sequence,
  shard_id,
  arrived_at,
  source_file,
  source_line,
  row_hash,
  patient_id,
  birth_date,
  death_date,
  ssn,
  prefix,
  first_name,
  middle_name,
  last_name,
  suffix,
  maiden_name,
  marital_status,
  race,
  ethnicity,
  gender,
  city,
  state,
  person_id
FROM silver.patient_history
WHERE is_current AND NOT is_deleted
