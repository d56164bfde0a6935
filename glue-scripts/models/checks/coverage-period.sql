-- Generated from contracts/records/coverage-period.ts by `npm run codegen`; do not edit.
-- Promises of silver.coverage_period and silver.coverage_period_history.
SELECT
  model,
  problem,
  rows_found
FROM (
  SELECT
    'silver.coverage_period_history' AS model,
    'keys without exactly one current change' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT coverage_period_id
      FROM silver.coverage_period_history
      GROUP BY coverage_period_id
      HAVING COUNT(CASE WHEN is_current THEN 1 END) <> 1
  ) AS violations
  UNION ALL
  SELECT
    'silver.coverage_period_history' AS model,
    'keys whose changes are not numbered from 1 without a gap' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT coverage_period_id
      FROM silver.coverage_period_history
      GROUP BY coverage_period_id
      HAVING MIN(change_number) <> 1 OR MAX(change_number) <> COUNT(DISTINCT change_number) OR COUNT(*) <> COUNT(DISTINCT change_number)
  ) AS violations
  UNION ALL
  SELECT
    'silver.coverage_period_history' AS model,
    'events of the change log that are not there exactly once' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT event_source, event_id
      FROM (
        SELECT DISTINCT event_source, event_id, 0 AS kept FROM changes.coverage_period
        UNION ALL
        SELECT event_source, event_id, 1 AS kept FROM silver.coverage_period_history
      ) AS events
      GROUP BY event_source, event_id
      HAVING COUNT(*) <> 2 OR COUNT(DISTINCT kept) <> 2
  ) AS violations
  UNION ALL
  SELECT
    'silver.coverage_period' AS model,
    'keys that differ from the current state of the history' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT coverage_period_id
      FROM (
        SELECT coverage_period_id, row_hash FROM silver.coverage_period
        UNION ALL
        SELECT coverage_period_id, row_hash FROM silver.coverage_period_history WHERE is_current AND NOT is_deleted
      ) AS states
      GROUP BY coverage_period_id, row_hash
      HAVING COUNT(*) <> 2
  ) AS violations
) AS findings
WHERE rows_found > 0
