-- Generated from contracts/ and the yml of the models by `npm run codegen`: change those and run it again.
-- clear staging.affected_key
DELETE FROM staging.affected_key;

-- list the affected keys
INSERT INTO staging.affected_key (model, business_key)
SELECT DISTINCT CAST('dim_organization' AS VARCHAR(64)) AS model, touched.business_key
FROM (
  SELECT organization_id AS business_key
  FROM history.organization
  WHERE load_id = CAST(:load_id AS VARCHAR(64))
  UNION ALL
  SELECT h.organization_id AS business_key
  FROM staging.organization s
  JOIN history.organization h
    ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence > s.sequence
) touched
UNION ALL
SELECT DISTINCT CAST('dim_patient' AS VARCHAR(64)) AS model, touched.business_key
FROM (
  SELECT patient_id AS business_key
  FROM history.patient
  WHERE load_id = CAST(:load_id AS VARCHAR(64))
  UNION ALL
  SELECT h.patient_id AS business_key
  FROM staging.patient s
  JOIN history.patient h
    ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence > s.sequence
) touched
UNION ALL
SELECT DISTINCT CAST('dim_payer' AS VARCHAR(64)) AS model, touched.business_key
FROM (
  SELECT payer_id AS business_key
  FROM history.payer
  WHERE load_id = CAST(:load_id AS VARCHAR(64))
  UNION ALL
  SELECT h.payer_id AS business_key
  FROM staging.payer s
  JOIN history.payer h
    ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence > s.sequence
) touched
UNION ALL
SELECT DISTINCT CAST('dim_provider' AS VARCHAR(64)) AS model, touched.business_key
FROM (
  SELECT provider_id AS business_key
  FROM history.provider
  WHERE load_id = CAST(:load_id AS VARCHAR(64))
  UNION ALL
  SELECT h.provider_id AS business_key
  FROM staging.provider s
  JOIN history.provider h
    ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence > s.sequence
) touched
UNION ALL
SELECT DISTINCT CAST('fact_encounter' AS VARCHAR(64)) AS model, touched.business_key
FROM (
  SELECT encounter_id AS business_key
  FROM history.encounter
  WHERE load_id = CAST(:load_id AS VARCHAR(64))
  UNION ALL
  SELECT h.encounter_id AS business_key
  FROM staging.encounter s
  JOIN history.encounter h
    ON h.event_source = s.event_source AND h.event_id = s.event_id AND h.sequence > s.sequence
) touched;
