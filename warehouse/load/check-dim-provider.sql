-- Generated from contracts/provider.ts and warehouse/schema/50-star-dim-provider.yml by `npm run codegen`: change those and run it again.
-- check star.dim_provider
WITH version AS (
  SELECT
    d.provider_sk AS sk, d.provider_bk AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    LEAD(d.valid_from) OVER (PARTITION BY d.provider_bk ORDER BY d.valid_from, d.valid_to) AS next_from,
    LEAD(d.row_hash) OVER (PARTITION BY d.provider_bk ORDER BY d.valid_from, d.valid_to) AS next_hash
  FROM star.dim_provider d
  JOIN staging.affected_key k ON k.model = 'dim_provider' AND k.business_key = d.provider_bk
),
broken AS (
  SELECT CAST('I1 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1) per_key
  UNION ALL
  SELECT CAST('I1 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM history.provider h
  JOIN staging.affected_key k ON k.model = 'dim_provider' AND k.business_key = h.provider_id
  LEFT JOIN star.dim_provider d ON d.provider_bk = h.provider_id
  LEFT JOIN history.provider earlier
    ON earlier.event_source = h.event_source AND earlier.event_id = h.event_id AND earlier.sequence < h.sequence
  WHERE d.provider_bk IS NULL AND earlier.event_id IS NULL
  UNION ALL
  SELECT CAST('I2 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from < valid_to
  UNION ALL
  SELECT CAST('I3 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from > valid_to
  UNION ALL
  SELECT CAST('I4 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING MIN(valid_from) <> CAST('1900-01-01 00:00:00' AS TIMESTAMP) OR MAX(valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)) per_key
  UNION ALL
  SELECT CAST('I5 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM version WHERE valid_from >= valid_to
  UNION ALL
  SELECT CAST('I6 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_hash = row_hash
  UNION ALL
  SELECT CAST('I7 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT d.provider_sk
    FROM star.dim_provider d
    JOIN (SELECT DISTINCT sk FROM version) v ON v.sk = d.provider_sk
    GROUP BY d.provider_sk
    HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I8 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT CAST(-1 AS BIGINT) AS sk, CAST('(unknown)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-2 AS BIGINT) AS sk, CAST('(not applicable)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-3 AS BIGINT) AS sk, CAST('(invalid)' AS VARCHAR(64)) AS bk
  ) m
  LEFT JOIN star.dim_provider d ON d.provider_sk = m.sk AND d.provider_bk = m.bk
  WHERE d.provider_sk IS NULL
  UNION ALL
  SELECT CAST('I13 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM version
  WHERE CASE WHEN is_current THEN 1 ELSE 0 END <> CASE WHEN valid_to = CAST('9999-12-31 00:00:00' AS TIMESTAMP) THEN 1 ELSE 0 END
)
SELECT CASE WHEN COUNT(*) = 0 THEN 1 ELSE CAST('invariant ' || MIN(invariant) || ' broken' AS INTEGER) END AS holds
FROM broken;
