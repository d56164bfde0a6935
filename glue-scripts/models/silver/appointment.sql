-- Generated from contracts/records/appointment.ts by `npm run codegen`; do not edit.
-- Each appointment as it is now; deleted ones are left out.
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
  appointment_id,
  patient_id,
  status,
  status_at,
  starts_at,
  ends_at,
  booked_at,
  checked_in_at,
  provider_id,
  organization_id,
  department_id,
  payer_id,
  encounter_id,
  visit_mode,
  reason_code,
  cancellation_reason
FROM silver.appointment_history
WHERE is_current AND NOT is_deleted
