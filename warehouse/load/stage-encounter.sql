-- Generated from contracts/encounter.ts by `npm run codegen`: change those and run it again.
-- copy staging.encounter
COPY staging.encounter FROM 's3://manifest/encounter' IAM_ROLE DEFAULT FORMAT AS PARQUET MANIFEST;

-- append to history.encounter
INSERT INTO history.encounter (
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
  encounter_id,
  patient_id,
  organization_id,
  provider_id,
  payer_id,
  encounter_class,
  code,
  description,
  reason_code,
  reason_description,
  started_at,
  ended_at,
  base_encounter_cost,
  total_claim_cost,
  payer_coverage,
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
  s.encounter_id,
  s.patient_id,
  s.organization_id,
  s.provider_id,
  s.payer_id,
  s.encounter_class,
  s.code,
  s.description,
  s.reason_code,
  s.reason_description,
  s.started_at,
  s.ended_at,
  s.base_encounter_cost,
  s.total_claim_cost,
  s.payer_coverage,
  CAST(:load_id AS VARCHAR(64)),
  GETDATE()
FROM (
  SELECT c.*, ROW_NUMBER() OVER (PARTITION BY event_source, event_id ORDER BY sequence, row_hash) AS occurrence
  FROM staging.encounter c
) s
LEFT JOIN history.encounter h
  ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence <= s.sequence
WHERE s.occurrence = 1 AND h.event_id IS NULL;
