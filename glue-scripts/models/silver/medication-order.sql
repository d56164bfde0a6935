-- Generated from contracts/records/medication-order.ts by `npm run codegen`; do not edit.
-- Each medication_order as it is now; deleted ones are left out.
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
  medication_order_id,
  patient_id,
  encounter_id,
  provider_id,
  payer_id,
  medication_id,
  description,
  reason_code,
  reason_description,
  started_at,
  ended_at,
  status
FROM silver.medication_order_history
WHERE is_current AND NOT is_deleted
