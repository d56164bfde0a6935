-- Generated from contracts/records/supply-movement.ts by `npm run codegen`; do not edit.
-- Each supply_movement as it is now; deleted ones are left out.
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
  supply_movement_id,
  supply_item_id,
  movement_type,
  moved_at,
  patient_id,
  encounter_id,
  organization_id,
  department_id,
  movement_number,
  quantity,
  quantity_on_hand,
  unit_cost,
  lot_number,
  expires_on
FROM silver.supply_movement_history
WHERE is_current AND NOT is_deleted
