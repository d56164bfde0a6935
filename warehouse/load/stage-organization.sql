-- Generated from contracts/organization.ts by `npm run codegen`: change those and run it again.
-- copy staging.organization
COPY staging.organization FROM 's3://manifest/organization' IAM_ROLE DEFAULT FORMAT AS PARQUET MANIFEST;

-- append to history.organization
INSERT INTO history.organization (
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
  organization_id,
  name,
  street,
  city,
  state,
  zip,
  phone,
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
  s.organization_id,
  s.name,
  s.street,
  s.city,
  s.state,
  s.zip,
  s.phone,
  CAST(:load_id AS VARCHAR(64)),
  GETDATE()
FROM (
  SELECT c.*, ROW_NUMBER() OVER (PARTITION BY event_source, event_id ORDER BY sequence, row_hash) AS occurrence
  FROM staging.organization c
) s
LEFT JOIN history.organization h
  ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence <= s.sequence
WHERE s.occurrence = 1 AND h.event_id IS NULL;
