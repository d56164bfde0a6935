-- Generated from contracts/records/department.ts by `npm run codegen`; do not edit.
-- Each department as it is now; deleted ones are left out.
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
  department_id,
  organization_id,
  name,
  department_type,
  staffed_beds,
  licensed_beds
FROM silver.department_history
WHERE is_current AND NOT is_deleted
