-- Generated from contracts/records/supply-item.ts by `npm run codegen`; do not edit.
-- Each supply_item as it is now; deleted ones are left out.
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
  supply_item_id,
  name,
  code,
  category,
  unit_of_issue,
  unit_cost,
  reorder_level,
  is_critical
FROM silver.supply_item_history
WHERE is_current AND NOT is_deleted
