-- Generated from contracts/records/diagnosis.ts by `npm run codegen`; do not edit.
-- Each diagnosis as it is now; deleted ones are left out.
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
  diagnosis_id,
  name,
  code_system,
  icd10_code,
  icd10_name
FROM silver.diagnosis_history
WHERE is_current AND NOT is_deleted
