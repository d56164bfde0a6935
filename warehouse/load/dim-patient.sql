-- Generated from contracts/patient.ts and warehouse/schema/50-star-dim-patient.yml by `npm run codegen`: change those and run it again.
-- remove the affected timelines of star.dim_patient
DELETE FROM star.dim_patient
WHERE patient_bk IN (SELECT business_key FROM staging.affected_key WHERE model = 'dim_patient');

-- rebuild the affected timelines of star.dim_patient
INSERT INTO star.dim_patient (patient_sk, patient_bk, birth_date, death_date, ssn, prefix, first_name, middle_name, last_name, suffix, maiden_name, marital_status, race, ethnicity, gender, city, state, version_at, valid_from, valid_to, is_current, is_deleted, is_inferred, row_hash, load_id, loaded_at)
WITH change AS (
  SELECT
    h.patient_id AS bk,
    -- A wrong clock must not stop the load: times outside the calendar count as its first and last day.
    GREATEST(LEAST(h.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS version_at,
    h.birth_date, h.death_date, h.ssn, h.prefix, h.first_name, h.middle_name, h.last_name, h.suffix, h.maiden_name, h.marital_status, h.race, h.ethnicity, h.gender, h.city, h.state, h.op, h.sequence, h.row_hash, h.load_id, h.loaded_at
  FROM history.patient h
  JOIN staging.affected_key k ON k.model = 'dim_patient' AND k.business_key = h.patient_id
  -- An event counts once, at its smallest sequence.
  LEFT JOIN history.patient earlier
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
  birth_date,
  death_date,
  ssn,
  prefix,
  first_name,
  middle_name,
  last_name,
  suffix,
  maiden_name,
  marital_status,
  race,
  ethnicity,
  gender,
  city,
  state,
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
