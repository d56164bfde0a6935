-- Generated from contracts/records and warehouse/models by `npm run codegen`: change those and run it again.
-- lock what only loads use
-- One load at a time: the second waits here. Tables of star stay readable: only loads write them.
LOCK TABLE staging.affected_key, staging.lab_test;

-- clear staging.lab_test
DELETE FROM staging.lab_test;

-- copy staging.lab_test
COPY staging.lab_test FROM 's3://manifest/lab_test' IAM_ROLE DEFAULT FORMAT AS PARQUET MANIFEST FILLRECORD;

-- append to history.lab_test
INSERT INTO history.lab_test (
  event_source,
  event_id,
  op,
  version_at,
  sequence,
  shard_id,
  arrived_at,
  source_file,
  source_line,
  object_key,
  row_hash,
  lab_test_id,
  name,
  unit,
  load_id,
  loaded_at
)
SELECT
  s.event_source,
  s.event_id,
  s.op,
  s.version_at,
  s.sequence,
  s.shard_id,
  s.arrived_at,
  s.source_file,
  s.source_line,
  s.object_key,
  s.row_hash,
  s.lab_test_id,
  s.name,
  s.unit,
  CAST(:load_id AS VARCHAR(64)),
  GETDATE()
FROM (
  SELECT c.*, ROW_NUMBER() OVER (PARTITION BY event_source, event_id ORDER BY sequence, row_hash) AS occurrence
  FROM staging.lab_test c
) s
LEFT JOIN history.lab_test h
  ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence <= s.sequence
WHERE s.occurrence = 1 AND h.event_id IS NULL;

-- check arrivals of staging.lab_test
WITH broken AS (
  SELECT CAST('I14 of staging.lab_test' AS VARCHAR(100)) AS invariant
  FROM staging.lab_test
  WHERE arrived_at < CAST('2020-01-01' AS TIMESTAMP) OR arrived_at > DATEADD(day, 1, GETDATE())
)
SELECT CAST(CASE WHEN COUNT(*) = 0 THEN '1' ELSE 'invariant ' || MIN(invariant) || ' broken' END AS INTEGER) AS holds
FROM broken;

-- clear staging.affected_key
DELETE FROM staging.affected_key;

-- list the affected keys
INSERT INTO staging.affected_key (model, business_key)
SELECT DISTINCT CAST('dim_lab_test' AS VARCHAR(64)), touched.business_key
FROM (
  SELECT lab_test_id AS business_key
  FROM history.lab_test
  WHERE load_id = CAST(:load_id AS VARCHAR(64))
  UNION ALL
  SELECT h.lab_test_id AS business_key
  FROM staging.lab_test s
  JOIN history.lab_test h
    ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence > s.sequence
) touched;

-- remove the affected timelines of star.dim_lab_test
DELETE FROM star.dim_lab_test
WHERE lab_test_bk IN (SELECT business_key FROM staging.affected_key WHERE model = 'dim_lab_test');

-- rebuild the affected timelines of star.dim_lab_test
INSERT INTO star.dim_lab_test (
  lab_test_sk,
  lab_test_bk,
  name,
  unit,
  version_at,
  valid_from,
  valid_to,
  is_current,
  is_deleted,
  is_inferred,
  row_hash,
  load_id,
  loaded_at
)
WITH change AS (
  SELECT
    h.lab_test_id AS bk,
    -- A wrong clock must not stop the load: times outside the calendar count as its first and last day.
    GREATEST(LEAST(h.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS version_at,
    h.name, h.unit, h.op, h.sequence, h.row_hash, h.load_id, h.loaded_at
  FROM history.lab_test h
  JOIN staging.affected_key k ON k.model = 'dim_lab_test' AND k.business_key = h.lab_test_id
  -- An event counts once, at its smallest sequence.
  LEFT JOIN history.lab_test earlier
    ON earlier.event_source = h.event_source AND earlier.event_id = h.event_id AND earlier.sequence < h.sequence
  WHERE earlier.event_id IS NULL
),
ranked AS (
  SELECT
    change.*,
    ROW_NUMBER() OVER (
      PARTITION BY bk, version_at
      ORDER BY CASE WHEN op = 'I' THEN 1 ELSE 0 END, sequence DESC, row_hash DESC
    ) AS recency,
    MAX(CASE WHEN op <> 'I' THEN 1 ELSE 0 END) OVER (PARTITION BY bk) AS has_real
  FROM change
),
point AS (
  -- The latest sequence of an instant wins, over an inferred point always; that vanishes once there is a real change.
  SELECT ranked.*, LEAD(version_at) OVER (PARTITION BY bk ORDER BY version_at) AS next_at
  FROM ranked
  WHERE recency = 1 AND (op <> 'I' OR has_real = 0)
)
SELECT
  STRTOL(SUBSTRING(MD5(bk || '|' || TO_CHAR(CAST('1900-01-01 00:00:00' AS TIMESTAMP), 'YYYYMMDDHH24MISSUS')), 1, 15), 16),
  bk,
  name,
  unit,
  version_at,
  CAST('1900-01-01 00:00:00' AS TIMESTAMP),
  CAST('9999-12-31 00:00:00' AS TIMESTAMP),
  TRUE,
  op = 'D',
  op = 'I',
  row_hash,
  load_id,
  loaded_at
FROM point
-- No history is kept: a member is what its last point says, and always was.
WHERE next_at IS NULL;

-- point star.fact_lab_result to the versions of star.dim_lab_test that moved
UPDATE star.fact_lab_result
SET
  lab_test_sk = moved.lab_test_sk
FROM (
  SELECT f.lab_result_bk, v.sk AS lab_test_sk
  FROM (
    SELECT
      k.business_key AS bk,
      NVL(d.lab_test_sk, -1) AS sk,
      NVL(d.valid_from, CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS valid_from,
      NVL(d.valid_to, CAST('9999-12-31 00:00:00' AS TIMESTAMP)) AS valid_to
    FROM staging.affected_key k
    LEFT JOIN star.dim_lab_test d ON d.lab_test_bk = k.business_key
    WHERE k.model = 'dim_lab_test'
  ) v
  JOIN star.fact_lab_result f
    ON v.bk = f.lab_test_bk
    AND GREATEST(LEAST(f.collected_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.collected_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE f.lab_test_sk <> v.sk
) moved
WHERE fact_lab_result.lab_result_bk = moved.lab_result_bk;

-- record the load of lab_test in audit.load_ledger
INSERT INTO audit.load_ledger (load_id, contract, objects, staged, inserted, duplicates, collisions, loaded_at)
SELECT
  CAST(:load_id AS VARCHAR(64)),
  'lab_test',
  -- An object without rows would never count as loaded; rows that carry another key would hide that key's object.
  CAST(
    CASE WHEN s.objects = CAST(:objects AS BIGINT) AND s.fingerprints = CAST(:fingerprints AS DECIMAL(38, 0)) THEN CAST(s.objects AS VARCHAR(20))
      ELSE 'invariant I12 of the manifest broken, rows of lab_test: ' || CAST(s.staged AS VARCHAR(20)) END
    AS BIGINT),
  s.staged,
  i.inserted,
  CAST(
    CASE WHEN s.staged = i.inserted + d.duplicates THEN CAST(d.duplicates AS VARCHAR(20))
      ELSE 'invariant I12 of staging broken, rows of lab_test: ' || CAST(s.staged AS VARCHAR(20)) END
    AS BIGINT),
  d.collisions,
  GETDATE()
FROM (
  SELECT COUNT(*) AS objects, NVL(SUM(o.staged), 0) AS staged, SUM(STRTOL(SUBSTRING(MD5(o.object_key), 1, 15), 16)) AS fingerprints
  FROM (SELECT object_key, COUNT(*) AS staged FROM staging.lab_test GROUP BY object_key) o
) s
CROSS JOIN (
  SELECT COUNT(*) AS inserted FROM history.lab_test WHERE load_id = CAST(:load_id AS VARCHAR(64)) AND op <> 'I'
) i
CROSS JOIN (
  -- Rows that repeat an event of this load or of another one, and events of which one of them says something else.
  SELECT NVL(SUM(event.deliveries - event.is_unseen), 0) AS duplicates, NVL(SUM(event.is_contradicted), 0) AS collisions
  FROM (
    SELECT
      e.deliveries,
      MIN(CASE WHEN other.sequence <= e.sequence THEN 0 ELSE 1 END) AS is_unseen,
      MAX(CASE WHEN e.least_hash <> e.greatest_hash OR other.row_hash <> e.least_hash THEN 1 ELSE 0 END) AS is_contradicted
    FROM (
      SELECT
        event_source, event_id, MIN(sequence) AS sequence, COUNT(*) AS deliveries,
        MIN(row_hash) AS least_hash, MAX(row_hash) AS greatest_hash
      FROM staging.lab_test
      GROUP BY event_source, event_id
    ) e
    LEFT JOIN history.lab_test other
      ON other.event_source = e.event_source AND other.event_id = e.event_id AND other.load_id <> CAST(:load_id AS VARCHAR(64))
    GROUP BY e.event_source, e.event_id, e.deliveries
  ) event
) d
LEFT JOIN audit.load_ledger known ON known.load_id = CAST(:load_id AS VARCHAR(64)) AND known.contract = 'lab_test'
WHERE known.load_id IS NULL;

-- record the objects of lab_test in audit.loaded_object
INSERT INTO audit.loaded_object (object_key, contract, load_id, row_count)
SELECT staged.object_key, 'lab_test', CAST(:load_id AS VARCHAR(64)), staged.row_count
FROM (SELECT object_key, COUNT(*) AS row_count FROM staging.lab_test GROUP BY object_key) staged
LEFT JOIN audit.loaded_object known ON known.object_key = staged.object_key
WHERE known.object_key IS NULL;

-- check star.dim_lab_test
WITH version AS (
  SELECT
    d.lab_test_sk AS sk, d.lab_test_bk AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    LEAD(d.valid_from) OVER (PARTITION BY d.lab_test_bk ORDER BY d.valid_from, d.valid_to) AS next_from,
    LEAD(d.row_hash) OVER (PARTITION BY d.lab_test_bk ORDER BY d.valid_from, d.valid_to) AS next_hash
  FROM star.dim_lab_test d
  JOIN staging.affected_key k ON k.model = 'dim_lab_test' AND k.business_key = d.lab_test_bk
),
broken AS (
  SELECT CAST('I1 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1) per_key
  UNION ALL
  SELECT CAST('I1 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM history.lab_test h
  JOIN staging.affected_key k ON k.model = 'dim_lab_test' AND k.business_key = h.lab_test_id
  LEFT JOIN star.dim_lab_test d ON d.lab_test_bk = h.lab_test_id
  LEFT JOIN history.lab_test earlier
    ON earlier.event_source = h.event_source AND earlier.event_id = h.event_id AND earlier.sequence < h.sequence
  WHERE d.lab_test_bk IS NULL AND earlier.event_id IS NULL
  UNION ALL
  SELECT CAST('I2 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from < valid_to
  UNION ALL
  SELECT CAST('I3 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from > valid_to
  UNION ALL
  SELECT CAST('I4 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING MIN(valid_from) <> CAST('1900-01-01 00:00:00' AS TIMESTAMP) OR MAX(valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)) per_key
  UNION ALL
  SELECT CAST('I5 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM version WHERE valid_from >= valid_to
  UNION ALL
  SELECT CAST('I6 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_hash = row_hash
  UNION ALL
  SELECT CAST('I7 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT d.lab_test_sk
    FROM star.dim_lab_test d
    JOIN (
      SELECT DISTINCT sk FROM version
    ) v ON v.sk = d.lab_test_sk
    GROUP BY d.lab_test_sk
    HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I8 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT CAST(-1 AS BIGINT) AS sk, CAST('(unknown)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-2 AS BIGINT) AS sk, CAST('(not applicable)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-3 AS BIGINT) AS sk, CAST('(invalid)' AS VARCHAR(64)) AS bk
  ) m
  LEFT JOIN star.dim_lab_test d ON d.lab_test_sk = m.sk AND d.lab_test_bk = m.bk
  WHERE d.lab_test_sk IS NULL
  UNION ALL
  SELECT CAST('I13 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM version
  WHERE CASE WHEN is_current THEN 1 ELSE 0 END <> CASE WHEN valid_to = CAST('9999-12-31 00:00:00' AS TIMESTAMP) THEN 1 ELSE 0 END
)
SELECT CAST(CASE WHEN COUNT(*) = 0 THEN '1' ELSE 'invariant ' || MIN(invariant) || ' broken' END AS INTEGER) AS holds
FROM broken;

-- check the facts that refer to star.dim_lab_test
WITH broken AS (
  SELECT CAST(CASE WHEN d.lab_test_sk IS NULL THEN 'I9' ELSE 'I10' END || ' of star.fact_lab_result' AS VARCHAR(100)) AS invariant
  FROM star.fact_lab_result f
  JOIN staging.affected_key k ON k.model = 'dim_lab_test' AND k.business_key = f.lab_test_bk
  LEFT JOIN star.dim_lab_test d ON d.lab_test_sk = f.lab_test_sk
  LEFT JOIN star.dim_lab_test v
    ON v.lab_test_bk = f.lab_test_bk
    AND GREATEST(LEAST(f.collected_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.collected_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE d.lab_test_sk IS NULL OR (NVL(v.lab_test_sk, -1) <> f.lab_test_sk AND f.lab_test_sk NOT IN (-2, -3))
)
SELECT CAST(CASE WHEN COUNT(*) = 0 THEN '1' ELSE 'invariant ' || MIN(invariant) || ' broken' END AS INTEGER) AS holds
FROM broken;
