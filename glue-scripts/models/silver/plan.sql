-- Generated from contracts/records/plan.ts by `npm run codegen`; do not edit.
-- Each plan as it is now; deleted ones are left out.
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
  plan_id,
  payer_id,
  name,
  plan_type,
  monthly_premium,
  deductible,
  out_of_pocket_maximum,
  sold_from,
  sold_to
FROM silver.plan_history
WHERE is_current AND NOT is_deleted
