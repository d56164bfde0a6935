-- Generated from contracts/records and warehouse/models by `npm run codegen`: change those and run it again.
-- lock what only loads use
-- One load at a time: the second waits here. Tables of star stay readable: only loads write them.
LOCK TABLE staging.load_lock, staging.claim;

-- clear staging.claim
DELETE FROM staging.claim;

-- copy staging.claim
COPY staging.claim FROM 's3://manifest/claim' IAM_ROLE DEFAULT FORMAT AS PARQUET MANIFEST FILLRECORD;

-- check arrivals of staging.claim
WITH broken AS (
  SELECT CAST('I14 of staging.claim' AS VARCHAR(100)) AS invariant
  FROM staging.claim
  WHERE arrived_at < CAST('2020-01-01' AS TIMESTAMP) OR arrived_at > DATEADD(day, 1, GETDATE())
    OR version_at < CAST('0001-01-01 00:00:00' AS TIMESTAMP) OR service_at < CAST('0001-01-01 00:00:00' AS TIMESTAMP)
)
SELECT CAST(CASE WHEN COUNT(*) = 0 THEN '1' ELSE 'invariant ' || MIN(invariant) || ' broken' END AS INTEGER) AS holds
FROM broken;

-- compare the events with history.claim
CREATE TEMP TABLE arrived_event AS
WITH delivery AS (
  SELECT
    STRTOL(SUBSTRING(MD5(s.event_source || '|' || s.event_id), 1, 15), 16) AS event_key,
    s.event_source, s.event_id, s.claim_id AS business_key, GREATEST(LEAST(s.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment,
    s.sequence, s.row_hash
  FROM staging.claim s
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
  h.sequence AS known_sequence, h.claim_id AS known_business_key, GREATEST(LEAST(h.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS known_moment
FROM ranked e
LEFT JOIN history.claim h ON h.event_key = e.event_key AND CASE WHEN h.event_source = e.event_source AND h.event_id = e.event_id THEN 1 ELSE 0 END > 0
-- Of the deliveries in history one counts.
LEFT JOIN history.superseded_delivery x
  ON x.contract = 'claim' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
-- Less than 2 is 1: an equality makes the embedded planner expect a handful of rows.
WHERE e.place < 2 AND x.event_id IS NULL;

-- append to history.claim
INSERT INTO history.claim (
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
  claim_id,
  patient_id,
  encounter_id,
  provider_id,
  supervising_provider_id,
  primary_payer_id,
  secondary_payer_id,
  claim_type,
  diagnosis_codes,
  service_at,
  illness_began_at,
  primary_status,
  secondary_status,
  patient_status,
  primary_outstanding,
  secondary_outstanding,
  patient_outstanding,
  primary_billed_at,
  secondary_billed_at,
  patient_billed_at,
  organization_id,
  plan_id,
  member_id,
  claim_status,
  submitted_at,
  adjudicated_at,
  paid_at,
  denied_at,
  frequency_code,
  original_claim_id,
  bill_type,
  place_of_service,
  drg_code,
  admitted_at,
  discharged_at,
  drug_code,
  quantity_dispensed,
  days_supply,
  charge_amount,
  allowed_amount,
  paid_amount,
  denied_amount,
  patient_responsibility,
  adjustment_group,
  denial_reason_code,
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
  s.claim_id,
  s.patient_id,
  s.encounter_id,
  s.provider_id,
  s.supervising_provider_id,
  s.primary_payer_id,
  s.secondary_payer_id,
  s.claim_type,
  s.diagnosis_codes,
  s.service_at,
  s.illness_began_at,
  s.primary_status,
  s.secondary_status,
  s.patient_status,
  s.primary_outstanding,
  s.secondary_outstanding,
  s.patient_outstanding,
  s.primary_billed_at,
  s.secondary_billed_at,
  s.patient_billed_at,
  s.organization_id,
  s.plan_id,
  s.member_id,
  s.claim_status,
  s.submitted_at,
  s.adjudicated_at,
  s.paid_at,
  s.denied_at,
  s.frequency_code,
  s.original_claim_id,
  s.bill_type,
  s.place_of_service,
  s.drg_code,
  s.admitted_at,
  s.discharged_at,
  s.drug_code,
  s.quantity_dispensed,
  s.days_supply,
  s.charge_amount,
  s.allowed_amount,
  s.paid_amount,
  s.denied_amount,
  s.patient_responsibility,
  s.adjustment_group,
  s.denial_reason_code,
  CAST(:load_id AS VARCHAR(64)),
  GETDATE(),
  s.event_key
FROM (
  SELECT s.*, e.event_key, 1 AS place
  FROM staging.claim s
  JOIN arrived_event e ON e.event_source = s.event_source AND e.event_id = s.event_id
  WHERE e.deliveries = 1 AND (e.known_sequence IS NULL OR e.known_sequence > e.sequence)
  UNION ALL
  -- Most events come once: only the deliveries of the others are put in order.
  SELECT
    s.*, e.event_key,
    ROW_NUMBER() OVER (
      PARTITION BY e.event_key, s.event_source, s.event_id ORDER BY s.sequence, s.row_hash, s.object_key
    ) AS place
  FROM staging.claim s
  JOIN arrived_event e ON e.event_source = s.event_source AND e.event_id = s.event_id
  WHERE e.deliveries > 1 AND (e.known_sequence IS NULL OR e.known_sequence > e.sequence)
) s
WHERE s.place = 1;

-- record the deliveries of history.claim that count no more
INSERT INTO history.superseded_delivery (contract, event_key, event_source, event_id, sequence, load_id)
SELECT 'claim', e.event_key, e.event_source, e.event_id, e.known_sequence, CAST(:load_id AS VARCHAR(64))
FROM arrived_event e
WHERE e.known_sequence > e.sequence;

-- list the affected keys
CREATE TEMP TABLE affected_key AS
SELECT DISTINCT
  CAST('fact_claim' AS VARCHAR(64)) AS model,
  CAST(changed.business_key AS VARCHAR(128)) AS business_key,
  CAST('0001-01-01 00:00:00' AS TIMESTAMP) AS history_from,
  CAST('1900-01-01 00:00:00' AS TIMESTAMP) AS valid_from,
  CAST('0001-01-01 00:00:00' AS TIMESTAMP) AS facts_from
FROM (
  SELECT e.business_key FROM arrived_event e WHERE e.known_sequence IS NULL OR e.known_sequence > e.sequence
  UNION ALL
  SELECT e.known_business_key FROM arrived_event e WHERE e.known_sequence > e.sequence
) changed
UNION ALL
SELECT DISTINCT
  CAST('dim_patient' AS VARCHAR(64)) AS model,
  CAST(mentioned.bk AS VARCHAR(128)) AS business_key,
  CAST('0001-01-01 00:00:00' AS TIMESTAMP) AS history_from,
  CAST('1900-01-01 00:00:00' AS TIMESTAMP) AS valid_from,
  CAST('0001-01-01 00:00:00' AS TIMESTAMP) AS facts_from
FROM (
  SELECT patient_id AS bk FROM staging.claim
) mentioned
LEFT JOIN star.dim_patient d ON d.patient_bk = mentioned.bk
WHERE mentioned.bk IS NOT NULL AND d.patient_bk IS NULL
UNION ALL
SELECT DISTINCT
  CAST('dim_provider' AS VARCHAR(64)) AS model,
  CAST(mentioned.bk AS VARCHAR(128)) AS business_key,
  CAST('0001-01-01 00:00:00' AS TIMESTAMP) AS history_from,
  CAST('1900-01-01 00:00:00' AS TIMESTAMP) AS valid_from,
  CAST('0001-01-01 00:00:00' AS TIMESTAMP) AS facts_from
FROM (
  SELECT provider_id AS bk FROM staging.claim
  UNION ALL
  SELECT supervising_provider_id AS bk FROM staging.claim
) mentioned
LEFT JOIN star.dim_provider d ON d.provider_bk = mentioned.bk
WHERE mentioned.bk IS NOT NULL AND d.provider_bk IS NULL
UNION ALL
SELECT DISTINCT
  CAST('dim_payer' AS VARCHAR(64)) AS model,
  CAST(mentioned.bk AS VARCHAR(128)) AS business_key,
  CAST('0001-01-01 00:00:00' AS TIMESTAMP) AS history_from,
  CAST('1900-01-01 00:00:00' AS TIMESTAMP) AS valid_from,
  CAST('0001-01-01 00:00:00' AS TIMESTAMP) AS facts_from
FROM (
  SELECT primary_payer_id AS bk FROM staging.claim
  UNION ALL
  SELECT secondary_payer_id AS bk FROM staging.claim
) mentioned
LEFT JOIN star.dim_payer d ON d.payer_bk = mentioned.bk
WHERE mentioned.bk IS NOT NULL AND d.payer_bk IS NULL
UNION ALL
SELECT DISTINCT
  CAST('dim_organization' AS VARCHAR(64)) AS model,
  CAST(mentioned.bk AS VARCHAR(128)) AS business_key,
  CAST('0001-01-01 00:00:00' AS TIMESTAMP) AS history_from,
  CAST('1900-01-01 00:00:00' AS TIMESTAMP) AS valid_from,
  CAST('0001-01-01 00:00:00' AS TIMESTAMP) AS facts_from
FROM (
  SELECT organization_id AS bk FROM staging.claim
) mentioned
LEFT JOIN star.dim_organization d ON d.organization_bk = mentioned.bk
WHERE mentioned.bk IS NOT NULL AND d.organization_bk IS NULL
UNION ALL
SELECT DISTINCT
  CAST('dim_plan' AS VARCHAR(64)) AS model,
  CAST(mentioned.bk AS VARCHAR(128)) AS business_key,
  CAST('0001-01-01 00:00:00' AS TIMESTAMP) AS history_from,
  CAST('1900-01-01 00:00:00' AS TIMESTAMP) AS valid_from,
  CAST('0001-01-01 00:00:00' AS TIMESTAMP) AS facts_from
FROM (
  SELECT plan_id AS bk FROM staging.claim
) mentioned
LEFT JOIN star.dim_plan d ON d.plan_bk = mentioned.bk
WHERE mentioned.bk IS NOT NULL AND d.plan_bk IS NULL;

-- infer members of star.dim_patient
INSERT INTO history.patient (
  event_source,
  event_id,
  op,
  version_at,
  sequence,
  shard_id,
  arrived_at,
  object_key,
  row_hash,
  patient_id,
  load_id,
  loaded_at,
  event_key
)
SELECT
  'medstream:inferred',
  'patient:' || k.business_key,
  'I',
  CAST('1900-01-01 00:00:00' AS TIMESTAMP),
  '0000000000000000000000000000000000000000000000000000000000000000',
  'inferred',
  GETDATE(),
  'inferred',
  'a83dd0ccbffe39d071cc317ddf6e97f5c6b1c87af91919271f9fa140b0508c6c',
  k.business_key,
  CAST(:load_id AS VARCHAR(64)),
  GETDATE(),
  STRTOL(SUBSTRING(MD5('medstream:inferred' || '|' || 'patient:' || k.business_key), 1, 15), 16)
FROM affected_key k
WHERE k.model = 'dim_patient';

-- infer members of star.dim_provider
INSERT INTO history.provider (
  event_source,
  event_id,
  op,
  version_at,
  sequence,
  shard_id,
  arrived_at,
  object_key,
  row_hash,
  provider_id,
  load_id,
  loaded_at,
  event_key
)
SELECT
  'medstream:inferred',
  'provider:' || k.business_key,
  'I',
  CAST('1900-01-01 00:00:00' AS TIMESTAMP),
  '0000000000000000000000000000000000000000000000000000000000000000',
  'inferred',
  GETDATE(),
  'inferred',
  'a83dd0ccbffe39d071cc317ddf6e97f5c6b1c87af91919271f9fa140b0508c6c',
  k.business_key,
  CAST(:load_id AS VARCHAR(64)),
  GETDATE(),
  STRTOL(SUBSTRING(MD5('medstream:inferred' || '|' || 'provider:' || k.business_key), 1, 15), 16)
FROM affected_key k
WHERE k.model = 'dim_provider';

-- infer members of star.dim_payer
INSERT INTO history.payer (
  event_source,
  event_id,
  op,
  version_at,
  sequence,
  shard_id,
  arrived_at,
  object_key,
  row_hash,
  payer_id,
  load_id,
  loaded_at,
  event_key
)
SELECT
  'medstream:inferred',
  'payer:' || k.business_key,
  'I',
  CAST('1900-01-01 00:00:00' AS TIMESTAMP),
  '0000000000000000000000000000000000000000000000000000000000000000',
  'inferred',
  GETDATE(),
  'inferred',
  'a83dd0ccbffe39d071cc317ddf6e97f5c6b1c87af91919271f9fa140b0508c6c',
  k.business_key,
  CAST(:load_id AS VARCHAR(64)),
  GETDATE(),
  STRTOL(SUBSTRING(MD5('medstream:inferred' || '|' || 'payer:' || k.business_key), 1, 15), 16)
FROM affected_key k
WHERE k.model = 'dim_payer';

-- infer members of star.dim_organization
INSERT INTO history.organization (
  event_source,
  event_id,
  op,
  version_at,
  sequence,
  shard_id,
  arrived_at,
  object_key,
  row_hash,
  organization_id,
  load_id,
  loaded_at,
  event_key
)
SELECT
  'medstream:inferred',
  'organization:' || k.business_key,
  'I',
  CAST('1900-01-01 00:00:00' AS TIMESTAMP),
  '0000000000000000000000000000000000000000000000000000000000000000',
  'inferred',
  GETDATE(),
  'inferred',
  'a83dd0ccbffe39d071cc317ddf6e97f5c6b1c87af91919271f9fa140b0508c6c',
  k.business_key,
  CAST(:load_id AS VARCHAR(64)),
  GETDATE(),
  STRTOL(SUBSTRING(MD5('medstream:inferred' || '|' || 'organization:' || k.business_key), 1, 15), 16)
FROM affected_key k
WHERE k.model = 'dim_organization';

-- infer members of star.dim_plan
INSERT INTO history.plan (
  event_source,
  event_id,
  op,
  version_at,
  sequence,
  shard_id,
  arrived_at,
  object_key,
  row_hash,
  plan_id,
  load_id,
  loaded_at,
  event_key
)
SELECT
  'medstream:inferred',
  'plan:' || k.business_key,
  'I',
  CAST('1900-01-01 00:00:00' AS TIMESTAMP),
  '0000000000000000000000000000000000000000000000000000000000000000',
  'inferred',
  GETDATE(),
  'inferred',
  'a83dd0ccbffe39d071cc317ddf6e97f5c6b1c87af91919271f9fa140b0508c6c',
  k.business_key,
  CAST(:load_id AS VARCHAR(64)),
  GETDATE(),
  STRTOL(SUBSTRING(MD5('medstream:inferred' || '|' || 'plan:' || k.business_key), 1, 15), 16)
FROM affected_key k
WHERE k.model = 'dim_plan';

-- add the inferred members to star.dim_patient
INSERT INTO star.dim_patient (
  patient_sk,
  patient_bk,
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
SELECT
  STRTOL(SUBSTRING(MD5(h.patient_id || '|' || TO_CHAR(h.version_at, 'YYYYMMDDHH24MISSUS')), 1, 15), 16),
  h.patient_id,
  h.version_at,
  CAST('1900-01-01 00:00:00' AS TIMESTAMP),
  CAST('9999-12-31 00:00:00' AS TIMESTAMP),
  TRUE,
  FALSE,
  TRUE,
  h.row_hash,
  h.load_id,
  h.loaded_at
FROM history.patient h
JOIN affected_key k ON k.model = 'dim_patient' AND k.business_key = h.patient_id
LEFT JOIN star.dim_patient d ON d.patient_bk = h.patient_id
WHERE h.op = 'I' AND d.patient_bk IS NULL;

-- add the inferred members to star.dim_provider
INSERT INTO star.dim_provider (
  provider_sk,
  provider_bk,
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
SELECT
  STRTOL(SUBSTRING(MD5(h.provider_id || '|' || TO_CHAR(h.version_at, 'YYYYMMDDHH24MISSUS')), 1, 15), 16),
  h.provider_id,
  h.version_at,
  CAST('1900-01-01 00:00:00' AS TIMESTAMP),
  CAST('9999-12-31 00:00:00' AS TIMESTAMP),
  TRUE,
  FALSE,
  TRUE,
  h.row_hash,
  h.load_id,
  h.loaded_at
FROM history.provider h
JOIN affected_key k ON k.model = 'dim_provider' AND k.business_key = h.provider_id
LEFT JOIN star.dim_provider d ON d.provider_bk = h.provider_id
WHERE h.op = 'I' AND d.provider_bk IS NULL;

-- add the inferred members to star.dim_payer
INSERT INTO star.dim_payer (
  payer_sk,
  payer_bk,
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
SELECT
  STRTOL(SUBSTRING(MD5(h.payer_id || '|' || TO_CHAR(h.version_at, 'YYYYMMDDHH24MISSUS')), 1, 15), 16),
  h.payer_id,
  h.version_at,
  CAST('1900-01-01 00:00:00' AS TIMESTAMP),
  CAST('9999-12-31 00:00:00' AS TIMESTAMP),
  TRUE,
  FALSE,
  TRUE,
  h.row_hash,
  h.load_id,
  h.loaded_at
FROM history.payer h
JOIN affected_key k ON k.model = 'dim_payer' AND k.business_key = h.payer_id
LEFT JOIN star.dim_payer d ON d.payer_bk = h.payer_id
WHERE h.op = 'I' AND d.payer_bk IS NULL;

-- add the inferred members to star.dim_organization
INSERT INTO star.dim_organization (
  organization_sk,
  organization_bk,
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
SELECT
  STRTOL(SUBSTRING(MD5(h.organization_id || '|' || TO_CHAR(h.version_at, 'YYYYMMDDHH24MISSUS')), 1, 15), 16),
  h.organization_id,
  h.version_at,
  CAST('1900-01-01 00:00:00' AS TIMESTAMP),
  CAST('9999-12-31 00:00:00' AS TIMESTAMP),
  TRUE,
  FALSE,
  TRUE,
  h.row_hash,
  h.load_id,
  h.loaded_at
FROM history.organization h
JOIN affected_key k ON k.model = 'dim_organization' AND k.business_key = h.organization_id
LEFT JOIN star.dim_organization d ON d.organization_bk = h.organization_id
WHERE h.op = 'I' AND d.organization_bk IS NULL;

-- add the inferred members to star.dim_plan
INSERT INTO star.dim_plan (
  plan_sk,
  plan_bk,
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
SELECT
  STRTOL(SUBSTRING(MD5(h.plan_id || '|' || TO_CHAR(h.version_at, 'YYYYMMDDHH24MISSUS')), 1, 15), 16),
  h.plan_id,
  h.version_at,
  CAST('1900-01-01 00:00:00' AS TIMESTAMP),
  CAST('9999-12-31 00:00:00' AS TIMESTAMP),
  TRUE,
  FALSE,
  TRUE,
  h.row_hash,
  h.load_id,
  h.loaded_at
FROM history.plan h
JOIN affected_key k ON k.model = 'dim_plan' AND k.business_key = h.plan_id
LEFT JOIN star.dim_plan d ON d.plan_bk = h.plan_id
WHERE h.op = 'I' AND d.plan_bk IS NULL;

-- remove the affected rows of star.fact_claim
DELETE FROM star.fact_claim
USING affected_key
WHERE affected_key.model = 'fact_claim' AND affected_key.business_key = fact_claim.claim_bk;

-- rebuild the affected rows of star.fact_claim
INSERT INTO star.fact_claim (
  claim_bk,
  patient_sk,
  patient_bk,
  provider_sk,
  provider_bk,
  supervising_provider_sk,
  supervising_provider_bk,
  primary_payer_sk,
  primary_payer_bk,
  secondary_payer_sk,
  secondary_payer_bk,
  organization_sk,
  organization_bk,
  plan_sk,
  plan_bk,
  encounter_bk,
  original_claim_bk,
  service_date_key,
  claim_type,
  diagnosis_codes,
  service_at,
  illness_began_at,
  primary_status,
  secondary_status,
  patient_status,
  primary_outstanding,
  secondary_outstanding,
  patient_outstanding,
  primary_billed_at,
  secondary_billed_at,
  patient_billed_at,
  member_id,
  claim_status,
  submitted_at,
  adjudicated_at,
  paid_at,
  denied_at,
  frequency_code,
  bill_type,
  place_of_service,
  drg_code,
  admitted_at,
  discharged_at,
  drug_code,
  quantity_dispensed,
  days_supply,
  charge_amount,
  allowed_amount,
  paid_amount,
  denied_amount,
  patient_responsibility,
  adjustment_group,
  denial_reason_code,
  sequence,
  load_id,
  loaded_at
)
WITH change AS (
  SELECT
    h.*,
    -- A correction may move the event time, so the stream's order decides what is the current state.
    ROW_NUMBER() OVER (PARTITION BY h.claim_id ORDER BY h.sequence DESC, h.row_hash DESC) AS recency
  FROM history.claim h
  JOIN affected_key k ON k.model = 'fact_claim' AND k.business_key = h.claim_id
  -- An event counts once, at its smallest sequence.
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'claim' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE x.event_id IS NULL
),
state AS (
  SELECT
    change.*,
    GREATEST(LEAST(service_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM change
  -- Less than 2 is 1: an equality makes the embedded planner expect a handful of rows and hash the wrong side of the joins.
  WHERE recency < 2 AND op <> 'D'
)
SELECT
  e.claim_id,
  NVL(patient_version.patient_sk, -1),
  e.patient_id,
  NVL(provider_version.provider_sk, -1),
  e.provider_id,
  NVL(supervising_provider_version.provider_sk, -1),
  e.supervising_provider_id,
  NVL(primary_payer_version.payer_sk, -1),
  e.primary_payer_id,
  NVL(secondary_payer_version.payer_sk, -1),
  e.secondary_payer_id,
  NVL(organization_version.organization_sk, -1),
  e.organization_id,
  NVL(plan_version.plan_sk, -1),
  e.plan_id,
  e.encounter_id,
  e.original_claim_id,
  CASE
    WHEN e.service_at < CAST('1900-01-01' AS TIMESTAMP) OR e.service_at >= CAST('2101-01-01' AS TIMESTAMP) THEN -3
    ELSE CAST(TO_CHAR(e.service_at, 'YYYYMMDD') AS INTEGER)
  END,
  e.claim_type,
  e.diagnosis_codes,
  e.service_at,
  e.illness_began_at,
  e.primary_status,
  e.secondary_status,
  e.patient_status,
  e.primary_outstanding,
  e.secondary_outstanding,
  e.patient_outstanding,
  e.primary_billed_at,
  e.secondary_billed_at,
  e.patient_billed_at,
  e.member_id,
  e.claim_status,
  e.submitted_at,
  e.adjudicated_at,
  e.paid_at,
  e.denied_at,
  e.frequency_code,
  e.bill_type,
  e.place_of_service,
  e.drg_code,
  e.admitted_at,
  e.discharged_at,
  e.drug_code,
  e.quantity_dispensed,
  e.days_supply,
  e.charge_amount,
  e.allowed_amount,
  e.paid_amount,
  e.denied_amount,
  e.patient_responsibility,
  e.adjustment_group,
  e.denial_reason_code,
  e.sequence,
  e.load_id,
  e.loaded_at
FROM state e
LEFT JOIN star.dim_patient patient_version
  ON patient_version.patient_bk = e.patient_id
  AND e.moment >= patient_version.valid_from
  AND e.moment < patient_version.valid_to
LEFT JOIN star.dim_provider provider_version
  ON provider_version.provider_bk = e.provider_id
  AND e.moment >= provider_version.valid_from
  AND e.moment < provider_version.valid_to
LEFT JOIN star.dim_provider supervising_provider_version
  ON supervising_provider_version.provider_bk = e.supervising_provider_id
  AND e.moment >= supervising_provider_version.valid_from
  AND e.moment < supervising_provider_version.valid_to
LEFT JOIN star.dim_payer primary_payer_version
  ON primary_payer_version.payer_bk = e.primary_payer_id
  AND e.moment >= primary_payer_version.valid_from
  AND e.moment < primary_payer_version.valid_to
LEFT JOIN star.dim_payer secondary_payer_version
  ON secondary_payer_version.payer_bk = e.secondary_payer_id
  AND e.moment >= secondary_payer_version.valid_from
  AND e.moment < secondary_payer_version.valid_to
LEFT JOIN star.dim_organization organization_version
  ON organization_version.organization_bk = e.organization_id
  AND e.moment >= organization_version.valid_from
  AND e.moment < organization_version.valid_to
LEFT JOIN star.dim_plan plan_version
  ON plan_version.plan_bk = e.plan_id
  AND e.moment >= plan_version.valid_from
  AND e.moment < plan_version.valid_to;

-- record the load of claim in audit.load_ledger
INSERT INTO audit.load_ledger (load_id, contract, objects, staged, inserted, duplicates, collisions, loaded_at)
SELECT
  CAST(:load_id AS VARCHAR(64)),
  'claim',
  -- An object without rows would never count as loaded; rows that carry another key would hide that key's object.
  CAST(
    CASE WHEN s.objects = CAST(:objects AS BIGINT) AND s.fingerprints = CAST(:fingerprints AS DECIMAL(38, 0)) THEN CAST(s.objects AS VARCHAR(20))
      ELSE 'invariant I12 of the manifest broken, rows of claim: ' || CAST(s.staged AS VARCHAR(20)) END
    AS BIGINT),
  s.staged,
  i.inserted,
  CAST(
    CASE WHEN s.staged = i.inserted + d.duplicates THEN CAST(d.duplicates AS VARCHAR(20))
      ELSE 'invariant I12 of staging broken, rows of claim: ' || CAST(s.staged AS VARCHAR(20)) END
    AS BIGINT),
  d.collisions,
  GETDATE()
FROM (
  SELECT COUNT(*) AS objects, NVL(SUM(o.staged), 0) AS staged, SUM(STRTOL(SUBSTRING(MD5(o.object_key), 1, 15), 16)) AS fingerprints
  FROM (SELECT object_key, COUNT(*) AS staged FROM staging.claim GROUP BY object_key) o
) s
CROSS JOIN (
  -- Counted where the rows are now, so that it does not follow from what the events were compared to.
  SELECT COUNT(*) AS inserted
  FROM arrived_event e
  JOIN history.claim h ON h.event_key = e.event_key AND CASE WHEN h.event_source = e.event_source AND h.event_id = e.event_id THEN 1 ELSE 0 END > 0
  WHERE h.load_id = CAST(:load_id AS VARCHAR(64))
) i
CROSS JOIN (
  -- Rows that repeat an event of this load or of another one, and events of which one of them says something else.
  SELECT
    NVL(SUM(e.deliveries - CASE WHEN e.known_sequence IS NULL OR e.known_sequence > e.sequence THEN 1 ELSE 0 END), 0) AS duplicates,
    NVL(SUM(e.is_contradicted), 0) AS collisions
  FROM arrived_event e
) d
LEFT JOIN audit.load_ledger known ON known.load_id = CAST(:load_id AS VARCHAR(64)) AND known.contract = 'claim'
WHERE known.load_id IS NULL;

-- record the objects of claim in audit.loaded_object
INSERT INTO audit.loaded_object (object_key, contract, load_id, row_count)
SELECT staged.object_key, 'claim', CAST(:load_id AS VARCHAR(64)), staged.row_count
FROM (SELECT object_key, COUNT(*) AS row_count FROM staging.claim GROUP BY object_key) staged
LEFT JOIN audit.loaded_object known ON known.object_key = staged.object_key
WHERE known.object_key IS NULL;

-- check the inferred members of star.dim_patient, star.dim_provider, star.dim_payer, star.dim_organization, star.dim_plan
WITH broken AS (
  SELECT CAST('I1 of star.dim_patient' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT k.business_key
    FROM affected_key k
    LEFT JOIN star.dim_patient d ON d.patient_bk = k.business_key
    WHERE k.model = 'dim_patient'
    GROUP BY k.business_key
    HAVING SUM(CASE WHEN d.is_current THEN 1 ELSE 0 END) <> 1
  ) per_key
  UNION ALL
  SELECT CAST('I4 of star.dim_patient' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT k.business_key
    FROM affected_key k
    LEFT JOIN star.dim_patient d ON d.patient_bk = k.business_key
    WHERE k.model = 'dim_patient'
    GROUP BY k.business_key
    HAVING MIN(d.valid_from) <> CAST('1900-01-01 00:00:00' AS TIMESTAMP) OR MAX(d.valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)
  ) per_key
  UNION ALL
  SELECT CAST('I7 of star.dim_patient' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT d.patient_sk
    FROM star.dim_patient d
    JOIN (
      SELECT DISTINCT n.patient_sk AS sk
      FROM star.dim_patient n
      JOIN affected_key k ON k.model = 'dim_patient' AND k.business_key = n.patient_bk
    ) v ON v.sk = d.patient_sk
    GROUP BY d.patient_sk
    HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I1 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT k.business_key
    FROM affected_key k
    LEFT JOIN star.dim_provider d ON d.provider_bk = k.business_key
    WHERE k.model = 'dim_provider'
    GROUP BY k.business_key
    HAVING SUM(CASE WHEN d.is_current THEN 1 ELSE 0 END) <> 1
  ) per_key
  UNION ALL
  SELECT CAST('I4 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT k.business_key
    FROM affected_key k
    LEFT JOIN star.dim_provider d ON d.provider_bk = k.business_key
    WHERE k.model = 'dim_provider'
    GROUP BY k.business_key
    HAVING MIN(d.valid_from) <> CAST('1900-01-01 00:00:00' AS TIMESTAMP) OR MAX(d.valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)
  ) per_key
  UNION ALL
  SELECT CAST('I7 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT d.provider_sk
    FROM star.dim_provider d
    JOIN (
      SELECT DISTINCT n.provider_sk AS sk
      FROM star.dim_provider n
      JOIN affected_key k ON k.model = 'dim_provider' AND k.business_key = n.provider_bk
    ) v ON v.sk = d.provider_sk
    GROUP BY d.provider_sk
    HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I1 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT k.business_key
    FROM affected_key k
    LEFT JOIN star.dim_payer d ON d.payer_bk = k.business_key
    WHERE k.model = 'dim_payer'
    GROUP BY k.business_key
    HAVING SUM(CASE WHEN d.is_current THEN 1 ELSE 0 END) <> 1
  ) per_key
  UNION ALL
  SELECT CAST('I4 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT k.business_key
    FROM affected_key k
    LEFT JOIN star.dim_payer d ON d.payer_bk = k.business_key
    WHERE k.model = 'dim_payer'
    GROUP BY k.business_key
    HAVING MIN(d.valid_from) <> CAST('1900-01-01 00:00:00' AS TIMESTAMP) OR MAX(d.valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)
  ) per_key
  UNION ALL
  SELECT CAST('I7 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT d.payer_sk
    FROM star.dim_payer d
    JOIN (
      SELECT DISTINCT n.payer_sk AS sk
      FROM star.dim_payer n
      JOIN affected_key k ON k.model = 'dim_payer' AND k.business_key = n.payer_bk
    ) v ON v.sk = d.payer_sk
    GROUP BY d.payer_sk
    HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I1 of star.dim_organization' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT k.business_key
    FROM affected_key k
    LEFT JOIN star.dim_organization d ON d.organization_bk = k.business_key
    WHERE k.model = 'dim_organization'
    GROUP BY k.business_key
    HAVING SUM(CASE WHEN d.is_current THEN 1 ELSE 0 END) <> 1
  ) per_key
  UNION ALL
  SELECT CAST('I4 of star.dim_organization' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT k.business_key
    FROM affected_key k
    LEFT JOIN star.dim_organization d ON d.organization_bk = k.business_key
    WHERE k.model = 'dim_organization'
    GROUP BY k.business_key
    HAVING MIN(d.valid_from) <> CAST('1900-01-01 00:00:00' AS TIMESTAMP) OR MAX(d.valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)
  ) per_key
  UNION ALL
  SELECT CAST('I7 of star.dim_organization' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT d.organization_sk
    FROM star.dim_organization d
    JOIN (
      SELECT DISTINCT n.organization_sk AS sk
      FROM star.dim_organization n
      JOIN affected_key k ON k.model = 'dim_organization' AND k.business_key = n.organization_bk
    ) v ON v.sk = d.organization_sk
    GROUP BY d.organization_sk
    HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I1 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT k.business_key
    FROM affected_key k
    LEFT JOIN star.dim_plan d ON d.plan_bk = k.business_key
    WHERE k.model = 'dim_plan'
    GROUP BY k.business_key
    HAVING SUM(CASE WHEN d.is_current THEN 1 ELSE 0 END) <> 1
  ) per_key
  UNION ALL
  SELECT CAST('I4 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT k.business_key
    FROM affected_key k
    LEFT JOIN star.dim_plan d ON d.plan_bk = k.business_key
    WHERE k.model = 'dim_plan'
    GROUP BY k.business_key
    HAVING MIN(d.valid_from) <> CAST('1900-01-01 00:00:00' AS TIMESTAMP) OR MAX(d.valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)
  ) per_key
  UNION ALL
  SELECT CAST('I7 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT d.plan_sk
    FROM star.dim_plan d
    JOIN (
      SELECT DISTINCT n.plan_sk AS sk
      FROM star.dim_plan n
      JOIN affected_key k ON k.model = 'dim_plan' AND k.business_key = n.plan_bk
    ) v ON v.sk = d.plan_sk
    GROUP BY d.plan_sk
    HAVING COUNT(*) > 1
  ) repeated
)
SELECT CAST(CASE WHEN COUNT(*) = 0 THEN '1' ELSE 'invariant ' || MIN(invariant) || ' broken' END AS INTEGER) AS holds
FROM broken;

-- check star.fact_claim
WITH fact AS (
  SELECT
    f.claim_bk, f.patient_sk, f.patient_bk, f.provider_sk, f.provider_bk, f.supervising_provider_sk, f.supervising_provider_bk, f.primary_payer_sk, f.primary_payer_bk, f.secondary_payer_sk, f.secondary_payer_bk, f.organization_sk, f.organization_bk, f.plan_sk, f.plan_bk, f.service_date_key,
    GREATEST(LEAST(f.service_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_claim f
  JOIN affected_key k ON k.model = 'fact_claim' AND k.business_key = f.claim_bk
),
broken AS (
  SELECT CAST(CASE WHEN d0.patient_sk IS NULL OR d1.provider_sk IS NULL OR d2.provider_sk IS NULL OR d3.payer_sk IS NULL OR d4.payer_sk IS NULL OR d5.organization_sk IS NULL OR d6.plan_sk IS NULL OR t0.date_key IS NULL THEN 'I9' ELSE 'I10' END || ' of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d0 ON d0.patient_sk = f.patient_sk
  LEFT JOIN star.dim_provider d1 ON d1.provider_sk = f.provider_sk
  LEFT JOIN star.dim_provider d2 ON d2.provider_sk = f.supervising_provider_sk
  LEFT JOIN star.dim_payer d3 ON d3.payer_sk = f.primary_payer_sk
  LEFT JOIN star.dim_payer d4 ON d4.payer_sk = f.secondary_payer_sk
  LEFT JOIN star.dim_organization d5 ON d5.organization_sk = f.organization_sk
  LEFT JOIN star.dim_plan d6 ON d6.plan_sk = f.plan_sk
  LEFT JOIN star.dim_date t0 ON t0.date_key = f.service_date_key
  WHERE d0.patient_sk IS NULL OR d1.provider_sk IS NULL OR d2.provider_sk IS NULL OR d3.payer_sk IS NULL OR d4.payer_sk IS NULL OR d5.organization_sk IS NULL OR d6.plan_sk IS NULL OR t0.date_key IS NULL
    OR CASE WHEN f.patient_sk < 0 OR (d0.patient_bk = f.patient_bk AND f.moment >= d0.valid_from AND f.moment < d0.valid_to) THEN 0 ELSE 1 END = 1
    OR CASE WHEN f.provider_sk < 0 OR (d1.provider_bk = f.provider_bk AND f.moment >= d1.valid_from AND f.moment < d1.valid_to) THEN 0 ELSE 1 END = 1
    OR CASE WHEN f.supervising_provider_sk < 0 OR (d2.provider_bk = f.supervising_provider_bk AND f.moment >= d2.valid_from AND f.moment < d2.valid_to) THEN 0 ELSE 1 END = 1
    OR CASE WHEN f.primary_payer_sk < 0 OR (d3.payer_bk = f.primary_payer_bk AND f.moment >= d3.valid_from AND f.moment < d3.valid_to) THEN 0 ELSE 1 END = 1
    OR CASE WHEN f.secondary_payer_sk < 0 OR (d4.payer_bk = f.secondary_payer_bk AND f.moment >= d4.valid_from AND f.moment < d4.valid_to) THEN 0 ELSE 1 END = 1
    OR CASE WHEN f.organization_sk < 0 OR (d5.organization_bk = f.organization_bk AND f.moment >= d5.valid_from AND f.moment < d5.valid_to) THEN 0 ELSE 1 END = 1
    OR CASE WHEN f.plan_sk < 0 OR (d6.plan_bk = f.plan_bk AND f.moment >= d6.valid_from AND f.moment < d6.valid_to) THEN 0 ELSE 1 END = 1
  UNION ALL
  SELECT CAST('I10 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE f.patient_sk = -1
  UNION ALL
  SELECT CAST('I10 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  JOIN star.dim_provider d
    ON d.provider_bk = f.provider_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE f.provider_sk = -1
  UNION ALL
  SELECT CAST('I10 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  JOIN star.dim_provider d
    ON d.provider_bk = f.supervising_provider_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE f.supervising_provider_sk = -1
  UNION ALL
  SELECT CAST('I10 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  JOIN star.dim_payer d
    ON d.payer_bk = f.primary_payer_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE f.primary_payer_sk = -1
  UNION ALL
  SELECT CAST('I10 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  JOIN star.dim_payer d
    ON d.payer_bk = f.secondary_payer_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE f.secondary_payer_sk = -1
  UNION ALL
  SELECT CAST('I10 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  JOIN star.dim_organization d
    ON d.organization_bk = f.organization_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE f.organization_sk = -1
  UNION ALL
  SELECT CAST('I10 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  JOIN star.dim_plan d
    ON d.plan_bk = f.plan_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE f.plan_sk = -1
  UNION ALL
  SELECT CAST('I11 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM (SELECT claim_bk FROM fact GROUP BY claim_bk HAVING COUNT(*) > 1) repeated
)
SELECT CAST(CASE WHEN COUNT(*) = 0 THEN '1' ELSE 'invariant ' || MIN(invariant) || ' broken' END AS INTEGER) AS holds
FROM broken;
