-- Generated from contracts/records/observation.ts by `npm run codegen`; do not edit.
-- Each observation as it is now; deleted ones are left out.
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
  observation_id,
  patient_id,
  encounter_id,
  category,
  code,
  description,
  observed_at,
  value,
  unit,
  value_text
FROM silver.observation_history
WHERE is_current AND NOT is_deleted
