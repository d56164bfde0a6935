-- Generated from contracts/encounter.ts and warehouse/schema/60-star-fact-encounter.yml by `npm run codegen`: change those and run it again.
-- check star.fact_encounter
WITH fact AS (
  SELECT f.encounter_bk, f.started_at, f.patient_sk, f.patient_bk, f.organization_sk, f.organization_bk, f.provider_sk, f.provider_bk, f.payer_sk, f.payer_bk, f.started_date_key, f.ended_date_key
  FROM star.fact_encounter f
  LEFT JOIN staging.affected_key k0 ON k0.model = 'fact_encounter' AND k0.business_key = f.encounter_bk
  LEFT JOIN staging.affected_key k1 ON k1.model = 'dim_patient' AND k1.business_key = f.patient_bk
  LEFT JOIN staging.affected_key k2 ON k2.model = 'dim_organization' AND k2.business_key = f.organization_bk
  LEFT JOIN staging.affected_key k3 ON k3.model = 'dim_provider' AND k3.business_key = f.provider_bk
  LEFT JOIN staging.affected_key k4 ON k4.model = 'dim_payer' AND k4.business_key = f.payer_bk
  WHERE k0.business_key IS NOT NULL OR k1.business_key IS NOT NULL OR k2.business_key IS NOT NULL OR k3.business_key IS NOT NULL OR k4.business_key IS NOT NULL
),
broken AS (
  SELECT CAST(CASE WHEN d0.patient_sk IS NULL OR d1.organization_sk IS NULL OR d2.provider_sk IS NULL OR d3.payer_sk IS NULL OR t0.date_key IS NULL OR t1.date_key IS NULL THEN 'I9' ELSE 'I10' END || ' of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d0 ON d0.patient_sk = f.patient_sk
  LEFT JOIN star.dim_organization d1 ON d1.organization_sk = f.organization_sk
  LEFT JOIN star.dim_provider d2 ON d2.provider_sk = f.provider_sk
  LEFT JOIN star.dim_payer d3 ON d3.payer_sk = f.payer_sk
  LEFT JOIN star.dim_date t0 ON t0.date_key = f.started_date_key
  LEFT JOIN star.dim_date t1 ON t1.date_key = f.ended_date_key
  WHERE d0.patient_sk IS NULL OR d1.organization_sk IS NULL OR d2.provider_sk IS NULL OR d3.payer_sk IS NULL OR t0.date_key IS NULL OR t1.date_key IS NULL
    OR CASE WHEN f.patient_sk < 0 OR (d0.patient_bk = f.patient_bk AND f.started_at >= d0.valid_from AND f.started_at < d0.valid_to) THEN 0 ELSE 1 END = 1
    OR CASE WHEN f.organization_sk < 0 OR (d1.organization_bk = f.organization_bk AND f.started_at >= d1.valid_from AND f.started_at < d1.valid_to) THEN 0 ELSE 1 END = 1
    OR CASE WHEN f.provider_sk < 0 OR (d2.provider_bk = f.provider_bk AND f.started_at >= d2.valid_from AND f.started_at < d2.valid_to) THEN 0 ELSE 1 END = 1
    OR CASE WHEN f.payer_sk < 0 OR (d3.payer_bk = f.payer_bk AND f.started_at >= d3.valid_from AND f.started_at < d3.valid_to) THEN 0 ELSE 1 END = 1
  UNION ALL
  SELECT CAST('I10 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM fact f
  JOIN star.dim_patient d ON d.patient_bk = f.patient_bk AND f.started_at >= d.valid_from AND f.started_at < d.valid_to
  WHERE f.patient_sk = -1
  UNION ALL
  SELECT CAST('I10 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM fact f
  JOIN star.dim_organization d ON d.organization_bk = f.organization_bk AND f.started_at >= d.valid_from AND f.started_at < d.valid_to
  WHERE f.organization_sk = -1
  UNION ALL
  SELECT CAST('I10 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM fact f
  JOIN star.dim_provider d ON d.provider_bk = f.provider_bk AND f.started_at >= d.valid_from AND f.started_at < d.valid_to
  WHERE f.provider_sk = -1
  UNION ALL
  SELECT CAST('I10 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM fact f
  JOIN star.dim_payer d ON d.payer_bk = f.payer_bk AND f.started_at >= d.valid_from AND f.started_at < d.valid_to
  WHERE f.payer_sk = -1
  UNION ALL
  SELECT CAST('I11 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM (SELECT encounter_bk FROM fact GROUP BY encounter_bk HAVING COUNT(*) > 1) repeated
)
SELECT CASE WHEN COUNT(*) = 0 THEN 1 ELSE CAST('invariant ' || MIN(invariant) || ' broken' AS INTEGER) END AS holds
FROM broken;
