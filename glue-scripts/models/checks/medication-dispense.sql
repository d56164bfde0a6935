-- Generated from contracts/records/medication-dispense.ts by `npm run codegen`; do not edit.
-- Promises of silver.medication_dispense and silver.medication_dispense_history.
SELECT
  model,
  problem,
  rows_found
FROM (
  SELECT
    'silver.medication_dispense_history' AS model,
    'keys without exactly one current change' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT medication_dispense_id
      FROM silver.medication_dispense_history
      GROUP BY medication_dispense_id
      HAVING COUNT(CASE WHEN is_current THEN 1 END) <> 1
  ) AS violations
  UNION ALL
  SELECT
    'silver.medication_dispense_history' AS model,
    'keys whose changes are not numbered from 1 without a gap' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT medication_dispense_id
      FROM silver.medication_dispense_history
      GROUP BY medication_dispense_id
      HAVING MIN(change_number) <> 1 OR MAX(change_number) <> COUNT(DISTINCT change_number) OR COUNT(*) <> COUNT(DISTINCT change_number)
  ) AS violations
  UNION ALL
  SELECT
    'silver.medication_dispense_history' AS model,
    'events of the change log that are not there exactly once' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT event_source, event_id
      FROM (
        SELECT DISTINCT event_source, event_id, 0 AS kept FROM changes.medication_dispense
        UNION ALL
        SELECT event_source, event_id, 1 AS kept FROM silver.medication_dispense_history
      ) AS events
      GROUP BY event_source, event_id
      HAVING COUNT(*) <> 2 OR COUNT(DISTINCT kept) <> 2
  ) AS violations
  UNION ALL
  SELECT
    'silver.medication_dispense' AS model,
    'keys that differ from the current state of the history' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT medication_dispense_id
      FROM (
        SELECT medication_dispense_id, row_hash FROM silver.medication_dispense
        UNION ALL
        SELECT medication_dispense_id, row_hash FROM silver.medication_dispense_history WHERE is_current AND NOT is_deleted
      ) AS states
      GROUP BY medication_dispense_id, row_hash
      HAVING COUNT(*) <> 2
  ) AS violations
) AS findings
WHERE rows_found > 0
