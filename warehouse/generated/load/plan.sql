-- Generated from contracts/records and warehouse/models by `npm run codegen`: change those and run it again.
-- lock what only loads use
-- One load at a time: the second waits here. Tables of star stay readable: only loads write them.
LOCK TABLE staging.load_lock, staging.plan;

-- clear staging.plan
DELETE FROM staging.plan;

-- copy staging.plan
COPY staging.plan FROM 's3://manifest/plan' IAM_ROLE DEFAULT FORMAT AS PARQUET MANIFEST FILLRECORD;

-- check arrivals of staging.plan
WITH broken AS (
  SELECT CAST('I14 of staging.plan' AS VARCHAR(100)) AS invariant
  FROM staging.plan
  WHERE arrived_at < CAST('2020-01-01' AS TIMESTAMP) OR arrived_at > DATEADD(day, 1, GETDATE())
    OR version_at < CAST('0001-01-01 00:00:00' AS TIMESTAMP)
)
SELECT CAST(CASE WHEN COUNT(*) = 0 THEN '1' ELSE 'invariant ' || MIN(invariant) || ' broken' END AS INTEGER) AS holds
FROM broken;

-- compare the events with history.plan
CREATE TEMP TABLE arrived_event AS
WITH delivery AS (
  SELECT
    STRTOL(SUBSTRING(MD5(s.event_source || '|' || s.event_id), 1, 15), 16) AS event_key,
    s.event_source, s.event_id, s.plan_id AS business_key, GREATEST(LEAST(s.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment,
    s.sequence, s.row_hash
  FROM staging.plan s
),
ranked AS (
  SELECT
    delivery.*,
    ROW_NUMBER() OVER (PARTITION BY event_key, event_source, event_id ORDER BY sequence, row_hash) AS place,
    COUNT(*) OVER (PARTITION BY event_key, event_source, event_id) AS deliveries,
    MAX(row_hash) OVER (PARTITION BY event_key, event_source, event_id) AS greatest_hash,
    MIN(row_hash) OVER (PARTITION BY event_key, event_source, event_id) AS least_hash
  FROM delivery
)
SELECT
  e.event_key, e.event_source, e.event_id, e.business_key, e.moment, e.sequence, e.row_hash, e.deliveries,
  CASE WHEN e.least_hash <> e.greatest_hash OR h.row_hash <> e.least_hash THEN 1 ELSE 0 END AS is_contradicted,
  h.sequence AS known_sequence, h.plan_id AS known_business_key, GREATEST(LEAST(h.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS known_moment
FROM ranked e
LEFT JOIN history.plan h ON h.event_key = e.event_key AND CASE WHEN h.event_source = e.event_source AND h.event_id = e.event_id THEN 1 ELSE 0 END > 0
-- Of the deliveries in history one counts.
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'plan' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
-- Less than 2 is 1: an equality makes the embedded planner expect a handful of rows.
WHERE e.place < 2 AND x.event_id IS NULL;

-- append to history.plan
INSERT INTO history.plan (
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
  plan_id,
  payer_id,
  name,
  plan_type,
  monthly_premium,
  deductible,
  out_of_pocket_maximum,
  sold_from,
  sold_to,
  load_id,
  loaded_at,
  event_key
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
  s.plan_id,
  s.payer_id,
  s.name,
  s.plan_type,
  s.monthly_premium,
  s.deductible,
  s.out_of_pocket_maximum,
  s.sold_from,
  s.sold_to,
  CAST(:load_id AS VARCHAR(64)),
  GETDATE(),
  s.event_key
FROM (
  SELECT s.*, e.event_key, 1 AS place
  FROM staging.plan s
  JOIN arrived_event e ON e.event_source = s.event_source AND e.event_id = s.event_id
  WHERE e.deliveries = 1 AND (e.known_sequence IS NULL OR e.known_sequence > e.sequence)
  UNION ALL
  -- Most events come once: only the deliveries of the others are put in order.
  SELECT
    s.*, e.event_key,
    ROW_NUMBER() OVER (
      PARTITION BY e.event_key, s.event_source, s.event_id ORDER BY s.sequence, s.row_hash, s.object_key
    ) AS place
  FROM staging.plan s
  JOIN arrived_event e ON e.event_source = s.event_source AND e.event_id = s.event_id
  WHERE e.deliveries > 1 AND (e.known_sequence IS NULL OR e.known_sequence > e.sequence)
) s
WHERE s.place = 1;

-- record the deliveries of history.plan that count no more
INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'plan', e.event_key, e.event_source, e.event_id, e.known_sequence, CAST(:load_id AS VARCHAR(64))
FROM arrived_event e
WHERE e.known_sequence > e.sequence;

-- list the affected keys
CREATE TEMP TABLE affected_key AS
SELECT
  CAST('dim_plan' AS VARCHAR(64)) AS model,
  CAST(changed.business_key AS VARCHAR(128)) AS business_key,
  CASE WHEN changed.version_at > CAST('1900-01-01 00:00:00' AS TIMESTAMP) THEN changed.version_at ELSE CAST('0001-01-01 00:00:00' AS TIMESTAMP) END AS history_from,
  changed.valid_from AS valid_from,
  CASE WHEN changed.version_at = CAST('0001-01-01 00:00:00' AS TIMESTAMP) THEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) ELSE changed.moment END AS facts_from
FROM (
  -- Versions follow one another, so the earliest of those found is the one that holds just before the earliest point: from
  -- it on the timeline is built again. Where there is none, whole.
  SELECT
    point.business_key, MIN(point.moment) AS moment,
    MIN(NVL(b.version_at, CAST('0001-01-01 00:00:00' AS TIMESTAMP))) AS version_at,
    MIN(NVL(b.valid_from, CAST('1900-01-01 00:00:00' AS TIMESTAMP))) AS valid_from
  FROM (
    SELECT e.business_key, e.moment, CASE WHEN e.known_sequence IS NULL THEN e.row_hash END AS row_hash
    FROM arrived_event e
    WHERE e.known_sequence IS NULL OR e.known_sequence > e.sequence
    UNION ALL
    -- An event that comes with an earlier sequence: also the point that it made until now.
    SELECT e.known_business_key, e.known_moment, CAST(NULL AS VARCHAR(64))
    FROM arrived_event e
    WHERE e.known_sequence > e.sequence
  ) point
  -- The version that holds just before the point; an inferred one ends with the first real change.
  LEFT JOIN star.dim_plan b
    ON b.plan_bk = point.business_key AND b.version_at < point.moment AND b.valid_to >= point.moment
    AND NOT b.is_inferred
  WHERE CASE WHEN b.row_hash = point.row_hash AND point.moment < b.valid_to THEN 1 ELSE 0 END < 1
  GROUP BY point.business_key
) changed;

-- remove the affected timelines of star.dim_plan
DELETE FROM star.dim_plan
USING affected_key
WHERE affected_key.model = 'dim_plan' AND affected_key.business_key = dim_plan.plan_bk
  AND dim_plan.valid_to > affected_key.valid_from;

-- rebuild the affected timelines of star.dim_plan
INSERT INTO star.dim_plan (
  plan_sk,
  plan_bk,
  payer_id,
  name,
  plan_type,
  monthly_premium,
  deductible,
  out_of_pocket_maximum,
  sold_from,
  sold_to,
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
    h.plan_id AS bk,
    -- A wrong clock must not stop the load: times outside the calendar count as its first and last day.
    GREATEST(LEAST(h.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS version_at,
    k.valid_from AS built_from,
    h.payer_id, h.name, h.plan_type, h.monthly_premium, h.deductible, h.out_of_pocket_maximum, h.sold_from, h.sold_to, h.op, h.sequence, h.row_hash, h.load_id, h.loaded_at
  FROM history.plan h
  JOIN affected_key k ON k.model = 'dim_plan' AND k.business_key = h.plan_id
  -- An event counts once, at its smallest sequence.
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'plan' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE h.version_at >= k.history_from AND x.event_id IS NULL
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
  SELECT ranked.*, LAG(row_hash) OVER (PARTITION BY bk ORDER BY version_at) AS previous_hash
  FROM ranked
  WHERE recency < 2 AND (op <> 'I' OR has_real = 0)
),
version AS (
  -- A change that changes nothing makes no version; only now are the intervals closed.
  SELECT
    point.*,
    CASE WHEN ROW_NUMBER() OVER (PARTITION BY bk ORDER BY version_at) = 1 THEN built_from ELSE version_at END AS valid_from,
    LEAD(version_at) OVER (PARTITION BY bk ORDER BY version_at) AS next_at
  FROM point
  WHERE previous_hash IS NULL OR previous_hash <> row_hash
)
SELECT
  STRTOL(SUBSTRING(MD5(bk || '|' || TO_CHAR(version_at, 'YYYYMMDDHH24MISSUS')), 1, 15), 16),
  bk,
  payer_id,
  name,
  plan_type,
  monthly_premium,
  deductible,
  out_of_pocket_maximum,
  sold_from,
  sold_to,
  version_at,
  valid_from,
  NVL(next_at, CAST('9999-12-31 00:00:00' AS TIMESTAMP)),
  next_at IS NULL,
  op = 'D',
  op = 'I',
  row_hash,
  load_id,
  loaded_at
FROM version;

-- point star.fact_coverage_period to the versions of star.dim_plan that moved
UPDATE star.fact_coverage_period
SET
  plan_sk = moved.plan_sk
FROM (
  SELECT f.coverage_period_bk, NVL(v.plan_sk, -1) AS plan_sk
  FROM affected_key k
  JOIN star.fact_coverage_period f
    ON k.model = 'dim_plan' AND f.plan_bk = k.business_key AND f.enrolled_at >= k.facts_from
  LEFT JOIN star.dim_plan v
    ON v.plan_bk = f.plan_bk
    AND GREATEST(LEAST(f.enrolled_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.enrolled_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE f.plan_sk <> NVL(v.plan_sk, -1)
) moved
WHERE fact_coverage_period.coverage_period_bk = moved.coverage_period_bk;

-- point star.fact_claim to the versions of star.dim_plan that moved
UPDATE star.fact_claim
SET
  plan_sk = moved.plan_sk
FROM (
  SELECT f.claim_bk, NVL(v.plan_sk, -1) AS plan_sk
  FROM affected_key k
  JOIN star.fact_claim f
    ON k.model = 'dim_plan' AND f.plan_bk = k.business_key AND f.service_at >= k.facts_from
  LEFT JOIN star.dim_plan v
    ON v.plan_bk = f.plan_bk
    AND GREATEST(LEAST(f.service_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.service_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE f.plan_sk <> NVL(v.plan_sk, -1)
) moved
WHERE fact_claim.claim_bk = moved.claim_bk;

-- record the load of plan in audit.load_ledger
INSERT INTO audit.load_ledger (load_id, contract, objects, staged, inserted, duplicates, collisions, loaded_at)
SELECT
  CAST(:load_id AS VARCHAR(64)),
  'plan',
  -- An object without rows would never count as loaded; rows that carry another key would hide that key's object.
  CAST(
    CASE WHEN s.objects = CAST(:objects AS BIGINT) AND s.fingerprints = CAST(:fingerprints AS DECIMAL(38, 0)) THEN CAST(s.objects AS VARCHAR(20))
      ELSE 'invariant I12 of the manifest broken, rows of plan: ' || CAST(s.staged AS VARCHAR(20)) END
    AS BIGINT),
  s.staged,
  i.inserted,
  CAST(
    CASE WHEN s.staged = i.inserted + d.duplicates THEN CAST(d.duplicates AS VARCHAR(20))
      ELSE 'invariant I12 of staging broken, rows of plan: ' || CAST(s.staged AS VARCHAR(20)) END
    AS BIGINT),
  d.collisions,
  GETDATE()
FROM (
  SELECT COUNT(*) AS objects, NVL(SUM(o.staged), 0) AS staged, SUM(STRTOL(SUBSTRING(MD5(o.object_key), 1, 15), 16)) AS fingerprints
  FROM (SELECT object_key, COUNT(*) AS staged FROM staging.plan GROUP BY object_key) o
) s
CROSS JOIN (
  -- Counted where the rows are now, so that it does not follow from what the events were compared to.
  SELECT COUNT(*) AS inserted
  FROM arrived_event e
  JOIN history.plan h ON h.event_key = e.event_key AND CASE WHEN h.event_source = e.event_source AND h.event_id = e.event_id THEN 1 ELSE 0 END > 0
  WHERE h.load_id = CAST(:load_id AS VARCHAR(64))
) i
CROSS JOIN (
  -- Rows that repeat an event of this load or of another one, and events of which one of them says something else.
  SELECT
    NVL(SUM(e.deliveries - CASE WHEN e.known_sequence IS NULL OR e.known_sequence > e.sequence THEN 1 ELSE 0 END), 0) AS duplicates,
    NVL(SUM(e.is_contradicted), 0) AS collisions
  FROM arrived_event e
) d
LEFT JOIN audit.load_ledger known ON known.load_id = CAST(:load_id AS VARCHAR(64)) AND known.contract = 'plan'
WHERE known.load_id IS NULL;

-- record the objects of plan in audit.loaded_object
INSERT INTO audit.loaded_object (object_key, contract, load_id, row_count)
SELECT staged.object_key, 'plan', CAST(:load_id AS VARCHAR(64)), staged.row_count
FROM (SELECT object_key, COUNT(*) AS row_count FROM staging.plan GROUP BY object_key) staged
LEFT JOIN audit.loaded_object known ON known.object_key = staged.object_key
WHERE known.object_key IS NULL;

-- check star.dim_plan
WITH version AS (
  SELECT
    d.plan_sk AS sk, d.plan_bk AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    k.valid_from AS begins,
    CASE WHEN d.valid_from > k.valid_from OR k.facts_from = CAST('0001-01-01 00:00:00' AS TIMESTAMP) THEN 1 ELSE 0 END AS is_new,
    LEAD(d.valid_from) OVER (PARTITION BY d.plan_bk ORDER BY d.valid_from, d.valid_to) AS next_from,
    LEAD(d.row_hash) OVER (PARTITION BY d.plan_bk ORDER BY d.valid_from, d.valid_to) AS next_hash
  FROM star.dim_plan d
  JOIN affected_key k ON k.model = 'dim_plan' AND k.business_key = d.plan_bk AND d.valid_to > k.valid_from
),
broken AS (
  SELECT CAST('I1 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1) per_key
  UNION ALL
  SELECT CAST('I1 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT k.business_key, k.history_from
    FROM affected_key k
    LEFT JOIN (SELECT DISTINCT bk FROM version) v ON v.bk = k.business_key
    WHERE k.model = 'dim_plan' AND v.bk IS NULL
  ) missing
  JOIN history.plan h ON h.plan_id = missing.business_key AND h.version_at >= missing.history_from
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'plan' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE x.event_id IS NULL
  UNION ALL
  SELECT CAST('I2 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from < valid_to
  UNION ALL
  SELECT CAST('I3 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from > valid_to
  UNION ALL
  SELECT CAST('I4 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING MIN(valid_from) <> MIN(begins) OR MAX(valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)) per_key
  UNION ALL
  SELECT CAST('I5 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM version WHERE valid_from >= valid_to
  UNION ALL
  SELECT CAST('I6 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_hash = row_hash
  UNION ALL
  SELECT CAST('I7 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT d.plan_sk
    FROM star.dim_plan d
    JOIN (
      SELECT DISTINCT sk FROM version WHERE is_new = 1
    ) v ON v.sk = d.plan_sk
    GROUP BY d.plan_sk
    HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I8 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT CAST(-1 AS BIGINT) AS sk, CAST('(unknown)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-2 AS BIGINT) AS sk, CAST('(not applicable)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-3 AS BIGINT) AS sk, CAST('(invalid)' AS VARCHAR(64)) AS bk
  ) m
  LEFT JOIN star.dim_plan d ON d.plan_sk = m.sk AND d.plan_bk = m.bk
  WHERE d.plan_sk IS NULL
  UNION ALL
  SELECT CAST('I13 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM version
  WHERE CASE WHEN is_current THEN 1 ELSE 0 END <> CASE WHEN valid_to = CAST('9999-12-31 00:00:00' AS TIMESTAMP) THEN 1 ELSE 0 END
  UNION ALL
  SELECT CAST(CASE WHEN d.plan_sk IS NULL THEN 'I9' ELSE 'I10' END || ' of star.fact_coverage_period' AS VARCHAR(100)) AS invariant
  FROM affected_key k
  JOIN star.fact_coverage_period f
    ON k.model = 'dim_plan' AND f.plan_bk = k.business_key AND f.enrolled_at >= k.facts_from
  LEFT JOIN star.dim_plan v
    ON v.plan_bk = f.plan_bk
    AND GREATEST(LEAST(f.enrolled_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.enrolled_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  LEFT JOIN star.dim_plan d ON d.plan_sk = f.plan_sk
  WHERE d.plan_sk IS NULL OR (NVL(v.plan_sk, -1) <> f.plan_sk AND f.plan_sk NOT IN (-2, -3))
  UNION ALL
  SELECT CAST(CASE WHEN d.plan_sk IS NULL THEN 'I9' ELSE 'I10' END || ' of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM affected_key k
  JOIN star.fact_claim f
    ON k.model = 'dim_plan' AND f.plan_bk = k.business_key AND f.service_at >= k.facts_from
  LEFT JOIN star.dim_plan v
    ON v.plan_bk = f.plan_bk
    AND GREATEST(LEAST(f.service_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.service_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  LEFT JOIN star.dim_plan d ON d.plan_sk = f.plan_sk
  WHERE d.plan_sk IS NULL OR (NVL(v.plan_sk, -1) <> f.plan_sk AND f.plan_sk NOT IN (-2, -3))
)
SELECT CAST(CASE WHEN COUNT(*) = 0 THEN '1' ELSE 'invariant ' || MIN(invariant) || ' broken' END AS INTEGER) AS holds
FROM broken;
