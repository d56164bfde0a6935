-- Generated from contracts/patient.ts by `npm run codegen`: change those and run it again.
-- copy staging.patient
COPY staging.patient FROM 's3://manifest/patient' IAM_ROLE DEFAULT FORMAT AS PARQUET MANIFEST;

-- append to history.patient
INSERT INTO history.patient (
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
  patient_id,
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
  s.patient_id,
  s.birth_date,
  s.death_date,
  s.ssn,
  s.prefix,
  s.first_name,
  s.middle_name,
  s.last_name,
  s.suffix,
  s.maiden_name,
  s.marital_status,
  s.race,
  s.ethnicity,
  s.gender,
  s.city,
  s.state,
  CAST(:load_id AS VARCHAR(64)),
  GETDATE()
FROM (
  SELECT c.*, ROW_NUMBER() OVER (PARTITION BY event_source, event_id ORDER BY sequence, row_hash) AS occurrence
  FROM staging.patient c
) s
LEFT JOIN history.patient h
  ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence <= s.sequence
WHERE s.occurrence = 1 AND h.event_id IS NULL;
