-- Generated from contracts/records and warehouse/models by `npm run codegen`: change those and run it again.
SELECT
  'diagnosis' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
  END AS total
FROM (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.row_hash
  FROM star.dim_diagnosis AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.diagnosis_id AS recent_key
    FROM history.diagnosis AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.diagnosis_bk
  WHERE recent.recent_key IS NULL AND shown.diagnosis_sk > 0 AND NOT shown.is_inferred
  UNION ALL
  SELECT MAX(earlier_change.row_hash) AS row_hash
  FROM (
    SELECT known.diagnosis_id, known.row_hash
    FROM (
      SELECT h.diagnosis_id, h.row_hash, h.arrived_at
      FROM history.diagnosis AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'diagnosis' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.diagnosis_id AS recent_key
    FROM history.diagnosis AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.diagnosis_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
  ) AS earlier_change
  GROUP BY earlier_change.diagnosis_id
  ) AS rows_of_diagnosis
) AS counted_diagnosis
CROSS JOIN (
  SELECT 'rows' AS measure
) AS measures
UNION ALL
SELECT
  'lab_test' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
  END AS total
FROM (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.row_hash
  FROM star.dim_lab_test AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.lab_test_id AS recent_key
    FROM history.lab_test AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.lab_test_bk
  WHERE recent.recent_key IS NULL AND shown.lab_test_sk > 0 AND NOT shown.is_inferred
  UNION ALL
  SELECT MAX(earlier_change.row_hash) AS row_hash
  FROM (
    SELECT known.lab_test_id, known.row_hash
    FROM (
      SELECT h.lab_test_id, h.row_hash, h.arrived_at
      FROM history.lab_test AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'lab_test' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.lab_test_id AS recent_key
    FROM history.lab_test AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.lab_test_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
  ) AS earlier_change
  GROUP BY earlier_change.lab_test_id
  ) AS rows_of_lab_test
) AS counted_lab_test
CROSS JOIN (
  SELECT 'rows' AS measure
) AS measures
UNION ALL
SELECT
  'medication' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
  END AS total
FROM (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.row_hash
  FROM star.dim_medication AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.medication_id AS recent_key
    FROM history.medication AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.medication_bk
  WHERE recent.recent_key IS NULL AND shown.medication_sk > 0 AND NOT shown.is_inferred
  UNION ALL
  SELECT MAX(earlier_change.row_hash) AS row_hash
  FROM (
    SELECT known.medication_id, known.row_hash
    FROM (
      SELECT h.medication_id, h.row_hash, h.arrived_at
      FROM history.medication AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'medication' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.medication_id AS recent_key
    FROM history.medication AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.medication_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
  ) AS earlier_change
  GROUP BY earlier_change.medication_id
  ) AS rows_of_medication
) AS counted_medication
CROSS JOIN (
  SELECT 'rows' AS measure
) AS measures
UNION ALL
SELECT
  'organization' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'versions' THEN counted
  END AS total
FROM (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.row_hash
  FROM star.dim_organization AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.organization_id AS recent_key
    FROM history.organization AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.organization_bk
  WHERE recent.recent_key IS NULL AND shown.organization_sk > 0 AND NOT shown.is_inferred
  UNION ALL
  SELECT version.row_hash
  FROM (
    SELECT
      point.row_hash,
      LAG(point.row_hash) OVER (PARTITION BY point.organization_id ORDER BY point.moment ASC NULLS LAST) AS previous_hash
    FROM (
      SELECT
        earlier_change.organization_id, GREATEST(LEAST(earlier_change.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment, earlier_change.row_hash,
        ROW_NUMBER() OVER (
          PARTITION BY earlier_change.organization_id, GREATEST(LEAST(earlier_change.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP))
          ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
        ) AS place
      FROM (
    SELECT known.organization_id, known.version_at, known.sequence, known.row_hash
    FROM (
      SELECT h.organization_id, h.version_at, h.sequence, h.row_hash, h.arrived_at
      FROM history.organization AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'organization' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.organization_id AS recent_key
    FROM history.organization AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.organization_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
      ) AS earlier_change
    ) AS point
    WHERE point.place = 1
  ) AS version
  WHERE version.previous_hash IS NULL OR version.previous_hash <> version.row_hash
  ) AS rows_of_organization
) AS counted_organization
CROSS JOIN (
  SELECT 'versions' AS measure
) AS measures
UNION ALL
SELECT
  'department' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'versions' THEN counted
  END AS total
FROM (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.row_hash
  FROM star.dim_department AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.department_id AS recent_key
    FROM history.department AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.department_bk
  WHERE recent.recent_key IS NULL AND shown.department_sk > 0 AND NOT shown.is_inferred
  UNION ALL
  SELECT version.row_hash
  FROM (
    SELECT
      point.row_hash,
      LAG(point.row_hash) OVER (PARTITION BY point.department_id ORDER BY point.moment ASC NULLS LAST) AS previous_hash
    FROM (
      SELECT
        earlier_change.department_id, GREATEST(LEAST(earlier_change.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment, earlier_change.row_hash,
        ROW_NUMBER() OVER (
          PARTITION BY earlier_change.department_id, GREATEST(LEAST(earlier_change.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP))
          ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
        ) AS place
      FROM (
    SELECT known.department_id, known.version_at, known.sequence, known.row_hash
    FROM (
      SELECT h.department_id, h.version_at, h.sequence, h.row_hash, h.arrived_at
      FROM history.department AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'department' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.department_id AS recent_key
    FROM history.department AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.department_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
      ) AS earlier_change
    ) AS point
    WHERE point.place = 1
  ) AS version
  WHERE version.previous_hash IS NULL OR version.previous_hash <> version.row_hash
  ) AS rows_of_department
) AS counted_department
CROSS JOIN (
  SELECT 'versions' AS measure
) AS measures
UNION ALL
SELECT
  'patient' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'versions' THEN counted
  END AS total
FROM (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.row_hash
  FROM star.dim_patient AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.patient_id AS recent_key
    FROM history.patient AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.patient_bk
  WHERE recent.recent_key IS NULL AND shown.patient_sk > 0 AND NOT shown.is_inferred
  UNION ALL
  SELECT version.row_hash
  FROM (
    SELECT
      point.row_hash,
      LAG(point.row_hash) OVER (PARTITION BY point.patient_id ORDER BY point.moment ASC NULLS LAST) AS previous_hash
    FROM (
      SELECT
        earlier_change.patient_id, GREATEST(LEAST(earlier_change.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment, earlier_change.row_hash,
        ROW_NUMBER() OVER (
          PARTITION BY earlier_change.patient_id, GREATEST(LEAST(earlier_change.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP))
          ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
        ) AS place
      FROM (
    SELECT known.patient_id, known.version_at, known.sequence, known.row_hash
    FROM (
      SELECT h.patient_id, h.version_at, h.sequence, h.row_hash, h.arrived_at
      FROM history.patient AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'patient' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.patient_id AS recent_key
    FROM history.patient AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.patient_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
      ) AS earlier_change
    ) AS point
    WHERE point.place = 1
  ) AS version
  WHERE version.previous_hash IS NULL OR version.previous_hash <> version.row_hash
  ) AS rows_of_patient
) AS counted_patient
CROSS JOIN (
  SELECT 'versions' AS measure
) AS measures
UNION ALL
SELECT
  'payer' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'versions' THEN counted
  END AS total
FROM (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.row_hash
  FROM star.dim_payer AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.payer_id AS recent_key
    FROM history.payer AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.payer_bk
  WHERE recent.recent_key IS NULL AND shown.payer_sk > 0 AND NOT shown.is_inferred
  UNION ALL
  SELECT version.row_hash
  FROM (
    SELECT
      point.row_hash,
      LAG(point.row_hash) OVER (PARTITION BY point.payer_id ORDER BY point.moment ASC NULLS LAST) AS previous_hash
    FROM (
      SELECT
        earlier_change.payer_id, GREATEST(LEAST(earlier_change.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment, earlier_change.row_hash,
        ROW_NUMBER() OVER (
          PARTITION BY earlier_change.payer_id, GREATEST(LEAST(earlier_change.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP))
          ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
        ) AS place
      FROM (
    SELECT known.payer_id, known.version_at, known.sequence, known.row_hash
    FROM (
      SELECT h.payer_id, h.version_at, h.sequence, h.row_hash, h.arrived_at
      FROM history.payer AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'payer' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.payer_id AS recent_key
    FROM history.payer AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.payer_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
      ) AS earlier_change
    ) AS point
    WHERE point.place = 1
  ) AS version
  WHERE version.previous_hash IS NULL OR version.previous_hash <> version.row_hash
  ) AS rows_of_payer
) AS counted_payer
CROSS JOIN (
  SELECT 'versions' AS measure
) AS measures
UNION ALL
SELECT
  'plan' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'versions' THEN counted
  END AS total
FROM (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.row_hash
  FROM star.dim_plan AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.plan_id AS recent_key
    FROM history.plan AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.plan_bk
  WHERE recent.recent_key IS NULL AND shown.plan_sk > 0 AND NOT shown.is_inferred
  UNION ALL
  SELECT version.row_hash
  FROM (
    SELECT
      point.row_hash,
      LAG(point.row_hash) OVER (PARTITION BY point.plan_id ORDER BY point.moment ASC NULLS LAST) AS previous_hash
    FROM (
      SELECT
        earlier_change.plan_id, GREATEST(LEAST(earlier_change.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment, earlier_change.row_hash,
        ROW_NUMBER() OVER (
          PARTITION BY earlier_change.plan_id, GREATEST(LEAST(earlier_change.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP))
          ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
        ) AS place
      FROM (
    SELECT known.plan_id, known.version_at, known.sequence, known.row_hash
    FROM (
      SELECT h.plan_id, h.version_at, h.sequence, h.row_hash, h.arrived_at
      FROM history.plan AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'plan' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.plan_id AS recent_key
    FROM history.plan AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.plan_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
      ) AS earlier_change
    ) AS point
    WHERE point.place = 1
  ) AS version
  WHERE version.previous_hash IS NULL OR version.previous_hash <> version.row_hash
  ) AS rows_of_plan
) AS counted_plan
CROSS JOIN (
  SELECT 'versions' AS measure
) AS measures
UNION ALL
SELECT
  'procedure_code' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
  END AS total
FROM (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.row_hash
  FROM star.dim_procedure_code AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.procedure_code_id AS recent_key
    FROM history.procedure_code AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.procedure_code_bk
  WHERE recent.recent_key IS NULL AND shown.procedure_code_sk > 0 AND NOT shown.is_inferred
  UNION ALL
  SELECT MAX(earlier_change.row_hash) AS row_hash
  FROM (
    SELECT known.procedure_code_id, known.row_hash
    FROM (
      SELECT h.procedure_code_id, h.row_hash, h.arrived_at
      FROM history.procedure_code AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'procedure_code' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.procedure_code_id AS recent_key
    FROM history.procedure_code AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.procedure_code_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
  ) AS earlier_change
  GROUP BY earlier_change.procedure_code_id
  ) AS rows_of_procedure_code
) AS counted_procedure_code
CROSS JOIN (
  SELECT 'rows' AS measure
) AS measures
UNION ALL
SELECT
  'provider' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'versions' THEN counted
  END AS total
FROM (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.row_hash
  FROM star.dim_provider AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.provider_id AS recent_key
    FROM history.provider AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.provider_bk
  WHERE recent.recent_key IS NULL AND shown.provider_sk > 0 AND NOT shown.is_inferred
  UNION ALL
  SELECT version.row_hash
  FROM (
    SELECT
      point.row_hash,
      LAG(point.row_hash) OVER (PARTITION BY point.provider_id ORDER BY point.moment ASC NULLS LAST) AS previous_hash
    FROM (
      SELECT
        earlier_change.provider_id, GREATEST(LEAST(earlier_change.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment, earlier_change.row_hash,
        ROW_NUMBER() OVER (
          PARTITION BY earlier_change.provider_id, GREATEST(LEAST(earlier_change.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP))
          ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
        ) AS place
      FROM (
    SELECT known.provider_id, known.version_at, known.sequence, known.row_hash
    FROM (
      SELECT h.provider_id, h.version_at, h.sequence, h.row_hash, h.arrived_at
      FROM history.provider AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'provider' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.provider_id AS recent_key
    FROM history.provider AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.provider_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
      ) AS earlier_change
    ) AS point
    WHERE point.place = 1
  ) AS version
  WHERE version.previous_hash IS NULL OR version.previous_hash <> version.row_hash
  ) AS rows_of_provider
) AS counted_provider
CROSS JOIN (
  SELECT 'versions' AS measure
) AS measures
UNION ALL
SELECT
  'supply_item' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'versions' THEN counted
  END AS total
FROM (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.row_hash
  FROM star.dim_supply_item AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.supply_item_id AS recent_key
    FROM history.supply_item AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.supply_item_bk
  WHERE recent.recent_key IS NULL AND shown.supply_item_sk > 0 AND NOT shown.is_inferred
  UNION ALL
  SELECT version.row_hash
  FROM (
    SELECT
      point.row_hash,
      LAG(point.row_hash) OVER (PARTITION BY point.supply_item_id ORDER BY point.moment ASC NULLS LAST) AS previous_hash
    FROM (
      SELECT
        earlier_change.supply_item_id, GREATEST(LEAST(earlier_change.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP)) AS moment, earlier_change.row_hash,
        ROW_NUMBER() OVER (
          PARTITION BY earlier_change.supply_item_id, GREATEST(LEAST(earlier_change.version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP))
          ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
        ) AS place
      FROM (
    SELECT known.supply_item_id, known.version_at, known.sequence, known.row_hash
    FROM (
      SELECT h.supply_item_id, h.version_at, h.sequence, h.row_hash, h.arrived_at
      FROM history.supply_item AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'supply_item' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.supply_item_id AS recent_key
    FROM history.supply_item AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.supply_item_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
      ) AS earlier_change
    ) AS point
    WHERE point.place = 1
  ) AS version
  WHERE version.previous_hash IS NULL OR version.previous_hash <> version.row_hash
  ) AS rows_of_supply_item
) AS counted_supply_item
CROSS JOIN (
  SELECT 'versions' AS measure
) AS measures
UNION ALL
SELECT
  'coverage_period' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', enrolled_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.enrolled_at
  FROM star.fact_coverage_period AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.coverage_period_id AS recent_key
    FROM history.coverage_period AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.coverage_period_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.enrolled_at
  FROM (
    SELECT
      earlier_change.enrolled_at, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.coverage_period_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.coverage_period_id, known.op, known.sequence, known.row_hash, known.enrolled_at
    FROM (
      SELECT h.coverage_period_id, h.op, h.sequence, h.row_hash, h.enrolled_at, h.arrived_at
      FROM history.coverage_period AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'coverage_period' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.coverage_period_id AS recent_key
    FROM history.coverage_period AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.coverage_period_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_coverage_period
  GROUP BY CAST(date_trunc('month', enrolled_at) AS DATE)
) AS counted_coverage_period
CROSS JOIN (
  SELECT 'rows' AS measure
) AS measures
UNION ALL
SELECT
  'encounter' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'base_encounter_cost' THEN base_encounter_cost
    WHEN 'total_claim_cost' THEN total_claim_cost
    WHEN 'payer_coverage' THEN payer_coverage
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', started_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(base_encounter_cost) AS DECIMAL(38,6)), 0.000000) AS base_encounter_cost,
    COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,6)), 0.000000) AS total_claim_cost,
    COALESCE(CAST(SUM(payer_coverage) AS DECIMAL(38,6)), 0.000000) AS payer_coverage
  FROM (
  SELECT shown.started_at, shown.base_encounter_cost, shown.total_claim_cost, shown.payer_coverage
  FROM star.fact_encounter AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.encounter_id AS recent_key
    FROM history.encounter AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.encounter_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.started_at, state.base_encounter_cost, state.total_claim_cost, state.payer_coverage
  FROM (
    SELECT
      earlier_change.started_at, earlier_change.base_encounter_cost, earlier_change.total_claim_cost, earlier_change.payer_coverage, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.encounter_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.encounter_id, known.op, known.sequence, known.row_hash, known.started_at, known.base_encounter_cost, known.total_claim_cost, known.payer_coverage
    FROM (
      SELECT h.encounter_id, h.op, h.sequence, h.row_hash, h.started_at, h.base_encounter_cost, h.total_claim_cost, h.payer_coverage, h.arrived_at
      FROM history.encounter AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'encounter' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.encounter_id AS recent_key
    FROM history.encounter AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.encounter_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_encounter
  GROUP BY CAST(date_trunc('month', started_at) AS DATE)
) AS counted_encounter
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'base_encounter_cost' AS measure
  UNION ALL
  SELECT 'total_claim_cost' AS measure
  UNION ALL
  SELECT 'payer_coverage' AS measure
) AS measures
UNION ALL
SELECT
  'allergy' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', found_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.found_at
  FROM star.fact_allergy AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.allergy_id AS recent_key
    FROM history.allergy AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.allergy_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.found_at
  FROM (
    SELECT
      earlier_change.found_at, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.allergy_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.allergy_id, known.op, known.sequence, known.row_hash, known.found_at
    FROM (
      SELECT h.allergy_id, h.op, h.sequence, h.row_hash, h.found_at, h.arrived_at
      FROM history.allergy AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'allergy' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.allergy_id AS recent_key
    FROM history.allergy AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.allergy_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_allergy
  GROUP BY CAST(date_trunc('month', found_at) AS DATE)
) AS counted_allergy
CROSS JOIN (
  SELECT 'rows' AS measure
) AS measures
UNION ALL
SELECT
  'appointment' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', status_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.status_at
  FROM star.fact_appointment AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.appointment_id AS recent_key
    FROM history.appointment AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.appointment_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.status_at
  FROM (
    SELECT
      earlier_change.status_at, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.appointment_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.appointment_id, known.op, known.sequence, known.row_hash, known.status_at
    FROM (
      SELECT h.appointment_id, h.op, h.sequence, h.row_hash, h.status_at, h.arrived_at
      FROM history.appointment AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'appointment' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.appointment_id AS recent_key
    FROM history.appointment AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.appointment_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_appointment
  GROUP BY CAST(date_trunc('month', status_at) AS DATE)
) AS counted_appointment
CROSS JOIN (
  SELECT 'rows' AS measure
) AS measures
UNION ALL
SELECT
  'care_plan' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', started_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.started_at
  FROM star.fact_care_plan AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.care_plan_id AS recent_key
    FROM history.care_plan AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.care_plan_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.started_at
  FROM (
    SELECT
      earlier_change.started_at, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.care_plan_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.care_plan_id, known.op, known.sequence, known.row_hash, known.started_at
    FROM (
      SELECT h.care_plan_id, h.op, h.sequence, h.row_hash, h.started_at, h.arrived_at
      FROM history.care_plan AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'care_plan' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.care_plan_id AS recent_key
    FROM history.care_plan AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.care_plan_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_care_plan
  GROUP BY CAST(date_trunc('month', started_at) AS DATE)
) AS counted_care_plan
CROSS JOIN (
  SELECT 'rows' AS measure
) AS measures
UNION ALL
SELECT
  'claim' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'primary_outstanding' THEN primary_outstanding
    WHEN 'secondary_outstanding' THEN secondary_outstanding
    WHEN 'patient_outstanding' THEN patient_outstanding
    WHEN 'quantity_dispensed' THEN quantity_dispensed
    WHEN 'charge_amount' THEN charge_amount
    WHEN 'allowed_amount' THEN allowed_amount
    WHEN 'paid_amount' THEN paid_amount
    WHEN 'denied_amount' THEN denied_amount
    WHEN 'patient_responsibility' THEN patient_responsibility
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', service_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(primary_outstanding) AS DECIMAL(38,6)), 0.000000) AS primary_outstanding,
    COALESCE(CAST(SUM(secondary_outstanding) AS DECIMAL(38,6)), 0.000000) AS secondary_outstanding,
    COALESCE(CAST(SUM(patient_outstanding) AS DECIMAL(38,6)), 0.000000) AS patient_outstanding,
    COALESCE(CAST(SUM(quantity_dispensed) AS DECIMAL(38,6)), 0.000000) AS quantity_dispensed,
    COALESCE(CAST(SUM(charge_amount) AS DECIMAL(38,6)), 0.000000) AS charge_amount,
    COALESCE(CAST(SUM(allowed_amount) AS DECIMAL(38,6)), 0.000000) AS allowed_amount,
    COALESCE(CAST(SUM(paid_amount) AS DECIMAL(38,6)), 0.000000) AS paid_amount,
    COALESCE(CAST(SUM(denied_amount) AS DECIMAL(38,6)), 0.000000) AS denied_amount,
    COALESCE(CAST(SUM(patient_responsibility) AS DECIMAL(38,6)), 0.000000) AS patient_responsibility
  FROM (
  SELECT shown.service_at, shown.primary_outstanding, shown.secondary_outstanding, shown.patient_outstanding, shown.quantity_dispensed, shown.charge_amount, shown.allowed_amount, shown.paid_amount, shown.denied_amount, shown.patient_responsibility
  FROM star.fact_claim AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.claim_id AS recent_key
    FROM history.claim AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.claim_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.service_at, state.primary_outstanding, state.secondary_outstanding, state.patient_outstanding, state.quantity_dispensed, state.charge_amount, state.allowed_amount, state.paid_amount, state.denied_amount, state.patient_responsibility
  FROM (
    SELECT
      earlier_change.service_at, earlier_change.primary_outstanding, earlier_change.secondary_outstanding, earlier_change.patient_outstanding, earlier_change.quantity_dispensed, earlier_change.charge_amount, earlier_change.allowed_amount, earlier_change.paid_amount, earlier_change.denied_amount, earlier_change.patient_responsibility, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.claim_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.claim_id, known.op, known.sequence, known.row_hash, known.service_at, known.primary_outstanding, known.secondary_outstanding, known.patient_outstanding, known.quantity_dispensed, known.charge_amount, known.allowed_amount, known.paid_amount, known.denied_amount, known.patient_responsibility
    FROM (
      SELECT h.claim_id, h.op, h.sequence, h.row_hash, h.service_at, h.primary_outstanding, h.secondary_outstanding, h.patient_outstanding, h.quantity_dispensed, h.charge_amount, h.allowed_amount, h.paid_amount, h.denied_amount, h.patient_responsibility, h.arrived_at
      FROM history.claim AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'claim' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.claim_id AS recent_key
    FROM history.claim AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.claim_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_claim
  GROUP BY CAST(date_trunc('month', service_at) AS DATE)
) AS counted_claim
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'primary_outstanding' AS measure
  UNION ALL
  SELECT 'secondary_outstanding' AS measure
  UNION ALL
  SELECT 'patient_outstanding' AS measure
  UNION ALL
  SELECT 'quantity_dispensed' AS measure
  UNION ALL
  SELECT 'charge_amount' AS measure
  UNION ALL
  SELECT 'allowed_amount' AS measure
  UNION ALL
  SELECT 'paid_amount' AS measure
  UNION ALL
  SELECT 'denied_amount' AS measure
  UNION ALL
  SELECT 'patient_responsibility' AS measure
) AS measures
UNION ALL
SELECT
  'claim_transaction' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'amount' THEN amount
    WHEN 'unit_amount' THEN unit_amount
    WHEN 'payment' THEN payment
    WHEN 'adjustment' THEN adjustment
    WHEN 'transfer' THEN transfer
    WHEN 'outstanding' THEN outstanding
    WHEN 'allowed_amount' THEN allowed_amount
    WHEN 'denied_amount' THEN denied_amount
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', from_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(amount) AS DECIMAL(38,6)), 0.000000) AS amount,
    COALESCE(CAST(SUM(unit_amount) AS DECIMAL(38,6)), 0.000000) AS unit_amount,
    COALESCE(CAST(SUM(payment) AS DECIMAL(38,6)), 0.000000) AS payment,
    COALESCE(CAST(SUM(adjustment) AS DECIMAL(38,6)), 0.000000) AS adjustment,
    COALESCE(CAST(SUM(transfer) AS DECIMAL(38,6)), 0.000000) AS transfer,
    COALESCE(CAST(SUM(outstanding) AS DECIMAL(38,6)), 0.000000) AS outstanding,
    COALESCE(CAST(SUM(allowed_amount) AS DECIMAL(38,6)), 0.000000) AS allowed_amount,
    COALESCE(CAST(SUM(denied_amount) AS DECIMAL(38,6)), 0.000000) AS denied_amount
  FROM (
  SELECT shown.from_at, shown.amount, shown.unit_amount, shown.payment, shown.adjustment, shown.transfer, shown.outstanding, shown.allowed_amount, shown.denied_amount
  FROM star.fact_claim_transaction AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.claim_transaction_id AS recent_key
    FROM history.claim_transaction AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.claim_transaction_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.from_at, state.amount, state.unit_amount, state.payment, state.adjustment, state.transfer, state.outstanding, state.allowed_amount, state.denied_amount
  FROM (
    SELECT
      earlier_change.from_at, earlier_change.amount, earlier_change.unit_amount, earlier_change.payment, earlier_change.adjustment, earlier_change.transfer, earlier_change.outstanding, earlier_change.allowed_amount, earlier_change.denied_amount, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.claim_transaction_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.claim_transaction_id, known.op, known.sequence, known.row_hash, known.from_at, known.amount, known.unit_amount, known.payment, known.adjustment, known.transfer, known.outstanding, known.allowed_amount, known.denied_amount
    FROM (
      SELECT h.claim_transaction_id, h.op, h.sequence, h.row_hash, h.from_at, h.amount, h.unit_amount, h.payment, h.adjustment, h.transfer, h.outstanding, h.allowed_amount, h.denied_amount, h.arrived_at
      FROM history.claim_transaction AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'claim_transaction' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.claim_transaction_id AS recent_key
    FROM history.claim_transaction AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.claim_transaction_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_claim_transaction
  GROUP BY CAST(date_trunc('month', from_at) AS DATE)
) AS counted_claim_transaction
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'amount' AS measure
  UNION ALL
  SELECT 'unit_amount' AS measure
  UNION ALL
  SELECT 'payment' AS measure
  UNION ALL
  SELECT 'adjustment' AS measure
  UNION ALL
  SELECT 'transfer' AS measure
  UNION ALL
  SELECT 'outstanding' AS measure
  UNION ALL
  SELECT 'allowed_amount' AS measure
  UNION ALL
  SELECT 'denied_amount' AS measure
) AS measures
UNION ALL
SELECT
  'condition' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', onset_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.onset_at
  FROM star.fact_condition AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.condition_id AS recent_key
    FROM history.condition AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.condition_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.onset_at
  FROM (
    SELECT
      earlier_change.onset_at, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.condition_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.condition_id, known.op, known.sequence, known.row_hash, known.onset_at
    FROM (
      SELECT h.condition_id, h.op, h.sequence, h.row_hash, h.onset_at, h.arrived_at
      FROM history.condition AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'condition' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.condition_id AS recent_key
    FROM history.condition AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.condition_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_condition
  GROUP BY CAST(date_trunc('month', onset_at) AS DATE)
) AS counted_condition
CROSS JOIN (
  SELECT 'rows' AS measure
) AS measures
UNION ALL
SELECT
  'device' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', started_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.started_at
  FROM star.fact_device AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.device_id AS recent_key
    FROM history.device AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.device_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.started_at
  FROM (
    SELECT
      earlier_change.started_at, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.device_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.device_id, known.op, known.sequence, known.row_hash, known.started_at
    FROM (
      SELECT h.device_id, h.op, h.sequence, h.row_hash, h.started_at, h.arrived_at
      FROM history.device AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'device' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.device_id AS recent_key
    FROM history.device AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.device_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_device
  GROUP BY CAST(date_trunc('month', started_at) AS DATE)
) AS counted_device
CROSS JOIN (
  SELECT 'rows' AS measure
) AS measures
UNION ALL
SELECT
  'imaging_study' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', started_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.started_at
  FROM star.fact_imaging_study AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.imaging_study_id AS recent_key
    FROM history.imaging_study AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.imaging_study_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.started_at
  FROM (
    SELECT
      earlier_change.started_at, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.imaging_study_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.imaging_study_id, known.op, known.sequence, known.row_hash, known.started_at
    FROM (
      SELECT h.imaging_study_id, h.op, h.sequence, h.row_hash, h.started_at, h.arrived_at
      FROM history.imaging_study AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'imaging_study' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.imaging_study_id AS recent_key
    FROM history.imaging_study AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.imaging_study_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_imaging_study
  GROUP BY CAST(date_trunc('month', started_at) AS DATE)
) AS counted_imaging_study
CROSS JOIN (
  SELECT 'rows' AS measure
) AS measures
UNION ALL
SELECT
  'immunization' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'base_cost' THEN base_cost
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', given_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(base_cost) AS DECIMAL(38,6)), 0.000000) AS base_cost
  FROM (
  SELECT shown.given_at, shown.base_cost
  FROM star.fact_immunization AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.immunization_id AS recent_key
    FROM history.immunization AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.immunization_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.given_at, state.base_cost
  FROM (
    SELECT
      earlier_change.given_at, earlier_change.base_cost, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.immunization_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.immunization_id, known.op, known.sequence, known.row_hash, known.given_at, known.base_cost
    FROM (
      SELECT h.immunization_id, h.op, h.sequence, h.row_hash, h.given_at, h.base_cost, h.arrived_at
      FROM history.immunization AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'immunization' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.immunization_id AS recent_key
    FROM history.immunization AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.immunization_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_immunization
  GROUP BY CAST(date_trunc('month', given_at) AS DATE)
) AS counted_immunization
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'base_cost' AS measure
) AS measures
UNION ALL
SELECT
  'lab_result' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'value' THEN value
    WHEN 'reference_low' THEN reference_low
    WHEN 'reference_high' THEN reference_high
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', collected_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(value) AS DECIMAL(38,6)), 0.000000) AS value,
    COALESCE(CAST(SUM(reference_low) AS DECIMAL(38,6)), 0.000000) AS reference_low,
    COALESCE(CAST(SUM(reference_high) AS DECIMAL(38,6)), 0.000000) AS reference_high
  FROM (
  SELECT shown.collected_at, shown.value, shown.reference_low, shown.reference_high
  FROM star.fact_lab_result AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.lab_result_id AS recent_key
    FROM history.lab_result AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.lab_result_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.collected_at, state.value, state.reference_low, state.reference_high
  FROM (
    SELECT
      earlier_change.collected_at, earlier_change.value, earlier_change.reference_low, earlier_change.reference_high, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.lab_result_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.lab_result_id, known.op, known.sequence, known.row_hash, known.collected_at, known.value, known.reference_low, known.reference_high
    FROM (
      SELECT h.lab_result_id, h.op, h.sequence, h.row_hash, h.collected_at, h.value, h.reference_low, h.reference_high, h.arrived_at
      FROM history.lab_result AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'lab_result' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.lab_result_id AS recent_key
    FROM history.lab_result AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.lab_result_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_lab_result
  GROUP BY CAST(date_trunc('month', collected_at) AS DATE)
) AS counted_lab_result
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'value' AS measure
  UNION ALL
  SELECT 'reference_low' AS measure
  UNION ALL
  SELECT 'reference_high' AS measure
) AS measures
UNION ALL
SELECT
  'medication_order' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', started_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.started_at
  FROM star.fact_medication_order AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.medication_order_id AS recent_key
    FROM history.medication_order AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.medication_order_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.started_at
  FROM (
    SELECT
      earlier_change.started_at, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.medication_order_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.medication_order_id, known.op, known.sequence, known.row_hash, known.started_at
    FROM (
      SELECT h.medication_order_id, h.op, h.sequence, h.row_hash, h.started_at, h.arrived_at
      FROM history.medication_order AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'medication_order' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.medication_order_id AS recent_key
    FROM history.medication_order AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.medication_order_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_medication_order
  GROUP BY CAST(date_trunc('month', started_at) AS DATE)
) AS counted_medication_order
CROSS JOIN (
  SELECT 'rows' AS measure
) AS measures
UNION ALL
SELECT
  'medication_dispense' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'quantity' THEN quantity
    WHEN 'base_cost' THEN base_cost
    WHEN 'payer_coverage' THEN payer_coverage
    WHEN 'total_cost' THEN total_cost
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', dispensed_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(quantity) AS DECIMAL(38,6)), 0.000000) AS quantity,
    COALESCE(CAST(SUM(base_cost) AS DECIMAL(38,6)), 0.000000) AS base_cost,
    COALESCE(CAST(SUM(payer_coverage) AS DECIMAL(38,6)), 0.000000) AS payer_coverage,
    COALESCE(CAST(SUM(total_cost) AS DECIMAL(38,6)), 0.000000) AS total_cost
  FROM (
  SELECT shown.dispensed_at, shown.quantity, shown.base_cost, shown.payer_coverage, shown.total_cost
  FROM star.fact_medication_dispense AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.medication_dispense_id AS recent_key
    FROM history.medication_dispense AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.medication_dispense_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.dispensed_at, state.quantity, state.base_cost, state.payer_coverage, state.total_cost
  FROM (
    SELECT
      earlier_change.dispensed_at, earlier_change.quantity, earlier_change.base_cost, earlier_change.payer_coverage, earlier_change.total_cost, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.medication_dispense_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.medication_dispense_id, known.op, known.sequence, known.row_hash, known.dispensed_at, known.quantity, known.base_cost, known.payer_coverage, known.total_cost
    FROM (
      SELECT h.medication_dispense_id, h.op, h.sequence, h.row_hash, h.dispensed_at, h.quantity, h.base_cost, h.payer_coverage, h.total_cost, h.arrived_at
      FROM history.medication_dispense AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'medication_dispense' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.medication_dispense_id AS recent_key
    FROM history.medication_dispense AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.medication_dispense_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_medication_dispense
  GROUP BY CAST(date_trunc('month', dispensed_at) AS DATE)
) AS counted_medication_dispense
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'quantity' AS measure
  UNION ALL
  SELECT 'base_cost' AS measure
  UNION ALL
  SELECT 'payer_coverage' AS measure
  UNION ALL
  SELECT 'total_cost' AS measure
) AS measures
UNION ALL
SELECT
  'observation' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'value' THEN value
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', observed_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(value) AS DECIMAL(38,6)), 0.000000) AS value
  FROM (
  SELECT shown.observed_at, shown.value
  FROM star.fact_observation AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.observation_id AS recent_key
    FROM history.observation AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.observation_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.observed_at, state.value
  FROM (
    SELECT
      earlier_change.observed_at, earlier_change.value, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.observation_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.observation_id, known.op, known.sequence, known.row_hash, known.observed_at, known.value
    FROM (
      SELECT h.observation_id, h.op, h.sequence, h.row_hash, h.observed_at, h.value, h.arrived_at
      FROM history.observation AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'observation' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.observation_id AS recent_key
    FROM history.observation AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.observation_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_observation
  GROUP BY CAST(date_trunc('month', observed_at) AS DATE)
) AS counted_observation
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'value' AS measure
) AS measures
UNION ALL
SELECT
  'patient_expense' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'out_of_pocket_cost' THEN out_of_pocket_cost
    WHEN 'premium_cost' THEN premium_cost
    WHEN 'covered_cost' THEN covered_cost
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', year_started_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(out_of_pocket_cost) AS DECIMAL(38,6)), 0.000000) AS out_of_pocket_cost,
    COALESCE(CAST(SUM(premium_cost) AS DECIMAL(38,6)), 0.000000) AS premium_cost,
    COALESCE(CAST(SUM(covered_cost) AS DECIMAL(38,6)), 0.000000) AS covered_cost
  FROM (
  SELECT shown.year_started_at, shown.out_of_pocket_cost, shown.premium_cost, shown.covered_cost
  FROM star.fact_patient_expense AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.patient_expense_id AS recent_key
    FROM history.patient_expense AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.patient_expense_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.year_started_at, state.out_of_pocket_cost, state.premium_cost, state.covered_cost
  FROM (
    SELECT
      earlier_change.year_started_at, earlier_change.out_of_pocket_cost, earlier_change.premium_cost, earlier_change.covered_cost, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.patient_expense_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.patient_expense_id, known.op, known.sequence, known.row_hash, known.year_started_at, known.out_of_pocket_cost, known.premium_cost, known.covered_cost
    FROM (
      SELECT h.patient_expense_id, h.op, h.sequence, h.row_hash, h.year_started_at, h.out_of_pocket_cost, h.premium_cost, h.covered_cost, h.arrived_at
      FROM history.patient_expense AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'patient_expense' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.patient_expense_id AS recent_key
    FROM history.patient_expense AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.patient_expense_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_patient_expense
  GROUP BY CAST(date_trunc('month', year_started_at) AS DATE)
) AS counted_patient_expense
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'out_of_pocket_cost' AS measure
  UNION ALL
  SELECT 'premium_cost' AS measure
  UNION ALL
  SELECT 'covered_cost' AS measure
) AS measures
UNION ALL
SELECT
  'procedure' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'base_cost' THEN base_cost
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', started_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(base_cost) AS DECIMAL(38,6)), 0.000000) AS base_cost
  FROM (
  SELECT shown.started_at, shown.base_cost
  FROM star.fact_procedure AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.procedure_id AS recent_key
    FROM history.procedure AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.procedure_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.started_at, state.base_cost
  FROM (
    SELECT
      earlier_change.started_at, earlier_change.base_cost, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.procedure_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.procedure_id, known.op, known.sequence, known.row_hash, known.started_at, known.base_cost
    FROM (
      SELECT h.procedure_id, h.op, h.sequence, h.row_hash, h.started_at, h.base_cost, h.arrived_at
      FROM history.procedure AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'procedure' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.procedure_id AS recent_key
    FROM history.procedure AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.procedure_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_procedure
  GROUP BY CAST(date_trunc('month', started_at) AS DATE)
) AS counted_procedure
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'base_cost' AS measure
) AS measures
UNION ALL
SELECT
  'supply_movement' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'unit_cost' THEN unit_cost
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', moved_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(unit_cost) AS DECIMAL(38,6)), 0.000000) AS unit_cost
  FROM (
  SELECT shown.moved_at, shown.unit_cost
  FROM star.fact_supply_movement AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.supply_movement_id AS recent_key
    FROM history.supply_movement AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.supply_movement_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.moved_at, state.unit_cost
  FROM (
    SELECT
      earlier_change.moved_at, earlier_change.unit_cost, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.supply_movement_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.supply_movement_id, known.op, known.sequence, known.row_hash, known.moved_at, known.unit_cost
    FROM (
      SELECT h.supply_movement_id, h.op, h.sequence, h.row_hash, h.moved_at, h.unit_cost, h.arrived_at
      FROM history.supply_movement AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'supply_movement' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.supply_movement_id AS recent_key
    FROM history.supply_movement AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.supply_movement_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_supply_movement
  GROUP BY CAST(date_trunc('month', moved_at) AS DATE)
) AS counted_supply_movement
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'unit_cost' AS measure
) AS measures
UNION ALL
SELECT
  'vital_sign' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'oxygen_saturation' THEN oxygen_saturation
    WHEN 'temperature' THEN temperature
    WHEN 'oxygen_flow' THEN oxygen_flow
    WHEN 'body_weight' THEN body_weight
    WHEN 'body_height' THEN body_height
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', measured_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(oxygen_saturation) AS DECIMAL(38,6)), 0.000000) AS oxygen_saturation,
    COALESCE(CAST(SUM(temperature) AS DECIMAL(38,6)), 0.000000) AS temperature,
    COALESCE(CAST(SUM(oxygen_flow) AS DECIMAL(38,6)), 0.000000) AS oxygen_flow,
    COALESCE(CAST(SUM(body_weight) AS DECIMAL(38,6)), 0.000000) AS body_weight,
    COALESCE(CAST(SUM(body_height) AS DECIMAL(38,6)), 0.000000) AS body_height
  FROM (
  SELECT shown.measured_at, shown.oxygen_saturation, shown.temperature, shown.oxygen_flow, shown.body_weight, shown.body_height
  FROM star.fact_vital_sign AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.vital_sign_id AS recent_key
    FROM history.vital_sign AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
  ) AS recent ON recent.recent_key = shown.vital_sign_bk
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.measured_at, state.oxygen_saturation, state.temperature, state.oxygen_flow, state.body_weight, state.body_height
  FROM (
    SELECT
      earlier_change.measured_at, earlier_change.oxygen_saturation, earlier_change.temperature, earlier_change.oxygen_flow, earlier_change.body_weight, earlier_change.body_height, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.vital_sign_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.vital_sign_id, known.op, known.sequence, known.row_hash, known.measured_at, known.oxygen_saturation, known.temperature, known.oxygen_flow, known.body_weight, known.body_height
    FROM (
      SELECT h.vital_sign_id, h.op, h.sequence, h.row_hash, h.measured_at, h.oxygen_saturation, h.temperature, h.oxygen_flow, h.body_weight, h.body_height, h.arrived_at
      FROM history.vital_sign AS h
      LEFT JOIN history.superseded_delivery x
  ON x.contract = 'vital_sign' AND x.event_key = h.event_key AND CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0 AND x.sequence = h.sequence
      WHERE x.event_id IS NULL AND h.op <> 'I'
    ) AS known
    JOIN (
    SELECT DISTINCT logged.vital_sign_id AS recent_key
    FROM history.vital_sign AS logged
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE logged.arrived_at >= settled.arrived_before AND logged.op <> 'I'
    ) AS recent ON recent.recent_key = known.vital_sign_id
    CROSS JOIN (SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_vital_sign
  GROUP BY CAST(date_trunc('month', measured_at) AS DATE)
) AS counted_vital_sign
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'oxygen_saturation' AS measure
  UNION ALL
  SELECT 'temperature' AS measure
  UNION ALL
  SELECT 'oxygen_flow' AS measure
  UNION ALL
  SELECT 'body_weight' AS measure
  UNION ALL
  SELECT 'body_height' AS measure
) AS measures
