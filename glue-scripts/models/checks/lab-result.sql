-- Generated from contracts/records/lab-result.ts by `npm run codegen`; do not edit.
-- Promises of silver.lab_result and silver.lab_result_history.
SELECT
  model,
  problem,
  rows_found
FROM (
  SELECT
    'silver.lab_result_history' AS model,
    'keys without exactly one current change' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT lab_result_id
      FROM silver.lab_result_history
      GROUP BY lab_result_id
      HAVING COUNT(CASE WHEN is_current THEN 1 END) <> 1
  ) AS violations
  UNION ALL
  SELECT
    'silver.lab_result_history' AS model,
    'keys whose changes are not numbered from 1 without a gap' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT lab_result_id
      FROM silver.lab_result_history
      GROUP BY lab_result_id
      HAVING MIN(change_number) <> 1 OR MAX(change_number) <> COUNT(DISTINCT change_number) OR COUNT(*) <> COUNT(DISTINCT change_number)
  ) AS violations
  UNION ALL
  SELECT
    'silver.lab_result_history' AS model,
    'events of the change log that are not there exactly once' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT event_source, event_id
      FROM (
        SELECT DISTINCT event_source, event_id, 0 AS kept FROM changes.lab_result
        UNION ALL
        SELECT event_source, event_id, 1 AS kept FROM silver.lab_result_history
      ) AS events
      GROUP BY event_source, event_id
      HAVING COUNT(*) <> 2 OR COUNT(DISTINCT kept) <> 2
  ) AS violations
  UNION ALL
  SELECT
    'silver.lab_result' AS model,
    'keys that differ from the current state of the history' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT lab_result_id
      FROM (
        SELECT lab_result_id, row_hash FROM silver.lab_result
        UNION ALL
        SELECT lab_result_id, row_hash FROM silver.lab_result_history WHERE is_current AND NOT is_deleted
      ) AS states
      GROUP BY lab_result_id, row_hash
      HAVING COUNT(*) <> 2
  ) AS violations
) AS findings
WHERE rows_found > 0
