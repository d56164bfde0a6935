-- Generated from contracts/encounter.ts and warehouse/schema/60-star-fact-encounter.yml by `npm run codegen`: change those and run it again.
-- infer members of star.dim_patient
INSERT INTO history.patient (event_source, event_id, op, version_at, sequence, shard_id, arrived_at, object_key, row_hash, patient_id, load_id, loaded_at)
SELECT
  'medstream:inferred',
  'patient:' || m.bk,
  'I',
  CAST('1900-01-01 00:00:00' AS TIMESTAMP),
  '0000000000000000000000000000000000000000000000000000000000000000',
  'inferred',
  GETDATE(),
  'inferred',
  '28e537e32d6be93b578f0e17e439795b9ef36fc527e0e48a4cced6e7485c36b2',
  m.bk,
  CAST(:load_id AS VARCHAR(64)),
  GETDATE()
FROM (
  SELECT DISTINCT e.patient_id AS bk
  FROM staging.encounter e
  LEFT JOIN history.patient known ON known.patient_id = e.patient_id
  WHERE e.patient_id IS NOT NULL AND known.patient_id IS NULL
) m;

-- infer members of star.dim_organization
INSERT INTO history.organization (event_source, event_id, op, version_at, sequence, shard_id, arrived_at, object_key, row_hash, organization_id, load_id, loaded_at)
SELECT
  'medstream:inferred',
  'organization:' || m.bk,
  'I',
  CAST('1900-01-01 00:00:00' AS TIMESTAMP),
  '0000000000000000000000000000000000000000000000000000000000000000',
  'inferred',
  GETDATE(),
  'inferred',
  '1b9b5e44341fe404c24ef540602e64649d0c2af3af7035db779457f23086f8f2',
  m.bk,
  CAST(:load_id AS VARCHAR(64)),
  GETDATE()
FROM (
  SELECT DISTINCT e.organization_id AS bk
  FROM staging.encounter e
  LEFT JOIN history.organization known ON known.organization_id = e.organization_id
  WHERE e.organization_id IS NOT NULL AND known.organization_id IS NULL
) m;

-- infer members of star.dim_provider
INSERT INTO history.provider (event_source, event_id, op, version_at, sequence, shard_id, arrived_at, object_key, row_hash, provider_id, load_id, loaded_at)
SELECT
  'medstream:inferred',
  'provider:' || m.bk,
  'I',
  CAST('1900-01-01 00:00:00' AS TIMESTAMP),
  '0000000000000000000000000000000000000000000000000000000000000000',
  'inferred',
  GETDATE(),
  'inferred',
  '1b9b5e44341fe404c24ef540602e64649d0c2af3af7035db779457f23086f8f2',
  m.bk,
  CAST(:load_id AS VARCHAR(64)),
  GETDATE()
FROM (
  SELECT DISTINCT e.provider_id AS bk
  FROM staging.encounter e
  LEFT JOIN history.provider known ON known.provider_id = e.provider_id
  WHERE e.provider_id IS NOT NULL AND known.provider_id IS NULL
) m;

-- infer members of star.dim_payer
INSERT INTO history.payer (event_source, event_id, op, version_at, sequence, shard_id, arrived_at, object_key, row_hash, payer_id, load_id, loaded_at)
SELECT
  'medstream:inferred',
  'payer:' || m.bk,
  'I',
  CAST('1900-01-01 00:00:00' AS TIMESTAMP),
  '0000000000000000000000000000000000000000000000000000000000000000',
  'inferred',
  GETDATE(),
  'inferred',
  'b2153cd021a214e56c15d4ad8bb925a194b7feb52345c726503bde92b2a68a41',
  m.bk,
  CAST(:load_id AS VARCHAR(64)),
  GETDATE()
FROM (
  SELECT DISTINCT e.payer_id AS bk
  FROM staging.encounter e
  LEFT JOIN history.payer known ON known.payer_id = e.payer_id
  WHERE e.payer_id IS NOT NULL AND known.payer_id IS NULL
) m;
