-- Generated from contracts/records/lab-test.ts by `npm run codegen`; do not edit.
-- Each lab_test as it is now; deleted ones are left out.
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
  lab_test_id,
  name,
  unit
FROM silver.lab_test_history
WHERE is_current AND NOT is_deleted
