-- Generated from contracts/records and warehouse/models by `npm run codegen`: change those and run it again.
-- lock what only loads use
-- One load at a time: the second waits here. Tables of star stay readable: only loads write them.
LOCK TABLE staging.affected_key, staging.payer;

-- clear staging.payer
DELETE FROM staging.payer;

-- copy staging.payer
COPY staging.payer FROM 's3://manifest/payer' IAM_ROLE DEFAULT FORMAT AS PARQUET MANIFEST FILLRECORD;

-- append to history.payer
INSERT INTO history.payer (
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
  payer_id,
  name,
  ownership,
  street,
  city,
  state,
  zip,
  phone,
  electronic_payer_id,
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
  s.payer_id,
  s.name,
  s.ownership,
  s.street,
  s.city,
  s.state,
  s.zip,
  s.phone,
  s.electronic_payer_id,
  CAST(:load_id AS VARCHAR(64)),
  GETDATE()
FROM (
  SELECT c.*, ROW_NUMBER() OVER (PARTITION BY event_source, event_id ORDER BY sequence, row_hash) AS occurrence
  FROM staging.payer c
) s
LEFT JOIN history.payer h
  ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence <= s.sequence
WHERE s.occurrence = 1 AND h.event_id IS NULL;

-- check arrivals of staging.payer
WITH broken AS (
  SELECT CAST('I14 of staging.payer' AS VARCHAR(100)) AS invariant
  FROM staging.payer
  WHERE arrived_at < CAST('2020-01-01' AS TIMESTAMP) OR arrived_at > DATEADD(day, 1, GETDATE())
)
SELECT CAST(CASE WHEN COUNT(*) = 0 THEN '1' ELSE 'invariant ' || MIN(invariant) || ' broken' END AS INTEGER) AS holds
FROM broken;

-- clear staging.affected_key
DELETE FROM staging.affected_key;

-- list the affected keys
INSERT INTO staging.affected_key (model, business_key)
SELECT DISTINCT CAST('dim_payer' AS VARCHAR(64)), touched.business_key
FROM (
  SELECT payer_id AS business_key
  FROM history.payer
  WHERE load_id = CAST(:load_id AS VARCHAR(64))
  UNION ALL
  SELECT h.payer_id AS business_key
  FROM staging.payer s
  JOIN history.payer h
    ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence > s.sequence
) touched;

-- remove the affected timelines of star.dim_payer
DELETE FROM star.dim_payer
WHERE payer_bk IN (SELECT business_key FROM staging.affected_key WHERE model = 'dim_payer');

-- rebuild the affected timelines of star.dim_payer
INSERT INTO star.dim_payer (
  payer_sk,
  payer_bk,
  name,
  ownership,
  street,
  city,
  state,
  zip,
  phone,
  electronic_payer_id,
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
    h.payer_id AS bk,
    -- A wrong clock must not stop the load: times outside the calendar count as its first and last day.
    GREATEST(LEAST(h.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS version_at,
    h.name, h.ownership, h.street, h.city, h.state, h.zip, h.phone, h.electronic_payer_id, h.op, h.sequence, h.row_hash, h.load_id, h.loaded_at
  FROM history.payer h
  JOIN staging.affected_key k ON k.model = 'dim_payer' AND k.business_key = h.payer_id
  -- An event counts once, at its smallest sequence.
  LEFT JOIN history.payer earlier
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
  SELECT ranked.*, LAG(row_hash) OVER (PARTITION BY bk ORDER BY version_at) AS previous_hash
  FROM ranked
  WHERE recency = 1 AND (op <> 'I' OR has_real = 0)
),
version AS (
  -- A change that changes nothing makes no version; only now are the intervals closed.
  SELECT
    point.*,
    ROW_NUMBER() OVER (PARTITION BY bk ORDER BY version_at) AS version_number,
    LEAD(version_at) OVER (PARTITION BY bk ORDER BY version_at) AS next_at
  FROM point
  WHERE previous_hash IS NULL OR previous_hash <> row_hash
)
SELECT
  STRTOL(SUBSTRING(MD5(bk || '|' || TO_CHAR(version_at, 'YYYYMMDDHH24MISSUS')), 1, 15), 16),
  bk,
  name,
  ownership,
  street,
  city,
  state,
  zip,
  phone,
  electronic_payer_id,
  version_at,
  CASE WHEN version_number = 1 THEN CAST('1900-01-01 00:00:00' AS TIMESTAMP) ELSE version_at END,
  NVL(next_at, CAST('9999-12-31 00:00:00' AS TIMESTAMP)),
  next_at IS NULL,
  op = 'D',
  op = 'I',
  row_hash,
  load_id,
  loaded_at
FROM version;

-- point star.fact_coverage_period to the versions of star.dim_payer that moved
UPDATE star.fact_coverage_period
SET
  payer_sk = NVL(moved.payer_sk, fact_coverage_period.payer_sk),
  secondary_payer_sk = NVL(moved.secondary_payer_sk, fact_coverage_period.secondary_payer_sk)
FROM (
  SELECT coverage_period_bk, MAX(payer_sk) AS payer_sk, MAX(secondary_payer_sk) AS secondary_payer_sk
  FROM (
    SELECT f.coverage_period_bk, v.sk AS payer_sk, CAST(NULL AS BIGINT) AS secondary_payer_sk
    FROM (
      SELECT
        k.business_key AS bk,
        NVL(d.payer_sk, -1) AS sk,
        NVL(d.valid_from, CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS valid_from,
        NVL(d.valid_to, CAST('9999-12-31 00:00:00' AS TIMESTAMP)) AS valid_to
      FROM staging.affected_key k
      LEFT JOIN star.dim_payer d ON d.payer_bk = k.business_key
      WHERE k.model = 'dim_payer'
    ) v
    JOIN star.fact_coverage_period f
      ON v.bk = f.payer_bk
      AND GREATEST(LEAST(f.enrolled_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
      AND GREATEST(LEAST(f.enrolled_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
    WHERE f.payer_sk <> v.sk
    UNION ALL
    SELECT f.coverage_period_bk, CAST(NULL AS BIGINT) AS payer_sk, v.sk AS secondary_payer_sk
    FROM (
      SELECT
        k.business_key AS bk,
        NVL(d.payer_sk, -1) AS sk,
        NVL(d.valid_from, CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS valid_from,
        NVL(d.valid_to, CAST('9999-12-31 00:00:00' AS TIMESTAMP)) AS valid_to
      FROM staging.affected_key k
      LEFT JOIN star.dim_payer d ON d.payer_bk = k.business_key
      WHERE k.model = 'dim_payer'
    ) v
    JOIN star.fact_coverage_period f
      ON v.bk = f.secondary_payer_bk
      AND GREATEST(LEAST(f.enrolled_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
      AND GREATEST(LEAST(f.enrolled_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
    WHERE f.secondary_payer_sk <> v.sk
  ) role
  GROUP BY coverage_period_bk
) moved
WHERE fact_coverage_period.coverage_period_bk = moved.coverage_period_bk;

-- point star.fact_encounter to the versions of star.dim_payer that moved
UPDATE star.fact_encounter
SET
  payer_sk = moved.payer_sk
FROM (
  SELECT f.encounter_bk, v.sk AS payer_sk
  FROM (
    SELECT
      k.business_key AS bk,
      NVL(d.payer_sk, -1) AS sk,
      NVL(d.valid_from, CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS valid_from,
      NVL(d.valid_to, CAST('9999-12-31 00:00:00' AS TIMESTAMP)) AS valid_to
    FROM staging.affected_key k
    LEFT JOIN star.dim_payer d ON d.payer_bk = k.business_key
    WHERE k.model = 'dim_payer'
  ) v
  JOIN star.fact_encounter f
    ON v.bk = f.payer_bk
    AND GREATEST(LEAST(f.started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE f.payer_sk <> v.sk
) moved
WHERE fact_encounter.encounter_bk = moved.encounter_bk;

-- point star.fact_appointment to the versions of star.dim_payer that moved
UPDATE star.fact_appointment
SET
  payer_sk = moved.payer_sk
FROM (
  SELECT f.appointment_bk, v.sk AS payer_sk
  FROM (
    SELECT
      k.business_key AS bk,
      NVL(d.payer_sk, -1) AS sk,
      NVL(d.valid_from, CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS valid_from,
      NVL(d.valid_to, CAST('9999-12-31 00:00:00' AS TIMESTAMP)) AS valid_to
    FROM staging.affected_key k
    LEFT JOIN star.dim_payer d ON d.payer_bk = k.business_key
    WHERE k.model = 'dim_payer'
  ) v
  JOIN star.fact_appointment f
    ON v.bk = f.payer_bk
    AND GREATEST(LEAST(f.status_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.status_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE f.payer_sk <> v.sk
) moved
WHERE fact_appointment.appointment_bk = moved.appointment_bk;

-- point star.fact_claim to the versions of star.dim_payer that moved
UPDATE star.fact_claim
SET
  primary_payer_sk = NVL(moved.primary_payer_sk, fact_claim.primary_payer_sk),
  secondary_payer_sk = NVL(moved.secondary_payer_sk, fact_claim.secondary_payer_sk)
FROM (
  SELECT claim_bk, MAX(primary_payer_sk) AS primary_payer_sk, MAX(secondary_payer_sk) AS secondary_payer_sk
  FROM (
    SELECT f.claim_bk, v.sk AS primary_payer_sk, CAST(NULL AS BIGINT) AS secondary_payer_sk
    FROM (
      SELECT
        k.business_key AS bk,
        NVL(d.payer_sk, -1) AS sk,
        NVL(d.valid_from, CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS valid_from,
        NVL(d.valid_to, CAST('9999-12-31 00:00:00' AS TIMESTAMP)) AS valid_to
      FROM staging.affected_key k
      LEFT JOIN star.dim_payer d ON d.payer_bk = k.business_key
      WHERE k.model = 'dim_payer'
    ) v
    JOIN star.fact_claim f
      ON v.bk = f.primary_payer_bk
      AND GREATEST(LEAST(f.service_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
      AND GREATEST(LEAST(f.service_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
    WHERE f.primary_payer_sk <> v.sk
    UNION ALL
    SELECT f.claim_bk, CAST(NULL AS BIGINT) AS primary_payer_sk, v.sk AS secondary_payer_sk
    FROM (
      SELECT
        k.business_key AS bk,
        NVL(d.payer_sk, -1) AS sk,
        NVL(d.valid_from, CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS valid_from,
        NVL(d.valid_to, CAST('9999-12-31 00:00:00' AS TIMESTAMP)) AS valid_to
      FROM staging.affected_key k
      LEFT JOIN star.dim_payer d ON d.payer_bk = k.business_key
      WHERE k.model = 'dim_payer'
    ) v
    JOIN star.fact_claim f
      ON v.bk = f.secondary_payer_bk
      AND GREATEST(LEAST(f.service_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
      AND GREATEST(LEAST(f.service_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
    WHERE f.secondary_payer_sk <> v.sk
  ) role
  GROUP BY claim_bk
) moved
WHERE fact_claim.claim_bk = moved.claim_bk;

-- point star.fact_medication_order to the versions of star.dim_payer that moved
UPDATE star.fact_medication_order
SET
  payer_sk = moved.payer_sk
FROM (
  SELECT f.medication_order_bk, v.sk AS payer_sk
  FROM (
    SELECT
      k.business_key AS bk,
      NVL(d.payer_sk, -1) AS sk,
      NVL(d.valid_from, CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS valid_from,
      NVL(d.valid_to, CAST('9999-12-31 00:00:00' AS TIMESTAMP)) AS valid_to
    FROM staging.affected_key k
    LEFT JOIN star.dim_payer d ON d.payer_bk = k.business_key
    WHERE k.model = 'dim_payer'
  ) v
  JOIN star.fact_medication_order f
    ON v.bk = f.payer_bk
    AND GREATEST(LEAST(f.started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE f.payer_sk <> v.sk
) moved
WHERE fact_medication_order.medication_order_bk = moved.medication_order_bk;

-- point star.fact_medication_dispense to the versions of star.dim_payer that moved
UPDATE star.fact_medication_dispense
SET
  payer_sk = moved.payer_sk
FROM (
  SELECT f.medication_dispense_bk, v.sk AS payer_sk
  FROM (
    SELECT
      k.business_key AS bk,
      NVL(d.payer_sk, -1) AS sk,
      NVL(d.valid_from, CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS valid_from,
      NVL(d.valid_to, CAST('9999-12-31 00:00:00' AS TIMESTAMP)) AS valid_to
    FROM staging.affected_key k
    LEFT JOIN star.dim_payer d ON d.payer_bk = k.business_key
    WHERE k.model = 'dim_payer'
  ) v
  JOIN star.fact_medication_dispense f
    ON v.bk = f.payer_bk
    AND GREATEST(LEAST(f.dispensed_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.dispensed_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE f.payer_sk <> v.sk
) moved
WHERE fact_medication_dispense.medication_dispense_bk = moved.medication_dispense_bk;

-- point star.fact_patient_expense to the versions of star.dim_payer that moved
UPDATE star.fact_patient_expense
SET
  payer_sk = moved.payer_sk
FROM (
  SELECT f.patient_expense_bk, v.sk AS payer_sk
  FROM (
    SELECT
      k.business_key AS bk,
      NVL(d.payer_sk, -1) AS sk,
      NVL(d.valid_from, CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS valid_from,
      NVL(d.valid_to, CAST('9999-12-31 00:00:00' AS TIMESTAMP)) AS valid_to
    FROM staging.affected_key k
    LEFT JOIN star.dim_payer d ON d.payer_bk = k.business_key
    WHERE k.model = 'dim_payer'
  ) v
  JOIN star.fact_patient_expense f
    ON v.bk = f.payer_bk
    AND GREATEST(LEAST(f.year_started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.year_started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE f.payer_sk <> v.sk
) moved
WHERE fact_patient_expense.patient_expense_bk = moved.patient_expense_bk;

-- record the load of payer in audit.load_ledger
INSERT INTO audit.load_ledger (load_id, contract, objects, staged, inserted, duplicates, collisions, loaded_at)
SELECT
  CAST(:load_id AS VARCHAR(64)),
  'payer',
  -- An object without rows would never count as loaded; rows that carry another key would hide that key's object.
  CAST(
    CASE WHEN s.objects = CAST(:objects AS BIGINT) AND s.fingerprints = CAST(:fingerprints AS DECIMAL(38, 0)) THEN CAST(s.objects AS VARCHAR(20))
      ELSE 'invariant I12 of the manifest broken, rows of payer: ' || CAST(s.staged AS VARCHAR(20)) END
    AS BIGINT),
  s.staged,
  i.inserted,
  CAST(
    CASE WHEN s.staged = i.inserted + d.duplicates THEN CAST(d.duplicates AS VARCHAR(20))
      ELSE 'invariant I12 of staging broken, rows of payer: ' || CAST(s.staged AS VARCHAR(20)) END
    AS BIGINT),
  d.collisions,
  GETDATE()
FROM (
  SELECT COUNT(*) AS objects, NVL(SUM(o.staged), 0) AS staged, SUM(STRTOL(SUBSTRING(MD5(o.object_key), 1, 15), 16)) AS fingerprints
  FROM (SELECT object_key, COUNT(*) AS staged FROM staging.payer GROUP BY object_key) o
) s
CROSS JOIN (
  SELECT COUNT(*) AS inserted FROM history.payer WHERE load_id = CAST(:load_id AS VARCHAR(64)) AND op <> 'I'
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
      FROM staging.payer
      GROUP BY event_source, event_id
    ) e
    LEFT JOIN history.payer other
      ON other.event_source = e.event_source AND other.event_id = e.event_id AND other.load_id <> CAST(:load_id AS VARCHAR(64))
    GROUP BY e.event_source, e.event_id, e.deliveries
  ) event
) d
LEFT JOIN audit.load_ledger known ON known.load_id = CAST(:load_id AS VARCHAR(64)) AND known.contract = 'payer'
WHERE known.load_id IS NULL;

-- record the objects of payer in audit.loaded_object
INSERT INTO audit.loaded_object (object_key, contract, load_id, row_count)
SELECT staged.object_key, 'payer', CAST(:load_id AS VARCHAR(64)), staged.row_count
FROM (SELECT object_key, COUNT(*) AS row_count FROM staging.payer GROUP BY object_key) staged
LEFT JOIN audit.loaded_object known ON known.object_key = staged.object_key
WHERE known.object_key IS NULL;

-- check star.dim_payer
WITH version AS (
  SELECT
    d.payer_sk AS sk, d.payer_bk AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    LEAD(d.valid_from) OVER (PARTITION BY d.payer_bk ORDER BY d.valid_from, d.valid_to) AS next_from,
    LEAD(d.row_hash) OVER (PARTITION BY d.payer_bk ORDER BY d.valid_from, d.valid_to) AS next_hash
  FROM star.dim_payer d
  JOIN staging.affected_key k ON k.model = 'dim_payer' AND k.business_key = d.payer_bk
),
broken AS (
  SELECT CAST('I1 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1) per_key
  UNION ALL
  SELECT CAST('I1 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM history.payer h
  JOIN staging.affected_key k ON k.model = 'dim_payer' AND k.business_key = h.payer_id
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
  FROM (
    SELECT d.payer_sk
    FROM star.dim_payer d
    JOIN (
      SELECT DISTINCT sk FROM version
    ) v ON v.sk = d.payer_sk
    GROUP BY d.payer_sk
    HAVING COUNT(*) > 1
  ) repeated
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
SELECT CAST(CASE WHEN COUNT(*) = 0 THEN '1' ELSE 'invariant ' || MIN(invariant) || ' broken' END AS INTEGER) AS holds
FROM broken;

-- check the facts that refer to star.dim_payer
WITH broken AS (
  SELECT CAST(CASE WHEN d.payer_sk IS NULL THEN 'I9' ELSE 'I10' END || ' of star.fact_coverage_period' AS VARCHAR(100)) AS invariant
  FROM star.fact_coverage_period f
  JOIN staging.affected_key k ON k.model = 'dim_payer' AND k.business_key = f.payer_bk
  LEFT JOIN star.dim_payer d ON d.payer_sk = f.payer_sk
  LEFT JOIN star.dim_payer v
    ON v.payer_bk = f.payer_bk
    AND GREATEST(LEAST(f.enrolled_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.enrolled_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE d.payer_sk IS NULL OR (NVL(v.payer_sk, -1) <> f.payer_sk AND f.payer_sk NOT IN (-2, -3))
  UNION ALL
  SELECT CAST(CASE WHEN d.payer_sk IS NULL THEN 'I9' ELSE 'I10' END || ' of star.fact_coverage_period' AS VARCHAR(100)) AS invariant
  FROM star.fact_coverage_period f
  JOIN staging.affected_key k ON k.model = 'dim_payer' AND k.business_key = f.secondary_payer_bk
  LEFT JOIN star.dim_payer d ON d.payer_sk = f.secondary_payer_sk
  LEFT JOIN star.dim_payer v
    ON v.payer_bk = f.secondary_payer_bk
    AND GREATEST(LEAST(f.enrolled_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.enrolled_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE d.payer_sk IS NULL OR (NVL(v.payer_sk, -1) <> f.secondary_payer_sk AND f.secondary_payer_sk NOT IN (-2, -3))
  UNION ALL
  SELECT CAST(CASE WHEN d.payer_sk IS NULL THEN 'I9' ELSE 'I10' END || ' of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM star.fact_encounter f
  JOIN staging.affected_key k ON k.model = 'dim_payer' AND k.business_key = f.payer_bk
  LEFT JOIN star.dim_payer d ON d.payer_sk = f.payer_sk
  LEFT JOIN star.dim_payer v
    ON v.payer_bk = f.payer_bk
    AND GREATEST(LEAST(f.started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE d.payer_sk IS NULL OR (NVL(v.payer_sk, -1) <> f.payer_sk AND f.payer_sk NOT IN (-2, -3))
  UNION ALL
  SELECT CAST(CASE WHEN d.payer_sk IS NULL THEN 'I9' ELSE 'I10' END || ' of star.fact_appointment' AS VARCHAR(100)) AS invariant
  FROM star.fact_appointment f
  JOIN staging.affected_key k ON k.model = 'dim_payer' AND k.business_key = f.payer_bk
  LEFT JOIN star.dim_payer d ON d.payer_sk = f.payer_sk
  LEFT JOIN star.dim_payer v
    ON v.payer_bk = f.payer_bk
    AND GREATEST(LEAST(f.status_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.status_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE d.payer_sk IS NULL OR (NVL(v.payer_sk, -1) <> f.payer_sk AND f.payer_sk NOT IN (-2, -3))
  UNION ALL
  SELECT CAST(CASE WHEN d.payer_sk IS NULL THEN 'I9' ELSE 'I10' END || ' of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM star.fact_claim f
  JOIN staging.affected_key k ON k.model = 'dim_payer' AND k.business_key = f.primary_payer_bk
  LEFT JOIN star.dim_payer d ON d.payer_sk = f.primary_payer_sk
  LEFT JOIN star.dim_payer v
    ON v.payer_bk = f.primary_payer_bk
    AND GREATEST(LEAST(f.service_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.service_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE d.payer_sk IS NULL OR (NVL(v.payer_sk, -1) <> f.primary_payer_sk AND f.primary_payer_sk NOT IN (-2, -3))
  UNION ALL
  SELECT CAST(CASE WHEN d.payer_sk IS NULL THEN 'I9' ELSE 'I10' END || ' of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM star.fact_claim f
  JOIN staging.affected_key k ON k.model = 'dim_payer' AND k.business_key = f.secondary_payer_bk
  LEFT JOIN star.dim_payer d ON d.payer_sk = f.secondary_payer_sk
  LEFT JOIN star.dim_payer v
    ON v.payer_bk = f.secondary_payer_bk
    AND GREATEST(LEAST(f.service_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.service_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE d.payer_sk IS NULL OR (NVL(v.payer_sk, -1) <> f.secondary_payer_sk AND f.secondary_payer_sk NOT IN (-2, -3))
  UNION ALL
  SELECT CAST(CASE WHEN d.payer_sk IS NULL THEN 'I9' ELSE 'I10' END || ' of star.fact_medication_order' AS VARCHAR(100)) AS invariant
  FROM star.fact_medication_order f
  JOIN staging.affected_key k ON k.model = 'dim_payer' AND k.business_key = f.payer_bk
  LEFT JOIN star.dim_payer d ON d.payer_sk = f.payer_sk
  LEFT JOIN star.dim_payer v
    ON v.payer_bk = f.payer_bk
    AND GREATEST(LEAST(f.started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE d.payer_sk IS NULL OR (NVL(v.payer_sk, -1) <> f.payer_sk AND f.payer_sk NOT IN (-2, -3))
  UNION ALL
  SELECT CAST(CASE WHEN d.payer_sk IS NULL THEN 'I9' ELSE 'I10' END || ' of star.fact_medication_dispense' AS VARCHAR(100)) AS invariant
  FROM star.fact_medication_dispense f
  JOIN staging.affected_key k ON k.model = 'dim_payer' AND k.business_key = f.payer_bk
  LEFT JOIN star.dim_payer d ON d.payer_sk = f.payer_sk
  LEFT JOIN star.dim_payer v
    ON v.payer_bk = f.payer_bk
    AND GREATEST(LEAST(f.dispensed_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.dispensed_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE d.payer_sk IS NULL OR (NVL(v.payer_sk, -1) <> f.payer_sk AND f.payer_sk NOT IN (-2, -3))
  UNION ALL
  SELECT CAST(CASE WHEN d.payer_sk IS NULL THEN 'I9' ELSE 'I10' END || ' of star.fact_patient_expense' AS VARCHAR(100)) AS invariant
  FROM star.fact_patient_expense f
  JOIN staging.affected_key k ON k.model = 'dim_payer' AND k.business_key = f.payer_bk
  LEFT JOIN star.dim_payer d ON d.payer_sk = f.payer_sk
  LEFT JOIN star.dim_payer v
    ON v.payer_bk = f.payer_bk
    AND GREATEST(LEAST(f.year_started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) >= v.valid_from
    AND GREATEST(LEAST(f.year_started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) < v.valid_to
  WHERE d.payer_sk IS NULL OR (NVL(v.payer_sk, -1) <> f.payer_sk AND f.payer_sk NOT IN (-2, -3))
)
SELECT CAST(CASE WHEN COUNT(*) = 0 THEN '1' ELSE 'invariant ' || MIN(invariant) || ' broken' END AS INTEGER) AS holds
FROM broken;
