-- Generated from contracts/records/lab-result.ts by `npm run codegen`; do not edit.
-- Each lab_result as it is now; deleted ones are left out.
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
  lab_result_id,
  patient_id,
  encounter_id,
  provider_id,
  organization_id,
  lab_test_id,
  description,
  collected_at,
  resulted_at,
  comparator,
  value,
  unit,
  finding,
  value_text,
  reference_low,
  reference_high,
  interpretation,
  status
FROM silver.lab_result_history
WHERE is_current AND NOT is_deleted
