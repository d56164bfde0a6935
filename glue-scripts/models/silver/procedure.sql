-- Generated from contracts/records/procedure.ts by `npm run codegen`; do not edit.
-- Each procedure as it is now; deleted ones are left out.
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
  procedure_id,
  patient_id,
  encounter_id,
  provider_id,
  procedure_code_id,
  description,
  reason_code,
  reason_description,
  started_at,
  ended_at,
  base_cost
FROM silver.procedure_history
WHERE is_current AND NOT is_deleted
