-- point star.fact_encounter to the versions that moved
-- A change that arrives late, a deletion or the first record of an inferred member moves the window of a version: facts
-- in the window follow it. An affected key without any version left is an unknown member.
UPDATE star.fact_encounter
SET
  patient_sk = moved.patient_sk,
  organization_sk = moved.organization_sk,
  provider_sk = moved.provider_sk,
  payer_sk = moved.payer_sk
FROM (
  SELECT
    f.encounter_bk,
    NVL(patient.sk, f.patient_sk) AS patient_sk,
    NVL(organization.sk, f.organization_sk) AS organization_sk,
    NVL(provider.sk, f.provider_sk) AS provider_sk,
    NVL(payer.sk, f.payer_sk) AS payer_sk
  FROM star.fact_encounter f
  LEFT JOIN (
    SELECT
      k.business_key AS bk,
      NVL(d.patient_sk, -1) AS sk,
      NVL(d.valid_from, CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS valid_from,
      NVL(d.valid_to, CAST('9999-12-31 00:00:00' AS TIMESTAMP)) AS valid_to
    FROM staging.affected_key k
    LEFT JOIN star.dim_patient d ON d.patient_bk = k.business_key
    WHERE k.model = 'dim_patient'
  ) patient ON patient.bk = f.patient_bk AND f.started_at >= patient.valid_from AND f.started_at < patient.valid_to
  LEFT JOIN (
    SELECT
      k.business_key AS bk,
      NVL(d.organization_sk, -1) AS sk,
      NVL(d.valid_from, CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS valid_from,
      NVL(d.valid_to, CAST('9999-12-31 00:00:00' AS TIMESTAMP)) AS valid_to
    FROM staging.affected_key k
    LEFT JOIN star.dim_organization d ON d.organization_bk = k.business_key
    WHERE k.model = 'dim_organization'
  ) organization ON organization.bk = f.organization_bk AND f.started_at >= organization.valid_from AND f.started_at < organization.valid_to
  LEFT JOIN (
    SELECT
      k.business_key AS bk,
      NVL(d.provider_sk, -1) AS sk,
      NVL(d.valid_from, CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS valid_from,
      NVL(d.valid_to, CAST('9999-12-31 00:00:00' AS TIMESTAMP)) AS valid_to
    FROM staging.affected_key k
    LEFT JOIN star.dim_provider d ON d.provider_bk = k.business_key
    WHERE k.model = 'dim_provider'
  ) provider ON provider.bk = f.provider_bk AND f.started_at >= provider.valid_from AND f.started_at < provider.valid_to
  LEFT JOIN (
    SELECT
      k.business_key AS bk,
      NVL(d.payer_sk, -1) AS sk,
      NVL(d.valid_from, CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS valid_from,
      NVL(d.valid_to, CAST('9999-12-31 00:00:00' AS TIMESTAMP)) AS valid_to
    FROM staging.affected_key k
    LEFT JOIN star.dim_payer d ON d.payer_bk = k.business_key
    WHERE k.model = 'dim_payer'
  ) payer ON payer.bk = f.payer_bk AND f.started_at >= payer.valid_from AND f.started_at < payer.valid_to
  WHERE patient.sk <> f.patient_sk
    OR organization.sk <> f.organization_sk
    OR provider.sk <> f.provider_sk
    OR payer.sk <> f.payer_sk
) moved
WHERE fact_encounter.encounter_bk = moved.encounter_bk;
