-- Generated from contracts/records/allergy.ts by `npm run codegen`; do not edit.
-- Promises of silver.allergy and silver.allergy_history.
SELECT
  model,
  problem,
  rows_found
FROM (
  SELECT
    'silver.allergy_history' AS model,
    'keys without exactly one current change' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT allergy_id
      FROM silver.allergy_history
      GROUP BY allergy_id
      HAVING COUNT(CASE WHEN is_current THEN 1 END) <> 1
  ) AS violations
  UNION ALL
  SELECT
    'silver.allergy_history' AS model,
    'keys whose changes are not numbered from 1 without a gap' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT allergy_id
      FROM silver.allergy_history
      GROUP BY allergy_id
      HAVING MIN(change_number) <> 1 OR MAX(change_number) <> COUNT(DISTINCT change_number) OR COUNT(*) <> COUNT(DISTINCT change_number)
  ) AS violations
  UNION ALL
  SELECT
    'silver.allergy_history' AS model,
    'events of the change log that are not there exactly once' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT event_source, event_id
      FROM (
        SELECT DISTINCT event_source, event_id, 0 AS kept FROM changes.allergy
        UNION ALL
        SELECT event_source, event_id, 1 AS kept FROM silver.allergy_history
      ) AS events
      GROUP BY event_source, event_id
      HAVING COUNT(*) <> 2 OR COUNT(DISTINCT kept) <> 2
  ) AS violations
  UNION ALL
  SELECT
    'silver.allergy' AS model,
    'keys that differ from the current state of the history' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT allergy_id
      FROM (
        SELECT allergy_id, row_hash FROM silver.allergy
        UNION ALL
        SELECT allergy_id, row_hash FROM silver.allergy_history WHERE is_current AND NOT is_deleted
      ) AS states
      GROUP BY allergy_id, row_hash
      HAVING COUNT(*) <> 2
  ) AS violations
) AS findings
WHERE rows_found > 0
