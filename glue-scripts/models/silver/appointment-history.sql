-- Generated from contracts/records/appointment.ts by `npm run codegen`; do not edit.
-- Every distinct change of each appointment, in the order of arrival.
WITH deliveries AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.appointment
),
numbered AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY appointment_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST, event_source ASC NULLS LAST, event_id ASC NULLS LAST
    ) AS place,
    LEAD(sequence) OVER (
      PARTITION BY appointment_id
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
  cancellation_reason,
  CAST(place AS INT) AS change_number,
  next_sequence IS NULL AS is_current,
  op = 'D' AS is_deleted
FROM numbered
