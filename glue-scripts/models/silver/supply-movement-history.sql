-- Generated from contracts/records/supply-movement.ts by `npm run codegen`; do not edit.
-- Every distinct change of each supply_movement, in the order of arrival.
WITH deliveries AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.supply_movement
),
numbered AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY supply_movement_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST, event_source ASC NULLS LAST, event_id ASC NULLS LAST
    ) AS place,
    LEAD(sequence) OVER (
      PARTITION BY supply_movement_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST, event_source ASC NULLS LAST, event_id ASC NULLS LAST
    ) AS next_sequence
  FROM deliveries
  WHERE delivery = 1
)
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
  expires_on,
  CAST(place AS INT) AS change_number,
  next_sequence IS NULL AS is_current,
  op = 'D' AS is_deleted
FROM numbered
