-- Generated from contracts/records/medication.ts by `npm run codegen`; do not edit.
-- Each medication as it is now; deleted ones are left out.
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
  medication_id,
  name
FROM silver.medication_history
WHERE is_current AND NOT is_deleted
