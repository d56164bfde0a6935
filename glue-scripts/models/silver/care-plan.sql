-- Generated from contracts/records/care-plan.ts by `npm run codegen`; do not edit.
-- Each care_plan as it is now; deleted ones are left out.
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
  care_plan_id,
  patient_id,
  encounter_id,
  code,
  description,
  reason_code,
  reason_description,
  started_at,
  ended_at
FROM silver.care_plan_history
WHERE is_current AND NOT is_deleted
