-- Generated from contracts/records/procedure-code.ts by `npm run codegen`; do not edit.
-- Each procedure_code as it is now; deleted ones are left out.
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
  procedure_code_id,
  name,
  code_system
FROM silver.procedure_code_history
WHERE is_current AND NOT is_deleted
