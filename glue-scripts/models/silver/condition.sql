-- Generated from contracts/records/condition.ts by `npm run codegen`; do not edit.
-- Each condition as it is now; deleted ones are left out.
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
  condition_id,
  patient_id,
  encounter_id,
  code,
  description,
  onset_at,
  abated_at,
  diagnosis_id,
  icd10_code,
  icd10_description
FROM silver.condition_history
WHERE is_current AND NOT is_deleted
