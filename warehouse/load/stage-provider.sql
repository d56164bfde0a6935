-- Generated from contracts/provider.ts by `npm run codegen`: change those and run it again.
-- copy staging.provider
COPY staging.provider FROM 's3://manifest/provider' IAM_ROLE DEFAULT FORMAT AS PARQUET MANIFEST;

-- append to history.provider
INSERT INTO history.provider (
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
  provider_id,
  organization_id,
  name,
  gender,
  specialty,
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
  s.provider_id,
  s.organization_id,
  s.name,
  s.gender,
  s.specialty,
  s.city,
  s.state,
  CAST(:load_id AS VARCHAR(64)),
  GETDATE()
FROM (
  SELECT c.*, ROW_NUMBER() OVER (PARTITION BY event_source, event_id ORDER BY sequence, row_hash) AS occurrence
  FROM staging.provider c
) s
LEFT JOIN history.provider h
  ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence <= s.sequence
WHERE s.occurrence = 1 AND h.event_id IS NULL;
