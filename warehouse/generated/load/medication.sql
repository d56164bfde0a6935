-- Generated from contracts/records and warehouse/models by `npm run codegen`: change those and run it again.
-- lock what only loads use
-- One load at a time: the second waits here. Tables of star stay readable: only loads write them.
LOCK TABLE staging.affected_key, staging.medication;

-- clear staging.medication
DELETE FROM staging.medication;

-- copy staging.medication
COPY staging.medication FROM 's3://manifest/medication' IAM_ROLE DEFAULT FORMAT AS PARQUET MANIFEST FILLRECORD;

-- append to history.medication
INSERT INTO history.medication (
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
  medication_id,
  name,
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
  s.medication_id,
  s.name,
  CAST(:load_id AS VARCHAR(64)),
  GETDATE()
FROM (
  SELECT c.*, ROW_NUMBER() OVER (PARTITION BY event_source, event_id ORDER BY sequence, row_hash) AS occurrence
  FROM staging.medication c
) s
LEFT JOIN history.medication h
  ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence <= s.sequence
WHERE s.occurrence = 1 AND h.event_id IS NULL;

-- check arrivals of staging.medication
WITH broken AS (
  SELECT CAST('I14 of staging.medication' AS VARCHAR(100)) AS invariant
  FROM staging.medication
  WHERE arrived_at < CAST('2020-01-01' AS TIMESTAMP) OR arrived_at > DATEADD(day, 1, GETDATE())
)
SELECT CAST(CASE WHEN COUNT(*) = 0 THEN '1' ELSE 'invariant ' || MIN(invariant) || ' broken' END AS INTEGER) AS holds
FROM broken;

-- clear staging.affected_key
DELETE FROM staging.affected_key;

-- list the affected keys
INSERT INTO staging.affected_key (model, business_key)
SELECT DISTINCT CAST('dim_medication' AS VARCHAR(64)), touched.business_key
FROM (
  SELECT medication_id AS business_key
  FROM history.medication
  WHERE load_id = CAST(:load_id AS VARCHAR(64))
  UNION ALL
  SELECT h.medication_id AS business_key
  FROM staging.medication s
  JOIN history.medication h
    ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence > s.sequence
) touched;

-- remove the affected timelines of star.dim_medication
DELETE FROM star.dim_medication
WHERE medication_bk IN (SELECT business_key FROM staging.affected_key WHERE model = 'dim_medication');

-- rebuild the affected timelines of star.dim_medication
INSERT INTO star.dim_medication (
  medication_sk,
  medication_bk,
  name,
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
    h.medication_id AS bk,
    -- A wrong clock must not stop the load: times outside the calendar count as its first and last day.
    GREATEST(LEAST(h.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS version_at,
    h.name, h.op, h.sequence, h.row_hash, h.load_id, h.loaded_at
  FROM history.medication h
  JOIN staging.affected_key k ON k.model = 'dim_medication' AND k.business_key = h.medication_id
  -- An event counts once, at its smallest sequence.
  LEFT JOIN history.medication earlier
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

-- point star.fact_medication_order to the versions of star.dim_medication that moved
UPDATE star.fact_medication_order
SET
  medication_sk = moved.medication_sk
FROM (
  SELECT f.medication_order_bk, v.sk AS medication_sk
  FROM (
    SELECT
      k.business_key AS bk,
      NVL(d.medication_sk, -1) AS sk,
      NVL(d.valid_from, CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS valid_from,
      NVL(d.valid_to, CAST('9999-12-31 00:00:00' AS TIMESTAMP)) AS valid_to
    FROM staging.affected_key k
    LEFT JOIN star.dim_medication d ON d.medication_bk = k.business_key
    WHERE k.model = 'dim_medication'
  ) v
  JOIN star.fact_medication_order f
    ON v.bk = f.medication_bk
    AND GREATEST(LEAST(f.started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE f.medication_sk <> v.sk
) moved
WHERE fact_medication_order.medication_order_bk = moved.medication_order_bk;

-- point star.fact_medication_dispense to the versions of star.dim_medication that moved
UPDATE star.fact_medication_dispense
SET
  medication_sk = moved.medication_sk
FROM (
  SELECT f.medication_dispense_bk, v.sk AS medication_sk
  FROM (
    SELECT
      k.business_key AS bk,
      NVL(d.medication_sk, -1) AS sk,
      NVL(d.valid_from, CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS valid_from,
      NVL(d.valid_to, CAST('9999-12-31 00:00:00' AS TIMESTAMP)) AS valid_to
    FROM staging.affected_key k
    LEFT JOIN star.dim_medication d ON d.medication_bk = k.business_key
    WHERE k.model = 'dim_medication'
  ) v
  JOIN star.fact_medication_dispense f
    ON v.bk = f.medication_bk
    AND GREATEST(LEAST(f.dispensed_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.dispensed_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE f.medication_sk <> v.sk
) moved
WHERE fact_medication_dispense.medication_dispense_bk = moved.medication_dispense_bk;

-- record the load of medication in audit.load_ledger
INSERT INTO audit.load_ledger (load_id, contract, objects, staged, inserted, duplicates, collisions, loaded_at)
SELECT
  CAST(:load_id AS VARCHAR(64)),
  'medication',
  -- An object without rows would never count as loaded; rows that carry another key would hide that key's object.
  CAST(
    CASE WHEN s.objects = CAST(:objects AS BIGINT) AND s.fingerprints = CAST(:fingerprints AS DECIMAL(38, 0)) THEN CAST(s.objects AS VARCHAR(20))
      ELSE 'invariant I12 of the manifest broken, rows of medication: ' || CAST(s.staged AS VARCHAR(20)) END
    AS BIGINT),
  s.staged,
  i.inserted,
  CAST(
    CASE WHEN s.staged = i.inserted + d.duplicates THEN CAST(d.duplicates AS VARCHAR(20))
      ELSE 'invariant I12 of staging broken, rows of medication: ' || CAST(s.staged AS VARCHAR(20)) END
    AS BIGINT),
  d.collisions,
  GETDATE()
FROM (
  SELECT COUNT(*) AS objects, NVL(SUM(o.staged), 0) AS staged, SUM(STRTOL(SUBSTRING(MD5(o.object_key), 1, 15), 16)) AS fingerprints
  FROM (SELECT object_key, COUNT(*) AS staged FROM staging.medication GROUP BY object_key) o
) s
CROSS JOIN (
  SELECT COUNT(*) AS inserted FROM history.medication WHERE load_id = CAST(:load_id AS VARCHAR(64)) AND op <> 'I'
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
      FROM staging.medication
      GROUP BY event_source, event_id
    ) e
    LEFT JOIN history.medication other
      ON other.event_source = e.event_source AND other.event_id = e.event_id AND other.load_id <> CAST(:load_id AS VARCHAR(64))
    GROUP BY e.event_source, e.event_id, e.deliveries
  ) event
) d
LEFT JOIN audit.load_ledger known ON known.load_id = CAST(:load_id AS VARCHAR(64)) AND known.contract = 'medication'
WHERE known.load_id IS NULL;

-- record the objects of medication in audit.loaded_object
INSERT INTO audit.loaded_object (object_key, contract, load_id, row_count)
SELECT staged.object_key, 'medication', CAST(:load_id AS VARCHAR(64)), staged.row_count
FROM (SELECT object_key, COUNT(*) AS row_count FROM staging.medication GROUP BY object_key) staged
LEFT JOIN audit.loaded_object known ON known.object_key = staged.object_key
WHERE known.object_key IS NULL;

-- check star.dim_medication
WITH version AS (
  SELECT
    d.medication_sk AS sk, d.medication_bk AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    LEAD(d.valid_from) OVER (PARTITION BY d.medication_bk ORDER BY d.valid_from, d.valid_to) AS next_from,
    LEAD(d.row_hash) OVER (PARTITION BY d.medication_bk ORDER BY d.valid_from, d.valid_to) AS next_hash
  FROM star.dim_medication d
  JOIN staging.affected_key k ON k.model = 'dim_medication' AND k.business_key = d.medication_bk
),
broken AS (
  SELECT CAST('I1 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1) per_key
  UNION ALL
  SELECT CAST('I1 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM history.medication h
  JOIN staging.affected_key k ON k.model = 'dim_medication' AND k.business_key = h.medication_id
  LEFT JOIN star.dim_medication d ON d.medication_bk = h.medication_id
  LEFT JOIN history.medication earlier
    ON earlier.event_source = h.event_source AND earlier.event_id = h.event_id AND earlier.sequence < h.sequence
  WHERE d.medication_bk IS NULL AND earlier.event_id IS NULL
  UNION ALL
  SELECT CAST('I2 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from < valid_to
  UNION ALL
  SELECT CAST('I3 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from > valid_to
  UNION ALL
  SELECT CAST('I4 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING MIN(valid_from) <> CAST('1900-01-01 00:00:00' AS TIMESTAMP) OR MAX(valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)) per_key
  UNION ALL
  SELECT CAST('I5 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM version WHERE valid_from >= valid_to
  UNION ALL
  SELECT CAST('I6 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_hash = row_hash
  UNION ALL
  SELECT CAST('I7 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT d.medication_sk
    FROM star.dim_medication d
    JOIN (
      SELECT DISTINCT sk FROM version
    ) v ON v.sk = d.medication_sk
    GROUP BY d.medication_sk
    HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I8 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT CAST(-1 AS BIGINT) AS sk, CAST('(unknown)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-2 AS BIGINT) AS sk, CAST('(not applicable)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-3 AS BIGINT) AS sk, CAST('(invalid)' AS VARCHAR(64)) AS bk
  ) m
  LEFT JOIN star.dim_medication d ON d.medication_sk = m.sk AND d.medication_bk = m.bk
  WHERE d.medication_sk IS NULL
  UNION ALL
  SELECT CAST('I13 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM version
  WHERE CASE WHEN is_current THEN 1 ELSE 0 END <> CASE WHEN valid_to = CAST('9999-12-31 00:00:00' AS TIMESTAMP) THEN 1 ELSE 0 END
)
SELECT CAST(CASE WHEN COUNT(*) = 0 THEN '1' ELSE 'invariant ' || MIN(invariant) || ' broken' END AS INTEGER) AS holds
FROM broken;

-- check the facts that refer to star.dim_medication
WITH broken AS (
  SELECT CAST(CASE WHEN d.medication_sk IS NULL THEN 'I9' ELSE 'I10' END || ' of star.fact_medication_order' AS VARCHAR(100)) AS invariant
  FROM star.fact_medication_order f
  JOIN staging.affected_key k ON k.model = 'dim_medication' AND k.business_key = f.medication_bk
  LEFT JOIN star.dim_medication d ON d.medication_sk = f.medication_sk
  LEFT JOIN star.dim_medication v
    ON v.medication_bk = f.medication_bk
    AND GREATEST(LEAST(f.started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE d.medication_sk IS NULL OR (NVL(v.medication_sk, -1) <> f.medication_sk AND f.medication_sk NOT IN (-2, -3))
  UNION ALL
  SELECT CAST(CASE WHEN d.medication_sk IS NULL THEN 'I9' ELSE 'I10' END || ' of star.fact_medication_dispense' AS VARCHAR(100)) AS invariant
  FROM star.fact_medication_dispense f
  JOIN staging.affected_key k ON k.model = 'dim_medication' AND k.business_key = f.medication_bk
  LEFT JOIN star.dim_medication d ON d.medication_sk = f.medication_sk
  LEFT JOIN star.dim_medication v
    ON v.medication_bk = f.medication_bk
    AND GREATEST(LEAST(f.dispensed_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.dispensed_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE d.medication_sk IS NULL OR (NVL(v.medication_sk, -1) <> f.medication_sk AND f.medication_sk NOT IN (-2, -3))
)
SELECT CAST(CASE WHEN COUNT(*) = 0 THEN '1' ELSE 'invariant ' || MIN(invariant) || ' broken' END AS INTEGER) AS holds
FROM broken;
