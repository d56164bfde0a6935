-- Generated from contracts/records/coverage-period.ts by `npm run codegen`; do not edit.
-- Each coverage_period as it is now; deleted ones are left out.
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
  coverage_period_id,
  patient_id,
  payer_id,
  member_id,
  started_at,
  enrolled_at,
  ended_at,
  period_precision,
  plan_id,
  secondary_payer_id,
  policy_holder,
  policy_holder_name
FROM silver.coverage_period_history
WHERE is_current AND NOT is_deleted
