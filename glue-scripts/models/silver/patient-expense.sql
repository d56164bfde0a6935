-- Generated from contracts/records/patient-expense.ts by `npm run codegen`; do not edit.
-- Each patient_expense as it is now; deleted ones are left out.
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
  patient_expense_id,
  patient_id,
  payer_id,
  year_started_at,
  out_of_pocket_cost,
  premium_cost,
  covered_cost
FROM silver.patient_expense_history
WHERE is_current AND NOT is_deleted
