-- Generated from contracts/records/supply-item.ts by `npm run codegen`; do not edit.
-- Promises of silver.supply_item and silver.supply_item_history.
SELECT
  model,
  problem,
  rows_found
FROM (
  SELECT
    'silver.supply_item_history' AS model,
    'keys without exactly one current version' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT supply_item_id
      FROM silver.supply_item_history
      GROUP BY supply_item_id
      HAVING COUNT(CASE WHEN is_current THEN 1 END) <> 1
  ) AS violations
  UNION ALL
  SELECT
    'silver.supply_item_history' AS model,
    'keys whose versions do not run from 1900-01-01 to 9999-12-31' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT supply_item_id
      FROM silver.supply_item_history
      GROUP BY supply_item_id
      HAVING MIN(valid_from) <> TIMESTAMP '1900-01-01 00:00:00' OR MAX(valid_to) <> TIMESTAMP '9999-12-31 00:00:00'
  ) AS violations
  UNION ALL
  SELECT
    'silver.supply_item_history' AS model,
    'versions with a gap or an overlap to the next one' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT valid_to
      FROM (
      SELECT
        valid_to,
        row_hash,
        LEAD(valid_from) OVER (PARTITION BY supply_item_id ORDER BY valid_from ASC NULLS LAST) AS next_from,
        LEAD(row_hash) OVER (PARTITION BY supply_item_id ORDER BY valid_from ASC NULLS LAST) AS next_hash
      FROM silver.supply_item_history
      ) AS neighbours
      WHERE next_from <> valid_to
  ) AS violations
  UNION ALL
  SELECT
    'silver.supply_item_history' AS model,
    'versions that say the same as the next one' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT row_hash
      FROM (
      SELECT
        valid_to,
        row_hash,
        LEAD(valid_from) OVER (PARTITION BY supply_item_id ORDER BY valid_from ASC NULLS LAST) AS next_from,
        LEAD(row_hash) OVER (PARTITION BY supply_item_id ORDER BY valid_from ASC NULLS LAST) AS next_hash
      FROM silver.supply_item_history
      ) AS neighbours
      WHERE next_hash = row_hash
  ) AS violations
  UNION ALL
  SELECT
    'silver.supply_item_history' AS model,
    'versions that end before they begin' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT valid_from
      FROM silver.supply_item_history
      WHERE valid_from >= valid_to
  ) AS violations
  UNION ALL
  SELECT
    'silver.supply_item_history' AS model,
    'current versions that end, or ended versions that are current' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT valid_to
      FROM silver.supply_item_history
      WHERE is_current <> (valid_to = TIMESTAMP '9999-12-31 00:00:00')
  ) AS violations
  UNION ALL
  SELECT
    'silver.supply_item_history' AS model,
    'keys of the change log without a version' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT DISTINCT logged.supply_item_id
      FROM (
        SELECT
          supply_item_id,
          ROW_NUMBER() OVER (
            PARTITION BY event_source, event_id
            ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.supply_item
      ) AS logged
      WHERE logged.delivery = 1
        AND NOT EXISTS (SELECT 1 FROM silver.supply_item_history AS kept WHERE kept.supply_item_id = logged.supply_item_id)
  ) AS violations
  UNION ALL
  SELECT
    'silver.supply_item' AS model,
    'keys that differ from the current state of the history' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT supply_item_id
      FROM (
        SELECT supply_item_id, row_hash FROM silver.supply_item
        UNION ALL
        SELECT supply_item_id, row_hash FROM silver.supply_item_history WHERE is_current AND NOT is_deleted
      ) AS states
      GROUP BY supply_item_id, row_hash
      HAVING COUNT(*) <> 2
  ) AS violations
) AS findings
WHERE rows_found > 0
