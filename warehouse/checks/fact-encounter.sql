-- Generated from contracts/encounter.ts and warehouse/schema/60-star-fact-encounter.yml by `npm run codegen`: change those and run it again.
-- check star.fact_encounter
WITH fact AS (
  SELECT f.encounter_bk, f.started_at, f.patient_sk, f.patient_bk, f.organization_sk, f.organization_bk, f.provider_sk, f.provider_bk, f.payer_sk, f.payer_bk, f.started_date_key, f.ended_date_key
  FROM star.fact_encounter f
),
broken AS (
  SELECT CAST('I9 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_organization d ON d.organization_sk = f.organization_sk
  WHERE d.organization_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d ON d.provider_sk = f.provider_sk
  WHERE d.provider_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d ON d.payer_sk = f.payer_sk
  WHERE d.payer_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.started_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.ended_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk AND f.started_at >= d.valid_from AND f.started_at < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_organization d
    ON d.organization_bk = f.organization_bk AND f.started_at >= d.valid_from AND f.started_at < d.valid_to
  WHERE NVL(d.organization_sk, -1) <> f.organization_sk AND f.organization_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d
    ON d.provider_bk = f.provider_bk AND f.started_at >= d.valid_from AND f.started_at < d.valid_to
  WHERE NVL(d.provider_sk, -1) <> f.provider_sk AND f.provider_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d
    ON d.payer_bk = f.payer_bk AND f.started_at >= d.valid_from AND f.started_at < d.valid_to
  WHERE NVL(d.payer_sk, -1) <> f.payer_sk AND f.payer_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM (SELECT encounter_bk FROM fact GROUP BY encounter_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;
