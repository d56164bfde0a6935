-- Generated from contracts/records/encounter.ts by `npm run codegen`; do not edit.
-- Each encounter as it is now; deleted ones are left out.
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
  encounter_id,
  patient_id,
  organization_id,
  provider_id,
  payer_id,
  encounter_class,
  code,
  description,
  reason_code,
  reason_description,
  started_at,
  ended_at,
  base_encounter_cost,
  total_claim_cost,
  payer_coverage
FROM silver.encounter_history
WHERE is_current AND NOT is_deleted
