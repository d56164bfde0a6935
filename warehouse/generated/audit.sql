-- Generated from contracts/records and warehouse/models by `npm run codegen`: change those and run it again.
-- check star.dim_diagnosis
WITH version AS (
  SELECT
    d.diagnosis_sk AS sk, d.diagnosis_bk AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    CAST('1900-01-01 00:00:00' AS TIMESTAMP) AS begins,
    LEAD(d.valid_from) OVER (PARTITION BY d.diagnosis_bk ORDER BY d.valid_from, d.valid_to) AS next_from,
    LEAD(d.row_hash) OVER (PARTITION BY d.diagnosis_bk ORDER BY d.valid_from, d.valid_to) AS next_hash
  FROM star.dim_diagnosis d
),
broken AS (
  SELECT CAST('I1 of star.dim_diagnosis' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1) per_key
  UNION ALL
  SELECT CAST('I1 of star.dim_diagnosis' AS VARCHAR(100)) AS invariant
  FROM history.diagnosis h
  LEFT JOIN star.dim_diagnosis d ON d.diagnosis_bk = h.diagnosis_id
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'diagnosis' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE d.diagnosis_bk IS NULL AND x.event_id IS NULL
  UNION ALL
  SELECT CAST('I2 of star.dim_diagnosis' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from < valid_to
  UNION ALL
  SELECT CAST('I3 of star.dim_diagnosis' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from > valid_to
  UNION ALL
  SELECT CAST('I4 of star.dim_diagnosis' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING MIN(valid_from) <> MIN(begins) OR MAX(valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)) per_key
  UNION ALL
  SELECT CAST('I5 of star.dim_diagnosis' AS VARCHAR(100)) AS invariant
  FROM version WHERE valid_from >= valid_to
  UNION ALL
  SELECT CAST('I6 of star.dim_diagnosis' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_hash = row_hash
  UNION ALL
  SELECT CAST('I7 of star.dim_diagnosis' AS VARCHAR(100)) AS invariant
  FROM (SELECT sk FROM version GROUP BY sk HAVING COUNT(*) > 1) repeated
  UNION ALL
  SELECT CAST('I8 of star.dim_diagnosis' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT CAST(-1 AS BIGINT) AS sk, CAST('(unknown)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-2 AS BIGINT) AS sk, CAST('(not applicable)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-3 AS BIGINT) AS sk, CAST('(invalid)' AS VARCHAR(64)) AS bk
  ) m
  LEFT JOIN star.dim_diagnosis d ON d.diagnosis_sk = m.sk AND d.diagnosis_bk = m.bk
  WHERE d.diagnosis_sk IS NULL
  UNION ALL
  SELECT CAST('I13 of star.dim_diagnosis' AS VARCHAR(100)) AS invariant
  FROM version
  WHERE CASE WHEN is_current THEN 1 ELSE 0 END <> CASE WHEN valid_to = CAST('9999-12-31 00:00:00' AS TIMESTAMP) THEN 1 ELSE 0 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.dim_lab_test
WITH version AS (
  SELECT
    d.lab_test_sk AS sk, d.lab_test_bk AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    CAST('1900-01-01 00:00:00' AS TIMESTAMP) AS begins,
    LEAD(d.valid_from) OVER (PARTITION BY d.lab_test_bk ORDER BY d.valid_from, d.valid_to) AS next_from,
    LEAD(d.row_hash) OVER (PARTITION BY d.lab_test_bk ORDER BY d.valid_from, d.valid_to) AS next_hash
  FROM star.dim_lab_test d
),
broken AS (
  SELECT CAST('I1 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1) per_key
  UNION ALL
  SELECT CAST('I1 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM history.lab_test h
  LEFT JOIN star.dim_lab_test d ON d.lab_test_bk = h.lab_test_id
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'lab_test' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE d.lab_test_bk IS NULL AND x.event_id IS NULL
  UNION ALL
  SELECT CAST('I2 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from < valid_to
  UNION ALL
  SELECT CAST('I3 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from > valid_to
  UNION ALL
  SELECT CAST('I4 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING MIN(valid_from) <> MIN(begins) OR MAX(valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)) per_key
  UNION ALL
  SELECT CAST('I5 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM version WHERE valid_from >= valid_to
  UNION ALL
  SELECT CAST('I6 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_hash = row_hash
  UNION ALL
  SELECT CAST('I7 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM (SELECT sk FROM version GROUP BY sk HAVING COUNT(*) > 1) repeated
  UNION ALL
  SELECT CAST('I8 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT CAST(-1 AS BIGINT) AS sk, CAST('(unknown)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-2 AS BIGINT) AS sk, CAST('(not applicable)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-3 AS BIGINT) AS sk, CAST('(invalid)' AS VARCHAR(64)) AS bk
  ) m
  LEFT JOIN star.dim_lab_test d ON d.lab_test_sk = m.sk AND d.lab_test_bk = m.bk
  WHERE d.lab_test_sk IS NULL
  UNION ALL
  SELECT CAST('I13 of star.dim_lab_test' AS VARCHAR(100)) AS invariant
  FROM version
  WHERE CASE WHEN is_current THEN 1 ELSE 0 END <> CASE WHEN valid_to = CAST('9999-12-31 00:00:00' AS TIMESTAMP) THEN 1 ELSE 0 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.dim_medication
WITH version AS (
  SELECT
    d.medication_sk AS sk, d.medication_bk AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    CAST('1900-01-01 00:00:00' AS TIMESTAMP) AS begins,
    LEAD(d.valid_from) OVER (PARTITION BY d.medication_bk ORDER BY d.valid_from, d.valid_to) AS next_from,
    LEAD(d.row_hash) OVER (PARTITION BY d.medication_bk ORDER BY d.valid_from, d.valid_to) AS next_hash
  FROM star.dim_medication d
),
broken AS (
  SELECT CAST('I1 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1) per_key
  UNION ALL
  SELECT CAST('I1 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM history.medication h
  LEFT JOIN star.dim_medication d ON d.medication_bk = h.medication_id
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'medication' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE d.medication_bk IS NULL AND x.event_id IS NULL
  UNION ALL
  SELECT CAST('I2 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from < valid_to
  UNION ALL
  SELECT CAST('I3 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from > valid_to
  UNION ALL
  SELECT CAST('I4 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING MIN(valid_from) <> MIN(begins) OR MAX(valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)) per_key
  UNION ALL
  SELECT CAST('I5 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM version WHERE valid_from >= valid_to
  UNION ALL
  SELECT CAST('I6 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_hash = row_hash
  UNION ALL
  SELECT CAST('I7 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM (SELECT sk FROM version GROUP BY sk HAVING COUNT(*) > 1) repeated
  UNION ALL
  SELECT CAST('I8 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT CAST(-1 AS BIGINT) AS sk, CAST('(unknown)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-2 AS BIGINT) AS sk, CAST('(not applicable)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-3 AS BIGINT) AS sk, CAST('(invalid)' AS VARCHAR(64)) AS bk
  ) m
  LEFT JOIN star.dim_medication d ON d.medication_sk = m.sk AND d.medication_bk = m.bk
  WHERE d.medication_sk IS NULL
  UNION ALL
  SELECT CAST('I13 of star.dim_medication' AS VARCHAR(100)) AS invariant
  FROM version
  WHERE CASE WHEN is_current THEN 1 ELSE 0 END <> CASE WHEN valid_to = CAST('9999-12-31 00:00:00' AS TIMESTAMP) THEN 1 ELSE 0 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.dim_organization
WITH version AS (
  SELECT
    d.organization_sk AS sk, d.organization_bk AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    CAST('1900-01-01 00:00:00' AS TIMESTAMP) AS begins,
    LEAD(d.valid_from) OVER (PARTITION BY d.organization_bk ORDER BY d.valid_from, d.valid_to) AS next_from,
    LEAD(d.row_hash) OVER (PARTITION BY d.organization_bk ORDER BY d.valid_from, d.valid_to) AS next_hash
  FROM star.dim_organization d
),
broken AS (
  SELECT CAST('I1 of star.dim_organization' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1) per_key
  UNION ALL
  SELECT CAST('I1 of star.dim_organization' AS VARCHAR(100)) AS invariant
  FROM history.organization h
  LEFT JOIN star.dim_organization d ON d.organization_bk = h.organization_id
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'organization' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE d.organization_bk IS NULL AND x.event_id IS NULL
  UNION ALL
  SELECT CAST('I2 of star.dim_organization' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from < valid_to
  UNION ALL
  SELECT CAST('I3 of star.dim_organization' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from > valid_to
  UNION ALL
  SELECT CAST('I4 of star.dim_organization' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING MIN(valid_from) <> MIN(begins) OR MAX(valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)) per_key
  UNION ALL
  SELECT CAST('I5 of star.dim_organization' AS VARCHAR(100)) AS invariant
  FROM version WHERE valid_from >= valid_to
  UNION ALL
  SELECT CAST('I6 of star.dim_organization' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_hash = row_hash
  UNION ALL
  SELECT CAST('I7 of star.dim_organization' AS VARCHAR(100)) AS invariant
  FROM (SELECT sk FROM version GROUP BY sk HAVING COUNT(*) > 1) repeated
  UNION ALL
  SELECT CAST('I8 of star.dim_organization' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT CAST(-1 AS BIGINT) AS sk, CAST('(unknown)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-2 AS BIGINT) AS sk, CAST('(not applicable)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-3 AS BIGINT) AS sk, CAST('(invalid)' AS VARCHAR(64)) AS bk
  ) m
  LEFT JOIN star.dim_organization d ON d.organization_sk = m.sk AND d.organization_bk = m.bk
  WHERE d.organization_sk IS NULL
  UNION ALL
  SELECT CAST('I13 of star.dim_organization' AS VARCHAR(100)) AS invariant
  FROM version
  WHERE CASE WHEN is_current THEN 1 ELSE 0 END <> CASE WHEN valid_to = CAST('9999-12-31 00:00:00' AS TIMESTAMP) THEN 1 ELSE 0 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.dim_department
WITH version AS (
  SELECT
    d.department_sk AS sk, d.department_bk AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    CAST('1900-01-01 00:00:00' AS TIMESTAMP) AS begins,
    LEAD(d.valid_from) OVER (PARTITION BY d.department_bk ORDER BY d.valid_from, d.valid_to) AS next_from,
    LEAD(d.row_hash) OVER (PARTITION BY d.department_bk ORDER BY d.valid_from, d.valid_to) AS next_hash
  FROM star.dim_department d
),
broken AS (
  SELECT CAST('I1 of star.dim_department' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1) per_key
  UNION ALL
  SELECT CAST('I1 of star.dim_department' AS VARCHAR(100)) AS invariant
  FROM history.department h
  LEFT JOIN star.dim_department d ON d.department_bk = h.department_id
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'department' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE d.department_bk IS NULL AND x.event_id IS NULL
  UNION ALL
  SELECT CAST('I2 of star.dim_department' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from < valid_to
  UNION ALL
  SELECT CAST('I3 of star.dim_department' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from > valid_to
  UNION ALL
  SELECT CAST('I4 of star.dim_department' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING MIN(valid_from) <> MIN(begins) OR MAX(valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)) per_key
  UNION ALL
  SELECT CAST('I5 of star.dim_department' AS VARCHAR(100)) AS invariant
  FROM version WHERE valid_from >= valid_to
  UNION ALL
  SELECT CAST('I6 of star.dim_department' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_hash = row_hash
  UNION ALL
  SELECT CAST('I7 of star.dim_department' AS VARCHAR(100)) AS invariant
  FROM (SELECT sk FROM version GROUP BY sk HAVING COUNT(*) > 1) repeated
  UNION ALL
  SELECT CAST('I8 of star.dim_department' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT CAST(-1 AS BIGINT) AS sk, CAST('(unknown)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-2 AS BIGINT) AS sk, CAST('(not applicable)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-3 AS BIGINT) AS sk, CAST('(invalid)' AS VARCHAR(64)) AS bk
  ) m
  LEFT JOIN star.dim_department d ON d.department_sk = m.sk AND d.department_bk = m.bk
  WHERE d.department_sk IS NULL
  UNION ALL
  SELECT CAST('I13 of star.dim_department' AS VARCHAR(100)) AS invariant
  FROM version
  WHERE CASE WHEN is_current THEN 1 ELSE 0 END <> CASE WHEN valid_to = CAST('9999-12-31 00:00:00' AS TIMESTAMP) THEN 1 ELSE 0 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.dim_patient
WITH version AS (
  SELECT
    d.patient_sk AS sk, d.patient_bk AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    CAST('1900-01-01 00:00:00' AS TIMESTAMP) AS begins,
    LEAD(d.valid_from) OVER (PARTITION BY d.patient_bk ORDER BY d.valid_from, d.valid_to) AS next_from,
    LEAD(d.row_hash) OVER (PARTITION BY d.patient_bk ORDER BY d.valid_from, d.valid_to) AS next_hash
  FROM star.dim_patient d
),
broken AS (
  SELECT CAST('I1 of star.dim_patient' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1) per_key
  UNION ALL
  SELECT CAST('I1 of star.dim_patient' AS VARCHAR(100)) AS invariant
  FROM history.patient h
  LEFT JOIN star.dim_patient d ON d.patient_bk = h.patient_id
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'patient' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE d.patient_bk IS NULL AND x.event_id IS NULL
  UNION ALL
  SELECT CAST('I2 of star.dim_patient' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from < valid_to
  UNION ALL
  SELECT CAST('I3 of star.dim_patient' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from > valid_to
  UNION ALL
  SELECT CAST('I4 of star.dim_patient' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING MIN(valid_from) <> MIN(begins) OR MAX(valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)) per_key
  UNION ALL
  SELECT CAST('I5 of star.dim_patient' AS VARCHAR(100)) AS invariant
  FROM version WHERE valid_from >= valid_to
  UNION ALL
  SELECT CAST('I6 of star.dim_patient' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_hash = row_hash
  UNION ALL
  SELECT CAST('I7 of star.dim_patient' AS VARCHAR(100)) AS invariant
  FROM (SELECT sk FROM version GROUP BY sk HAVING COUNT(*) > 1) repeated
  UNION ALL
  SELECT CAST('I8 of star.dim_patient' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT CAST(-1 AS BIGINT) AS sk, CAST('(unknown)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-2 AS BIGINT) AS sk, CAST('(not applicable)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-3 AS BIGINT) AS sk, CAST('(invalid)' AS VARCHAR(64)) AS bk
  ) m
  LEFT JOIN star.dim_patient d ON d.patient_sk = m.sk AND d.patient_bk = m.bk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I13 of star.dim_patient' AS VARCHAR(100)) AS invariant
  FROM version
  WHERE CASE WHEN is_current THEN 1 ELSE 0 END <> CASE WHEN valid_to = CAST('9999-12-31 00:00:00' AS TIMESTAMP) THEN 1 ELSE 0 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.dim_payer
WITH version AS (
  SELECT
    d.payer_sk AS sk, d.payer_bk AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    CAST('1900-01-01 00:00:00' AS TIMESTAMP) AS begins,
    LEAD(d.valid_from) OVER (PARTITION BY d.payer_bk ORDER BY d.valid_from, d.valid_to) AS next_from,
    LEAD(d.row_hash) OVER (PARTITION BY d.payer_bk ORDER BY d.valid_from, d.valid_to) AS next_hash
  FROM star.dim_payer d
),
broken AS (
  SELECT CAST('I1 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1) per_key
  UNION ALL
  SELECT CAST('I1 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM history.payer h
  LEFT JOIN star.dim_payer d ON d.payer_bk = h.payer_id
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'payer' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE d.payer_bk IS NULL AND x.event_id IS NULL
  UNION ALL
  SELECT CAST('I2 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from < valid_to
  UNION ALL
  SELECT CAST('I3 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from > valid_to
  UNION ALL
  SELECT CAST('I4 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING MIN(valid_from) <> MIN(begins) OR MAX(valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)) per_key
  UNION ALL
  SELECT CAST('I5 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM version WHERE valid_from >= valid_to
  UNION ALL
  SELECT CAST('I6 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_hash = row_hash
  UNION ALL
  SELECT CAST('I7 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM (SELECT sk FROM version GROUP BY sk HAVING COUNT(*) > 1) repeated
  UNION ALL
  SELECT CAST('I8 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT CAST(-1 AS BIGINT) AS sk, CAST('(unknown)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-2 AS BIGINT) AS sk, CAST('(not applicable)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-3 AS BIGINT) AS sk, CAST('(invalid)' AS VARCHAR(64)) AS bk
  ) m
  LEFT JOIN star.dim_payer d ON d.payer_sk = m.sk AND d.payer_bk = m.bk
  WHERE d.payer_sk IS NULL
  UNION ALL
  SELECT CAST('I13 of star.dim_payer' AS VARCHAR(100)) AS invariant
  FROM version
  WHERE CASE WHEN is_current THEN 1 ELSE 0 END <> CASE WHEN valid_to = CAST('9999-12-31 00:00:00' AS TIMESTAMP) THEN 1 ELSE 0 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.dim_plan
WITH version AS (
  SELECT
    d.plan_sk AS sk, d.plan_bk AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    CAST('1900-01-01 00:00:00' AS TIMESTAMP) AS begins,
    LEAD(d.valid_from) OVER (PARTITION BY d.plan_bk ORDER BY d.valid_from, d.valid_to) AS next_from,
    LEAD(d.row_hash) OVER (PARTITION BY d.plan_bk ORDER BY d.valid_from, d.valid_to) AS next_hash
  FROM star.dim_plan d
),
broken AS (
  SELECT CAST('I1 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1) per_key
  UNION ALL
  SELECT CAST('I1 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM history.plan h
  LEFT JOIN star.dim_plan d ON d.plan_bk = h.plan_id
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'plan' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE d.plan_bk IS NULL AND x.event_id IS NULL
  UNION ALL
  SELECT CAST('I2 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from < valid_to
  UNION ALL
  SELECT CAST('I3 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from > valid_to
  UNION ALL
  SELECT CAST('I4 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING MIN(valid_from) <> MIN(begins) OR MAX(valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)) per_key
  UNION ALL
  SELECT CAST('I5 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM version WHERE valid_from >= valid_to
  UNION ALL
  SELECT CAST('I6 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_hash = row_hash
  UNION ALL
  SELECT CAST('I7 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM (SELECT sk FROM version GROUP BY sk HAVING COUNT(*) > 1) repeated
  UNION ALL
  SELECT CAST('I8 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT CAST(-1 AS BIGINT) AS sk, CAST('(unknown)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-2 AS BIGINT) AS sk, CAST('(not applicable)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-3 AS BIGINT) AS sk, CAST('(invalid)' AS VARCHAR(64)) AS bk
  ) m
  LEFT JOIN star.dim_plan d ON d.plan_sk = m.sk AND d.plan_bk = m.bk
  WHERE d.plan_sk IS NULL
  UNION ALL
  SELECT CAST('I13 of star.dim_plan' AS VARCHAR(100)) AS invariant
  FROM version
  WHERE CASE WHEN is_current THEN 1 ELSE 0 END <> CASE WHEN valid_to = CAST('9999-12-31 00:00:00' AS TIMESTAMP) THEN 1 ELSE 0 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.dim_procedure_code
WITH version AS (
  SELECT
    d.procedure_code_sk AS sk, d.procedure_code_bk AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    CAST('1900-01-01 00:00:00' AS TIMESTAMP) AS begins,
    LEAD(d.valid_from) OVER (PARTITION BY d.procedure_code_bk ORDER BY d.valid_from, d.valid_to) AS next_from,
    LEAD(d.row_hash) OVER (PARTITION BY d.procedure_code_bk ORDER BY d.valid_from, d.valid_to) AS next_hash
  FROM star.dim_procedure_code d
),
broken AS (
  SELECT CAST('I1 of star.dim_procedure_code' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1) per_key
  UNION ALL
  SELECT CAST('I1 of star.dim_procedure_code' AS VARCHAR(100)) AS invariant
  FROM history.procedure_code h
  LEFT JOIN star.dim_procedure_code d ON d.procedure_code_bk = h.procedure_code_id
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'procedure_code' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE d.procedure_code_bk IS NULL AND x.event_id IS NULL
  UNION ALL
  SELECT CAST('I2 of star.dim_procedure_code' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from < valid_to
  UNION ALL
  SELECT CAST('I3 of star.dim_procedure_code' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from > valid_to
  UNION ALL
  SELECT CAST('I4 of star.dim_procedure_code' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING MIN(valid_from) <> MIN(begins) OR MAX(valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)) per_key
  UNION ALL
  SELECT CAST('I5 of star.dim_procedure_code' AS VARCHAR(100)) AS invariant
  FROM version WHERE valid_from >= valid_to
  UNION ALL
  SELECT CAST('I6 of star.dim_procedure_code' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_hash = row_hash
  UNION ALL
  SELECT CAST('I7 of star.dim_procedure_code' AS VARCHAR(100)) AS invariant
  FROM (SELECT sk FROM version GROUP BY sk HAVING COUNT(*) > 1) repeated
  UNION ALL
  SELECT CAST('I8 of star.dim_procedure_code' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT CAST(-1 AS BIGINT) AS sk, CAST('(unknown)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-2 AS BIGINT) AS sk, CAST('(not applicable)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-3 AS BIGINT) AS sk, CAST('(invalid)' AS VARCHAR(64)) AS bk
  ) m
  LEFT JOIN star.dim_procedure_code d ON d.procedure_code_sk = m.sk AND d.procedure_code_bk = m.bk
  WHERE d.procedure_code_sk IS NULL
  UNION ALL
  SELECT CAST('I13 of star.dim_procedure_code' AS VARCHAR(100)) AS invariant
  FROM version
  WHERE CASE WHEN is_current THEN 1 ELSE 0 END <> CASE WHEN valid_to = CAST('9999-12-31 00:00:00' AS TIMESTAMP) THEN 1 ELSE 0 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.dim_provider
WITH version AS (
  SELECT
    d.provider_sk AS sk, d.provider_bk AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    CAST('1900-01-01 00:00:00' AS TIMESTAMP) AS begins,
    LEAD(d.valid_from) OVER (PARTITION BY d.provider_bk ORDER BY d.valid_from, d.valid_to) AS next_from,
    LEAD(d.row_hash) OVER (PARTITION BY d.provider_bk ORDER BY d.valid_from, d.valid_to) AS next_hash
  FROM star.dim_provider d
),
broken AS (
  SELECT CAST('I1 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1) per_key
  UNION ALL
  SELECT CAST('I1 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM history.provider h
  LEFT JOIN star.dim_provider d ON d.provider_bk = h.provider_id
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'provider' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE d.provider_bk IS NULL AND x.event_id IS NULL
  UNION ALL
  SELECT CAST('I2 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from < valid_to
  UNION ALL
  SELECT CAST('I3 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from > valid_to
  UNION ALL
  SELECT CAST('I4 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING MIN(valid_from) <> MIN(begins) OR MAX(valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)) per_key
  UNION ALL
  SELECT CAST('I5 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM version WHERE valid_from >= valid_to
  UNION ALL
  SELECT CAST('I6 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_hash = row_hash
  UNION ALL
  SELECT CAST('I7 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM (SELECT sk FROM version GROUP BY sk HAVING COUNT(*) > 1) repeated
  UNION ALL
  SELECT CAST('I8 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT CAST(-1 AS BIGINT) AS sk, CAST('(unknown)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-2 AS BIGINT) AS sk, CAST('(not applicable)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-3 AS BIGINT) AS sk, CAST('(invalid)' AS VARCHAR(64)) AS bk
  ) m
  LEFT JOIN star.dim_provider d ON d.provider_sk = m.sk AND d.provider_bk = m.bk
  WHERE d.provider_sk IS NULL
  UNION ALL
  SELECT CAST('I13 of star.dim_provider' AS VARCHAR(100)) AS invariant
  FROM version
  WHERE CASE WHEN is_current THEN 1 ELSE 0 END <> CASE WHEN valid_to = CAST('9999-12-31 00:00:00' AS TIMESTAMP) THEN 1 ELSE 0 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.dim_supply_item
WITH version AS (
  SELECT
    d.supply_item_sk AS sk, d.supply_item_bk AS bk, d.valid_from, d.valid_to, d.is_current, d.row_hash,
    CAST('1900-01-01 00:00:00' AS TIMESTAMP) AS begins,
    LEAD(d.valid_from) OVER (PARTITION BY d.supply_item_bk ORDER BY d.valid_from, d.valid_to) AS next_from,
    LEAD(d.row_hash) OVER (PARTITION BY d.supply_item_bk ORDER BY d.valid_from, d.valid_to) AS next_hash
  FROM star.dim_supply_item d
),
broken AS (
  SELECT CAST('I1 of star.dim_supply_item' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING SUM(CASE WHEN is_current THEN 1 ELSE 0 END) <> 1) per_key
  UNION ALL
  SELECT CAST('I1 of star.dim_supply_item' AS VARCHAR(100)) AS invariant
  FROM history.supply_item h
  LEFT JOIN star.dim_supply_item d ON d.supply_item_bk = h.supply_item_id
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'supply_item' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE d.supply_item_bk IS NULL AND x.event_id IS NULL
  UNION ALL
  SELECT CAST('I2 of star.dim_supply_item' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from < valid_to
  UNION ALL
  SELECT CAST('I3 of star.dim_supply_item' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_from > valid_to
  UNION ALL
  SELECT CAST('I4 of star.dim_supply_item' AS VARCHAR(100)) AS invariant
  FROM (SELECT bk FROM version GROUP BY bk HAVING MIN(valid_from) <> MIN(begins) OR MAX(valid_to) <> CAST('9999-12-31 00:00:00' AS TIMESTAMP)) per_key
  UNION ALL
  SELECT CAST('I5 of star.dim_supply_item' AS VARCHAR(100)) AS invariant
  FROM version WHERE valid_from >= valid_to
  UNION ALL
  SELECT CAST('I6 of star.dim_supply_item' AS VARCHAR(100)) AS invariant
  FROM version WHERE next_hash = row_hash
  UNION ALL
  SELECT CAST('I7 of star.dim_supply_item' AS VARCHAR(100)) AS invariant
  FROM (SELECT sk FROM version GROUP BY sk HAVING COUNT(*) > 1) repeated
  UNION ALL
  SELECT CAST('I8 of star.dim_supply_item' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT CAST(-1 AS BIGINT) AS sk, CAST('(unknown)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-2 AS BIGINT) AS sk, CAST('(not applicable)' AS VARCHAR(64)) AS bk
    UNION ALL SELECT CAST(-3 AS BIGINT) AS sk, CAST('(invalid)' AS VARCHAR(64)) AS bk
  ) m
  LEFT JOIN star.dim_supply_item d ON d.supply_item_sk = m.sk AND d.supply_item_bk = m.bk
  WHERE d.supply_item_sk IS NULL
  UNION ALL
  SELECT CAST('I13 of star.dim_supply_item' AS VARCHAR(100)) AS invariant
  FROM version
  WHERE CASE WHEN is_current THEN 1 ELSE 0 END <> CASE WHEN valid_to = CAST('9999-12-31 00:00:00' AS TIMESTAMP) THEN 1 ELSE 0 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_coverage_period
WITH fact AS (
  SELECT
    f.coverage_period_bk, f.patient_sk, f.patient_bk, f.payer_sk, f.payer_bk, f.plan_sk, f.plan_bk, f.secondary_payer_sk, f.secondary_payer_bk, f.enrolled_date_key, f.started_date_key, f.ended_date_key,
    GREATEST(LEAST(f.enrolled_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_coverage_period f
),
broken AS (
  SELECT CAST('I9 of star.fact_coverage_period' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_coverage_period' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d ON d.payer_sk = f.payer_sk
  WHERE d.payer_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_coverage_period' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_plan d ON d.plan_sk = f.plan_sk
  WHERE d.plan_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_coverage_period' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d ON d.payer_sk = f.secondary_payer_sk
  WHERE d.payer_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_coverage_period' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.enrolled_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_coverage_period' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.started_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_coverage_period' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.ended_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_coverage_period' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_coverage_period' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d
    ON d.payer_bk = f.payer_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.payer_sk, -1) <> f.payer_sk AND f.payer_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_coverage_period' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_plan d
    ON d.plan_bk = f.plan_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.plan_sk, -1) <> f.plan_sk AND f.plan_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_coverage_period' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d
    ON d.payer_bk = f.secondary_payer_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.payer_sk, -1) <> f.secondary_payer_sk AND f.secondary_payer_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_coverage_period' AS VARCHAR(100)) AS invariant
  FROM (SELECT coverage_period_bk FROM fact GROUP BY coverage_period_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_encounter
WITH fact AS (
  SELECT
    f.encounter_bk, f.patient_sk, f.patient_bk, f.organization_sk, f.organization_bk, f.provider_sk, f.provider_bk, f.payer_sk, f.payer_bk, f.started_date_key, f.ended_date_key,
    GREATEST(LEAST(f.started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
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
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_organization d
    ON d.organization_bk = f.organization_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.organization_sk, -1) <> f.organization_sk AND f.organization_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d
    ON d.provider_bk = f.provider_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.provider_sk, -1) <> f.provider_sk AND f.provider_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d
    ON d.payer_bk = f.payer_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.payer_sk, -1) <> f.payer_sk AND f.payer_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_encounter' AS VARCHAR(100)) AS invariant
  FROM (SELECT encounter_bk FROM fact GROUP BY encounter_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_allergy
WITH fact AS (
  SELECT
    f.allergy_bk, f.patient_sk, f.patient_bk, f.found_date_key, f.over_date_key,
    GREATEST(LEAST(f.found_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_allergy f
),
broken AS (
  SELECT CAST('I9 of star.fact_allergy' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_allergy' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.found_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_allergy' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.over_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_allergy' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_allergy' AS VARCHAR(100)) AS invariant
  FROM (SELECT allergy_bk FROM fact GROUP BY allergy_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_appointment
WITH fact AS (
  SELECT
    f.appointment_bk, f.patient_sk, f.patient_bk, f.provider_sk, f.provider_bk, f.organization_sk, f.organization_bk, f.department_sk, f.department_bk, f.payer_sk, f.payer_bk, f.status_date_key, f.starts_date_key, f.booked_date_key, f.checked_in_date_key,
    GREATEST(LEAST(f.status_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_appointment f
),
broken AS (
  SELECT CAST('I9 of star.fact_appointment' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_appointment' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d ON d.provider_sk = f.provider_sk
  WHERE d.provider_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_appointment' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_organization d ON d.organization_sk = f.organization_sk
  WHERE d.organization_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_appointment' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_department d ON d.department_sk = f.department_sk
  WHERE d.department_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_appointment' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d ON d.payer_sk = f.payer_sk
  WHERE d.payer_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_appointment' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.status_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_appointment' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.starts_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_appointment' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.booked_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_appointment' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.checked_in_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_appointment' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_appointment' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d
    ON d.provider_bk = f.provider_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.provider_sk, -1) <> f.provider_sk AND f.provider_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_appointment' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_organization d
    ON d.organization_bk = f.organization_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.organization_sk, -1) <> f.organization_sk AND f.organization_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_appointment' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_department d
    ON d.department_bk = f.department_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.department_sk, -1) <> f.department_sk AND f.department_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_appointment' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d
    ON d.payer_bk = f.payer_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.payer_sk, -1) <> f.payer_sk AND f.payer_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_appointment' AS VARCHAR(100)) AS invariant
  FROM (SELECT appointment_bk FROM fact GROUP BY appointment_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_care_plan
WITH fact AS (
  SELECT
    f.care_plan_bk, f.patient_sk, f.patient_bk, f.started_date_key, f.ended_date_key,
    GREATEST(LEAST(f.started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_care_plan f
),
broken AS (
  SELECT CAST('I9 of star.fact_care_plan' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_care_plan' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.started_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_care_plan' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.ended_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_care_plan' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_care_plan' AS VARCHAR(100)) AS invariant
  FROM (SELECT care_plan_bk FROM fact GROUP BY care_plan_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_claim
WITH fact AS (
  SELECT
    f.claim_bk, f.patient_sk, f.patient_bk, f.provider_sk, f.provider_bk, f.supervising_provider_sk, f.supervising_provider_bk, f.primary_payer_sk, f.primary_payer_bk, f.secondary_payer_sk, f.secondary_payer_bk, f.organization_sk, f.organization_bk, f.plan_sk, f.plan_bk, f.service_date_key,
    GREATEST(LEAST(f.service_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_claim f
),
broken AS (
  SELECT CAST('I9 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d ON d.provider_sk = f.provider_sk
  WHERE d.provider_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d ON d.provider_sk = f.supervising_provider_sk
  WHERE d.provider_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d ON d.payer_sk = f.primary_payer_sk
  WHERE d.payer_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d ON d.payer_sk = f.secondary_payer_sk
  WHERE d.payer_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_organization d ON d.organization_sk = f.organization_sk
  WHERE d.organization_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_plan d ON d.plan_sk = f.plan_sk
  WHERE d.plan_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.service_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d
    ON d.provider_bk = f.provider_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.provider_sk, -1) <> f.provider_sk AND f.provider_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d
    ON d.provider_bk = f.supervising_provider_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.provider_sk, -1) <> f.supervising_provider_sk AND f.supervising_provider_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d
    ON d.payer_bk = f.primary_payer_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.payer_sk, -1) <> f.primary_payer_sk AND f.primary_payer_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d
    ON d.payer_bk = f.secondary_payer_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.payer_sk, -1) <> f.secondary_payer_sk AND f.secondary_payer_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_organization d
    ON d.organization_bk = f.organization_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.organization_sk, -1) <> f.organization_sk AND f.organization_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_plan d
    ON d.plan_bk = f.plan_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.plan_sk, -1) <> f.plan_sk AND f.plan_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_claim' AS VARCHAR(100)) AS invariant
  FROM (SELECT claim_bk FROM fact GROUP BY claim_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_claim_transaction
WITH fact AS (
  SELECT
    f.claim_transaction_bk, f.patient_sk, f.patient_bk, f.organization_sk, f.organization_bk, f.provider_sk, f.provider_bk, f.supervising_provider_sk, f.supervising_provider_bk, f.from_date_key, f.to_date_key,
    GREATEST(LEAST(f.from_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_claim_transaction f
),
broken AS (
  SELECT CAST('I9 of star.fact_claim_transaction' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_claim_transaction' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_organization d ON d.organization_sk = f.organization_sk
  WHERE d.organization_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_claim_transaction' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d ON d.provider_sk = f.provider_sk
  WHERE d.provider_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_claim_transaction' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d ON d.provider_sk = f.supervising_provider_sk
  WHERE d.provider_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_claim_transaction' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.from_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_claim_transaction' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.to_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_claim_transaction' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_claim_transaction' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_organization d
    ON d.organization_bk = f.organization_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.organization_sk, -1) <> f.organization_sk AND f.organization_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_claim_transaction' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d
    ON d.provider_bk = f.provider_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.provider_sk, -1) <> f.provider_sk AND f.provider_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_claim_transaction' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d
    ON d.provider_bk = f.supervising_provider_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.provider_sk, -1) <> f.supervising_provider_sk AND f.supervising_provider_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_claim_transaction' AS VARCHAR(100)) AS invariant
  FROM (SELECT claim_transaction_bk FROM fact GROUP BY claim_transaction_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_condition
WITH fact AS (
  SELECT
    f.condition_bk, f.patient_sk, f.patient_bk, f.diagnosis_sk, f.diagnosis_bk, f.onset_date_key, f.abated_date_key,
    GREATEST(LEAST(f.onset_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_condition f
),
broken AS (
  SELECT CAST('I9 of star.fact_condition' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_condition' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_diagnosis d ON d.diagnosis_sk = f.diagnosis_sk
  WHERE d.diagnosis_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_condition' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.onset_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_condition' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.abated_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_condition' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_condition' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_diagnosis d
    ON d.diagnosis_bk = f.diagnosis_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.diagnosis_sk, -1) <> f.diagnosis_sk AND f.diagnosis_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_condition' AS VARCHAR(100)) AS invariant
  FROM (SELECT condition_bk FROM fact GROUP BY condition_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_device
WITH fact AS (
  SELECT
    f.device_bk, f.patient_sk, f.patient_bk, f.started_date_key, f.ended_date_key,
    GREATEST(LEAST(f.started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_device f
),
broken AS (
  SELECT CAST('I9 of star.fact_device' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_device' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.started_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_device' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.ended_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_device' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_device' AS VARCHAR(100)) AS invariant
  FROM (SELECT device_bk FROM fact GROUP BY device_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_imaging_study
WITH fact AS (
  SELECT
    f.imaging_study_bk, f.patient_sk, f.patient_bk, f.procedure_code_sk, f.procedure_code_bk, f.started_date_key,
    GREATEST(LEAST(f.started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_imaging_study f
),
broken AS (
  SELECT CAST('I9 of star.fact_imaging_study' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_imaging_study' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_procedure_code d ON d.procedure_code_sk = f.procedure_code_sk
  WHERE d.procedure_code_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_imaging_study' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.started_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_imaging_study' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_imaging_study' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_procedure_code d
    ON d.procedure_code_bk = f.procedure_code_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.procedure_code_sk, -1) <> f.procedure_code_sk AND f.procedure_code_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_imaging_study' AS VARCHAR(100)) AS invariant
  FROM (SELECT imaging_study_bk FROM fact GROUP BY imaging_study_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_immunization
WITH fact AS (
  SELECT
    f.immunization_bk, f.patient_sk, f.patient_bk, f.given_date_key,
    GREATEST(LEAST(f.given_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_immunization f
),
broken AS (
  SELECT CAST('I9 of star.fact_immunization' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_immunization' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.given_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_immunization' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_immunization' AS VARCHAR(100)) AS invariant
  FROM (SELECT immunization_bk FROM fact GROUP BY immunization_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_lab_result
WITH fact AS (
  SELECT
    f.lab_result_bk, f.patient_sk, f.patient_bk, f.provider_sk, f.provider_bk, f.organization_sk, f.organization_bk, f.lab_test_sk, f.lab_test_bk, f.collected_date_key, f.resulted_date_key,
    GREATEST(LEAST(f.collected_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_lab_result f
),
broken AS (
  SELECT CAST('I9 of star.fact_lab_result' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_lab_result' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d ON d.provider_sk = f.provider_sk
  WHERE d.provider_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_lab_result' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_organization d ON d.organization_sk = f.organization_sk
  WHERE d.organization_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_lab_result' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_lab_test d ON d.lab_test_sk = f.lab_test_sk
  WHERE d.lab_test_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_lab_result' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.collected_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_lab_result' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.resulted_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_lab_result' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_lab_result' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d
    ON d.provider_bk = f.provider_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.provider_sk, -1) <> f.provider_sk AND f.provider_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_lab_result' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_organization d
    ON d.organization_bk = f.organization_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.organization_sk, -1) <> f.organization_sk AND f.organization_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_lab_result' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_lab_test d
    ON d.lab_test_bk = f.lab_test_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.lab_test_sk, -1) <> f.lab_test_sk AND f.lab_test_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_lab_result' AS VARCHAR(100)) AS invariant
  FROM (SELECT lab_result_bk FROM fact GROUP BY lab_result_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_medication_order
WITH fact AS (
  SELECT
    f.medication_order_bk, f.patient_sk, f.patient_bk, f.provider_sk, f.provider_bk, f.payer_sk, f.payer_bk, f.medication_sk, f.medication_bk, f.started_date_key, f.ended_date_key,
    GREATEST(LEAST(f.started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_medication_order f
),
broken AS (
  SELECT CAST('I9 of star.fact_medication_order' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_medication_order' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d ON d.provider_sk = f.provider_sk
  WHERE d.provider_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_medication_order' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d ON d.payer_sk = f.payer_sk
  WHERE d.payer_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_medication_order' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_medication d ON d.medication_sk = f.medication_sk
  WHERE d.medication_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_medication_order' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.started_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_medication_order' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.ended_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_medication_order' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_medication_order' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d
    ON d.provider_bk = f.provider_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.provider_sk, -1) <> f.provider_sk AND f.provider_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_medication_order' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d
    ON d.payer_bk = f.payer_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.payer_sk, -1) <> f.payer_sk AND f.payer_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_medication_order' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_medication d
    ON d.medication_bk = f.medication_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.medication_sk, -1) <> f.medication_sk AND f.medication_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_medication_order' AS VARCHAR(100)) AS invariant
  FROM (SELECT medication_order_bk FROM fact GROUP BY medication_order_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_medication_dispense
WITH fact AS (
  SELECT
    f.medication_dispense_bk, f.patient_sk, f.patient_bk, f.provider_sk, f.provider_bk, f.organization_sk, f.organization_bk, f.payer_sk, f.payer_bk, f.medication_sk, f.medication_bk, f.dispensed_date_key,
    GREATEST(LEAST(f.dispensed_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_medication_dispense f
),
broken AS (
  SELECT CAST('I9 of star.fact_medication_dispense' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_medication_dispense' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d ON d.provider_sk = f.provider_sk
  WHERE d.provider_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_medication_dispense' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_organization d ON d.organization_sk = f.organization_sk
  WHERE d.organization_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_medication_dispense' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d ON d.payer_sk = f.payer_sk
  WHERE d.payer_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_medication_dispense' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_medication d ON d.medication_sk = f.medication_sk
  WHERE d.medication_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_medication_dispense' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.dispensed_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_medication_dispense' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_medication_dispense' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d
    ON d.provider_bk = f.provider_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.provider_sk, -1) <> f.provider_sk AND f.provider_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_medication_dispense' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_organization d
    ON d.organization_bk = f.organization_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.organization_sk, -1) <> f.organization_sk AND f.organization_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_medication_dispense' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d
    ON d.payer_bk = f.payer_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.payer_sk, -1) <> f.payer_sk AND f.payer_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_medication_dispense' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_medication d
    ON d.medication_bk = f.medication_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.medication_sk, -1) <> f.medication_sk AND f.medication_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_medication_dispense' AS VARCHAR(100)) AS invariant
  FROM (SELECT medication_dispense_bk FROM fact GROUP BY medication_dispense_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_observation
WITH fact AS (
  SELECT
    f.observation_bk, f.patient_sk, f.patient_bk, f.observed_date_key,
    GREATEST(LEAST(f.observed_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_observation f
),
broken AS (
  SELECT CAST('I9 of star.fact_observation' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_observation' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.observed_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_observation' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_observation' AS VARCHAR(100)) AS invariant
  FROM (SELECT observation_bk FROM fact GROUP BY observation_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_patient_expense
WITH fact AS (
  SELECT
    f.patient_expense_bk, f.patient_sk, f.patient_bk, f.payer_sk, f.payer_bk, f.year_started_date_key,
    GREATEST(LEAST(f.year_started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_patient_expense f
),
broken AS (
  SELECT CAST('I9 of star.fact_patient_expense' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_patient_expense' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d ON d.payer_sk = f.payer_sk
  WHERE d.payer_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_patient_expense' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.year_started_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_patient_expense' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_patient_expense' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_payer d
    ON d.payer_bk = f.payer_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.payer_sk, -1) <> f.payer_sk AND f.payer_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_patient_expense' AS VARCHAR(100)) AS invariant
  FROM (SELECT patient_expense_bk FROM fact GROUP BY patient_expense_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_procedure
WITH fact AS (
  SELECT
    f.procedure_bk, f.patient_sk, f.patient_bk, f.provider_sk, f.provider_bk, f.procedure_code_sk, f.procedure_code_bk, f.started_date_key, f.ended_date_key,
    GREATEST(LEAST(f.started_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_procedure f
),
broken AS (
  SELECT CAST('I9 of star.fact_procedure' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_procedure' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d ON d.provider_sk = f.provider_sk
  WHERE d.provider_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_procedure' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_procedure_code d ON d.procedure_code_sk = f.procedure_code_sk
  WHERE d.procedure_code_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_procedure' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.started_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_procedure' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.ended_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_procedure' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_procedure' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d
    ON d.provider_bk = f.provider_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.provider_sk, -1) <> f.provider_sk AND f.provider_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_procedure' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_procedure_code d
    ON d.procedure_code_bk = f.procedure_code_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.procedure_code_sk, -1) <> f.procedure_code_sk AND f.procedure_code_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_procedure' AS VARCHAR(100)) AS invariant
  FROM (SELECT procedure_bk FROM fact GROUP BY procedure_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_supply_movement
WITH fact AS (
  SELECT
    f.supply_movement_bk, f.supply_item_sk, f.supply_item_bk, f.patient_sk, f.patient_bk, f.organization_sk, f.organization_bk, f.department_sk, f.department_bk, f.moved_date_key,
    GREATEST(LEAST(f.moved_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_supply_movement f
),
broken AS (
  SELECT CAST('I9 of star.fact_supply_movement' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_supply_item d ON d.supply_item_sk = f.supply_item_sk
  WHERE d.supply_item_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_supply_movement' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_supply_movement' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_organization d ON d.organization_sk = f.organization_sk
  WHERE d.organization_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_supply_movement' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_department d ON d.department_sk = f.department_sk
  WHERE d.department_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_supply_movement' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.moved_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_supply_movement' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_supply_item d
    ON d.supply_item_bk = f.supply_item_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.supply_item_sk, -1) <> f.supply_item_sk AND f.supply_item_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_supply_movement' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_supply_movement' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_organization d
    ON d.organization_bk = f.organization_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.organization_sk, -1) <> f.organization_sk AND f.organization_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_supply_movement' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_department d
    ON d.department_bk = f.department_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.department_sk, -1) <> f.department_sk AND f.department_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_supply_movement' AS VARCHAR(100)) AS invariant
  FROM (SELECT supply_movement_bk FROM fact GROUP BY supply_movement_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check star.fact_vital_sign
WITH fact AS (
  SELECT
    f.vital_sign_bk, f.patient_sk, f.patient_bk, f.provider_sk, f.provider_bk, f.organization_sk, f.organization_bk, f.measured_date_key,
    GREATEST(LEAST(f.measured_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment
  FROM star.fact_vital_sign f
),
broken AS (
  SELECT CAST('I9 of star.fact_vital_sign' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d ON d.patient_sk = f.patient_sk
  WHERE d.patient_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_vital_sign' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d ON d.provider_sk = f.provider_sk
  WHERE d.provider_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_vital_sign' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_organization d ON d.organization_sk = f.organization_sk
  WHERE d.organization_sk IS NULL
  UNION ALL
  SELECT CAST('I9 of star.fact_vital_sign' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_date d ON d.date_key = f.measured_date_key
  WHERE d.date_key IS NULL
  UNION ALL
  SELECT CAST('I10 of star.fact_vital_sign' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_patient d
    ON d.patient_bk = f.patient_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.patient_sk, -1) <> f.patient_sk AND f.patient_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_vital_sign' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_provider d
    ON d.provider_bk = f.provider_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.provider_sk, -1) <> f.provider_sk AND f.provider_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I10 of star.fact_vital_sign' AS VARCHAR(100)) AS invariant
  FROM fact f
  LEFT JOIN star.dim_organization d
    ON d.organization_bk = f.organization_bk
    AND f.moment >= d.valid_from
    AND f.moment < d.valid_to
  WHERE NVL(d.organization_sk, -1) <> f.organization_sk AND f.organization_sk NOT IN (-2, -3)
  UNION ALL
  SELECT CAST('I11 of star.fact_vital_sign' AS VARCHAR(100)) AS invariant
  FROM (SELECT vital_sign_bk FROM fact GROUP BY vital_sign_bk HAVING COUNT(*) > 1) repeated
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.diagnosis
WITH broken AS (
  SELECT CAST('I11 of history.diagnosis' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.diagnosis
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.diagnosis' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.diagnosis WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'diagnosis') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.diagnosis' AS VARCHAR(100)) AS invariant
  FROM history.diagnosis h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.diagnosis' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.diagnosis h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'diagnosis' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.lab_test
WITH broken AS (
  SELECT CAST('I11 of history.lab_test' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.lab_test
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.lab_test' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.lab_test WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'lab_test') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.lab_test' AS VARCHAR(100)) AS invariant
  FROM history.lab_test h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.lab_test' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.lab_test h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'lab_test' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.medication
WITH broken AS (
  SELECT CAST('I11 of history.medication' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.medication
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.medication' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.medication WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'medication') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.medication' AS VARCHAR(100)) AS invariant
  FROM history.medication h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.medication' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.medication h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'medication' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.organization
WITH broken AS (
  SELECT CAST('I11 of history.organization' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.organization
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.organization' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.organization WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'organization') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.organization' AS VARCHAR(100)) AS invariant
  FROM history.organization h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.organization' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.organization h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'organization' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.department
WITH broken AS (
  SELECT CAST('I11 of history.department' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.department
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.department' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.department WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'department') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.department' AS VARCHAR(100)) AS invariant
  FROM history.department h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.department' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.department h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'department' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.patient
WITH broken AS (
  SELECT CAST('I11 of history.patient' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.patient
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.patient' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.patient WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'patient') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.patient' AS VARCHAR(100)) AS invariant
  FROM history.patient h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.patient' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.patient h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'patient' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.payer
WITH broken AS (
  SELECT CAST('I11 of history.payer' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.payer
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.payer' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.payer WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'payer') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.payer' AS VARCHAR(100)) AS invariant
  FROM history.payer h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.payer' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.payer h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'payer' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.plan
WITH broken AS (
  SELECT CAST('I11 of history.plan' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.plan
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.plan' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.plan WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'plan') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.plan' AS VARCHAR(100)) AS invariant
  FROM history.plan h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.plan' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.plan h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'plan' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.procedure_code
WITH broken AS (
  SELECT CAST('I11 of history.procedure_code' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.procedure_code
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.procedure_code' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.procedure_code WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'procedure_code') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.procedure_code' AS VARCHAR(100)) AS invariant
  FROM history.procedure_code h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.procedure_code' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.procedure_code h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'procedure_code' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.provider
WITH broken AS (
  SELECT CAST('I11 of history.provider' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.provider
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.provider' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.provider WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'provider') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.provider' AS VARCHAR(100)) AS invariant
  FROM history.provider h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.provider' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.provider h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'provider' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.supply_item
WITH broken AS (
  SELECT CAST('I11 of history.supply_item' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.supply_item
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.supply_item' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.supply_item WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'supply_item') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.supply_item' AS VARCHAR(100)) AS invariant
  FROM history.supply_item h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.supply_item' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.supply_item h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'supply_item' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.coverage_period
WITH broken AS (
  SELECT CAST('I11 of history.coverage_period' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.coverage_period
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.coverage_period' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.coverage_period WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'coverage_period') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.coverage_period' AS VARCHAR(100)) AS invariant
  FROM history.coverage_period h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.coverage_period' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.coverage_period h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'coverage_period' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.encounter
WITH broken AS (
  SELECT CAST('I11 of history.encounter' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.encounter
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.encounter' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.encounter WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'encounter') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.encounter' AS VARCHAR(100)) AS invariant
  FROM history.encounter h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.encounter' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.encounter h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'encounter' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.allergy
WITH broken AS (
  SELECT CAST('I11 of history.allergy' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.allergy
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.allergy' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.allergy WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'allergy') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.allergy' AS VARCHAR(100)) AS invariant
  FROM history.allergy h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.allergy' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.allergy h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'allergy' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.appointment
WITH broken AS (
  SELECT CAST('I11 of history.appointment' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.appointment
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.appointment' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.appointment WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'appointment') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.appointment' AS VARCHAR(100)) AS invariant
  FROM history.appointment h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.appointment' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.appointment h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'appointment' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.care_plan
WITH broken AS (
  SELECT CAST('I11 of history.care_plan' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.care_plan
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.care_plan' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.care_plan WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'care_plan') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.care_plan' AS VARCHAR(100)) AS invariant
  FROM history.care_plan h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.care_plan' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.care_plan h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'care_plan' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.claim
WITH broken AS (
  SELECT CAST('I11 of history.claim' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.claim
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.claim' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.claim WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'claim') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.claim' AS VARCHAR(100)) AS invariant
  FROM history.claim h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.claim' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.claim h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'claim' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.claim_transaction
WITH broken AS (
  SELECT CAST('I11 of history.claim_transaction' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.claim_transaction
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.claim_transaction' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.claim_transaction WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'claim_transaction') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.claim_transaction' AS VARCHAR(100)) AS invariant
  FROM history.claim_transaction h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.claim_transaction' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.claim_transaction h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'claim_transaction' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.condition
WITH broken AS (
  SELECT CAST('I11 of history.condition' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.condition
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.condition' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.condition WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'condition') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.condition' AS VARCHAR(100)) AS invariant
  FROM history.condition h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.condition' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.condition h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'condition' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.device
WITH broken AS (
  SELECT CAST('I11 of history.device' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.device
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.device' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.device WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'device') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.device' AS VARCHAR(100)) AS invariant
  FROM history.device h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.device' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.device h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'device' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.imaging_study
WITH broken AS (
  SELECT CAST('I11 of history.imaging_study' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.imaging_study
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.imaging_study' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.imaging_study WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'imaging_study') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.imaging_study' AS VARCHAR(100)) AS invariant
  FROM history.imaging_study h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.imaging_study' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.imaging_study h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'imaging_study' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.immunization
WITH broken AS (
  SELECT CAST('I11 of history.immunization' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.immunization
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.immunization' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.immunization WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'immunization') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.immunization' AS VARCHAR(100)) AS invariant
  FROM history.immunization h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.immunization' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.immunization h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'immunization' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.lab_result
WITH broken AS (
  SELECT CAST('I11 of history.lab_result' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.lab_result
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.lab_result' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.lab_result WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'lab_result') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.lab_result' AS VARCHAR(100)) AS invariant
  FROM history.lab_result h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.lab_result' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.lab_result h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'lab_result' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.medication_order
WITH broken AS (
  SELECT CAST('I11 of history.medication_order' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.medication_order
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.medication_order' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.medication_order WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'medication_order') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.medication_order' AS VARCHAR(100)) AS invariant
  FROM history.medication_order h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.medication_order' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.medication_order h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'medication_order' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.medication_dispense
WITH broken AS (
  SELECT CAST('I11 of history.medication_dispense' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.medication_dispense
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.medication_dispense' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.medication_dispense WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'medication_dispense') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.medication_dispense' AS VARCHAR(100)) AS invariant
  FROM history.medication_dispense h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.medication_dispense' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.medication_dispense h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'medication_dispense' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.observation
WITH broken AS (
  SELECT CAST('I11 of history.observation' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.observation
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.observation' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.observation WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'observation') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.observation' AS VARCHAR(100)) AS invariant
  FROM history.observation h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.observation' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.observation h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'observation' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.patient_expense
WITH broken AS (
  SELECT CAST('I11 of history.patient_expense' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.patient_expense
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.patient_expense' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.patient_expense WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'patient_expense') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.patient_expense' AS VARCHAR(100)) AS invariant
  FROM history.patient_expense h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.patient_expense' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.patient_expense h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'patient_expense' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.procedure
WITH broken AS (
  SELECT CAST('I11 of history.procedure' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.procedure
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.procedure' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.procedure WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'procedure') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.procedure' AS VARCHAR(100)) AS invariant
  FROM history.procedure h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.procedure' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.procedure h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'procedure' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.supply_movement
WITH broken AS (
  SELECT CAST('I11 of history.supply_movement' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.supply_movement
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.supply_movement' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.supply_movement WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'supply_movement') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.supply_movement' AS VARCHAR(100)) AS invariant
  FROM history.supply_movement h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.supply_movement' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.supply_movement h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'supply_movement' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check history.vital_sign
WITH broken AS (
  SELECT CAST('I11 of history.vital_sign' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT event_source, event_id, sequence FROM history.vital_sign
    GROUP BY event_source, event_id, sequence HAVING COUNT(*) > 1
  ) repeated
  UNION ALL
  SELECT CAST('I12 of history.vital_sign' AS VARCHAR(100)) AS invariant
  FROM (SELECT COUNT(*) AS changes FROM history.vital_sign WHERE op <> 'I') held
  CROSS JOIN (SELECT NVL(SUM(inserted), 0) AS changes FROM audit.load_ledger WHERE contract = 'vital_sign') recorded
  WHERE held.changes <> recorded.changes
  UNION ALL
  SELECT CAST('I15 of history.vital_sign' AS VARCHAR(100)) AS invariant
  FROM history.vital_sign h
  WHERE NVL(h.event_key, 0) <> STRTOL(SUBSTRING(MD5(h.event_source || '|' || h.event_id), 1, 15), 16)
  UNION ALL
  SELECT CAST('I15 of history.vital_sign' AS VARCHAR(100)) AS invariant
  FROM (
    SELECT h.*, MIN(h.sequence) OVER (PARTITION BY h.event_source, h.event_id) AS first_sequence
    FROM history.vital_sign h
  ) h
  LEFT JOIN history.superseded_delivery x
    ON x.contract = 'vital_sign' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
  WHERE CASE WHEN h.sequence = h.first_sequence THEN 0 ELSE 1 END <> CASE WHEN x.event_id IS NULL THEN 0 ELSE 1 END
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;

-- check audit.load_ledger
WITH broken AS (
  SELECT CAST('I12 of audit.load_ledger' AS VARCHAR(100)) AS invariant
  FROM audit.load_ledger
  WHERE staged <> inserted + duplicates
)
SELECT invariant, COUNT(*) AS violations
FROM broken
GROUP BY invariant;
