-- Generated from contracts/payer.ts and warehouse/schema/50-star-dim-payer.yml by `npm run codegen`: change those and run it again.
-- check star.dim_payer
WITH version AS (
  SELECT
    d.payer_sk AS sk, d.payer_bk AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    LEAD(d.valid_from) OVER (PARTITION BY d.payer_bk ORDER BY d.valid_from, d.valid_to) AS next_from,
    LEAD(d.row_hash) OVER (PARTITION BY d.payer_bk ORDER BY d.valid_from, d.valid_to) AS next_hash
  FROM star.dim_payer d
),
broken AS (
  SELECT CAST('I1 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1) per_key
  UNION ALL
  SELECT CAST('I1 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM history.payer h
  LEFT JOIN star.dim_payer d ON d.payer_bk = h.payer_id
  LEFT JOIN history.payer earlier
    ON earlier.event_source = h.event_source AND earlier.event_id = h.event_id AND earlier.sequence < h.sequence
  WHERE d.payer_bk IS NULL AND earlier.event_id IS NULL
  UNION ALL
  SELECT CAST('I2 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from < valid_to
  UNION ALL
  SELECT CAST('I3 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from > valid_to
  UNION ALL
  SELECT CAST('I4 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING MIN(valid_from) <> CAST('1900-01-01 00:00:00' AS TIMESTAMP) OR MAX(valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)) per_key
  UNION ALL
  SELECT CAST('I5 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM version WHERE valid_from >= valid_to
  UNION ALL
  SELECT CAST('I6 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_hash = row_hash
  UNION ALL
  SELECT CAST('I7 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM (SELECT sk FROM version GROUP BY sk HAVING COUNT(*) > 1) repeated
  UNION ALL
  SELECT CAST('I8 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT CAST(-1 AS BIGINT) AS sk, CAST('(unknown)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-2 AS BIGINT) AS sk, CAST('(not applicable)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-3 AS BIGINT) AS sk, CAST('(invalid)' AS VARCHAR(64)) AS bk
  ) m
  LEFT JOIN star.dim_payer d ON d.payer_sk = m.sk AND d.payer_bk = m.bk
  WHERE d.payer_sk IS NULL
  UNION ALL
  SELECT CAST('I13 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM version
  WHERE CASE WHEN is_current THEN 1 ELSE 0 END <> CASE WHEN valid_to = CAST('9999-12-31 00:00:00' AS TIMESTAMP) THEN 1 ELSE 0 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;
