-- Generated from contracts/records/medication-dispense.ts by `npm run codegen`; do not edit.
-- Each medication_dispense as it is now; deleted ones are left out.
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
  medication_dispense_id,
  medication_order_id,
  patient_id,
  encounter_id,
  provider_id,
  organization_id,
  payer_id,
  medication_id,
  description,
  dispensed_at,
  fill_count,
  quantity,
  days_supply,
  days_supply_derived,
  base_cost,
  payer_coverage,
  total_cost
FROM silver.medication_dispense_history
WHERE is_current AND NOT is_deleted
