-- Generated from contracts/records/immunization.ts by `npm run codegen`; do not edit.
-- Each immunization as it is now; deleted ones are left out.
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
  immunization_id,
  patient_id,
  encounter_id,
  code,
  description,
  given_at,
  base_cost
FROM silver.immunization_history
WHERE is_current AND NOT is_deleted
