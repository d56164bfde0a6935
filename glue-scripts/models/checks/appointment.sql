-- Generated from contracts/records/appointment.ts by `npm run codegen`; do not edit.
-- Promises of silver.appointment and silver.appointment_history.
SELECT
  model,
  problem,
  rows_found
FROM (
  SELECT
    'silver.appointment_history' AS model,
    'keys without exactly one current change' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT appointment_id
      FROM silver.appointment_history
      GROUP BY appointment_id
      HAVING COUNT(CASE WHEN is_current THEN 1 END) <> 1
  ) AS violations
  UNION ALL
  SELECT
    'silver.appointment_history' AS model,
    'keys whose changes are not numbered from 1 without a gap' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT appointment_id
      FROM silver.appointment_history
      GROUP BY appointment_id
      HAVING MIN(change_number) <> 1 OR MAX(change_number) <> COUNT(DISTINCT change_number) OR COUNT(*) <> COUNT(DISTINCT change_number)
  ) AS violations
  UNION ALL
  SELECT
    'silver.appointment_history' AS model,
    'events of the change log that are not there exactly once' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT event_source, event_id
      FROM (
        SELECT DISTINCT event_source, event_id, 0 AS kept FROM changes.appointment
        UNION ALL
        SELECT event_source, event_id, 1 AS kept FROM silver.appointment_history
      ) AS events
      GROUP BY event_source, event_id
      HAVING COUNT(*) <> 2 OR COUNT(DISTINCT kept) <> 2
  ) AS violations
  UNION ALL
  SELECT
    'silver.appointment' AS model,
    'keys that differ from the current state of the history' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT appointment_id
      FROM (
        SELECT appointment_id, row_hash FROM silver.appointment
        UNION ALL
        SELECT appointment_id, row_hash FROM silver.appointment_history WHERE is_current AND NOT is_deleted
      ) AS states
      GROUP BY appointment_id, row_hash
      HAVING COUNT(*) <> 2
  ) AS violations
) AS findings
WHERE rows_found > 0
