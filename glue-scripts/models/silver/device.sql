-- Generated from contracts/records/device.ts by `npm run codegen`; do not edit.
-- Each device as it is now; deleted ones are left out.
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
  device_id,
  patient_id,
  encounter_id,
  code,
  description,
  device_model,
  started_at,
  ended_at
FROM silver.device_history
WHERE is_current AND NOT is_deleted
