-- Generated from contracts/records by `npm run codegen`; do not edit.
-- Totals of the lake as of an instant, to compare with those of the warehouse.
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
  FROM silver.diagnosis_history AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.diagnosis_id AS recent_key
    FROM changes.diagnosis AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.diagnosis_id
  WHERE recent.recent_key IS NULL AND shown.is_current
  UNION ALL
  SELECT MAX(earlier_change.row_hash) AS row_hash
  FROM (
    SELECT known.diagnosis_id, known.row_hash
    FROM (
      SELECT delivered.diagnosis_id, delivered.row_hash, delivered.arrived_at
      FROM (
        SELECT
          logged.diagnosis_id, logged.row_hash, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.diagnosis AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.diagnosis_id AS recent_key
    FROM changes.diagnosis AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.diagnosis_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.lab_test_history AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.lab_test_id AS recent_key
    FROM changes.lab_test AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.lab_test_id
  WHERE recent.recent_key IS NULL AND shown.is_current
  UNION ALL
  SELECT MAX(earlier_change.row_hash) AS row_hash
  FROM (
    SELECT known.lab_test_id, known.row_hash
    FROM (
      SELECT delivered.lab_test_id, delivered.row_hash, delivered.arrived_at
      FROM (
        SELECT
          logged.lab_test_id, logged.row_hash, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.lab_test AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.lab_test_id AS recent_key
    FROM changes.lab_test AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.lab_test_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.medication_history AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.medication_id AS recent_key
    FROM changes.medication AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.medication_id
  WHERE recent.recent_key IS NULL AND shown.is_current
  UNION ALL
  SELECT MAX(earlier_change.row_hash) AS row_hash
  FROM (
    SELECT known.medication_id, known.row_hash
    FROM (
      SELECT delivered.medication_id, delivered.row_hash, delivered.arrived_at
      FROM (
        SELECT
          logged.medication_id, logged.row_hash, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.medication AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.medication_id AS recent_key
    FROM changes.medication AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.medication_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.organization_history AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.organization_id AS recent_key
    FROM changes.organization AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.organization_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT version.row_hash
  FROM (
    SELECT
      point.row_hash,
      LAG(point.row_hash) OVER (PARTITION BY point.organization_id ORDER BY point.moment ASC NULLS LAST) AS previous_hash
    FROM (
      SELECT
        earlier_change.organization_id, GREATEST(LEAST(earlier_change.version_at, TIMESTAMP '9999-12-30 00:00:00'), TIMESTAMP '1900-01-01 00:00:00') AS moment, earlier_change.row_hash,
        ROW_NUMBER() OVER (
          PARTITION BY earlier_change.organization_id, GREATEST(LEAST(earlier_change.version_at, TIMESTAMP '9999-12-30 00:00:00'), TIMESTAMP '1900-01-01 00:00:00')
          ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
        ) AS place
      FROM (
    SELECT known.organization_id, known.version_at, known.sequence, known.row_hash
    FROM (
      SELECT delivered.organization_id, delivered.version_at, delivered.sequence, delivered.row_hash, delivered.arrived_at
      FROM (
        SELECT
          logged.organization_id, logged.version_at, logged.sequence, logged.row_hash, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.organization AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.organization_id AS recent_key
    FROM changes.organization AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.organization_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.department_history AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.department_id AS recent_key
    FROM changes.department AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.department_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT version.row_hash
  FROM (
    SELECT
      point.row_hash,
      LAG(point.row_hash) OVER (PARTITION BY point.department_id ORDER BY point.moment ASC NULLS LAST) AS previous_hash
    FROM (
      SELECT
        earlier_change.department_id, GREATEST(LEAST(earlier_change.version_at, TIMESTAMP '9999-12-30 00:00:00'), TIMESTAMP '1900-01-01 00:00:00') AS moment, earlier_change.row_hash,
        ROW_NUMBER() OVER (
          PARTITION BY earlier_change.department_id, GREATEST(LEAST(earlier_change.version_at, TIMESTAMP '9999-12-30 00:00:00'), TIMESTAMP '1900-01-01 00:00:00')
          ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
        ) AS place
      FROM (
    SELECT known.department_id, known.version_at, known.sequence, known.row_hash
    FROM (
      SELECT delivered.department_id, delivered.version_at, delivered.sequence, delivered.row_hash, delivered.arrived_at
      FROM (
        SELECT
          logged.department_id, logged.version_at, logged.sequence, logged.row_hash, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.department AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.department_id AS recent_key
    FROM changes.department AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.department_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.patient_history AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.patient_id AS recent_key
    FROM changes.patient AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.patient_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT version.row_hash
  FROM (
    SELECT
      point.row_hash,
      LAG(point.row_hash) OVER (PARTITION BY point.patient_id ORDER BY point.moment ASC NULLS LAST) AS previous_hash
    FROM (
      SELECT
        earlier_change.patient_id, GREATEST(LEAST(earlier_change.version_at, TIMESTAMP '9999-12-30 00:00:00'), TIMESTAMP '1900-01-01 00:00:00') AS moment, earlier_change.row_hash,
        ROW_NUMBER() OVER (
          PARTITION BY earlier_change.patient_id, GREATEST(LEAST(earlier_change.version_at, TIMESTAMP '9999-12-30 00:00:00'), TIMESTAMP '1900-01-01 00:00:00')
          ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
        ) AS place
      FROM (
    SELECT known.patient_id, known.version_at, known.sequence, known.row_hash
    FROM (
      SELECT delivered.patient_id, delivered.version_at, delivered.sequence, delivered.row_hash, delivered.arrived_at
      FROM (
        SELECT
          logged.patient_id, logged.version_at, logged.sequence, logged.row_hash, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.patient AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.patient_id AS recent_key
    FROM changes.patient AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.patient_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.payer_history AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.payer_id AS recent_key
    FROM changes.payer AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.payer_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT version.row_hash
  FROM (
    SELECT
      point.row_hash,
      LAG(point.row_hash) OVER (PARTITION BY point.payer_id ORDER BY point.moment ASC NULLS LAST) AS previous_hash
    FROM (
      SELECT
        earlier_change.payer_id, GREATEST(LEAST(earlier_change.version_at, TIMESTAMP '9999-12-30 00:00:00'), TIMESTAMP '1900-01-01 00:00:00') AS moment, earlier_change.row_hash,
        ROW_NUMBER() OVER (
          PARTITION BY earlier_change.payer_id, GREATEST(LEAST(earlier_change.version_at, TIMESTAMP '9999-12-30 00:00:00'), TIMESTAMP '1900-01-01 00:00:00')
          ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
        ) AS place
      FROM (
    SELECT known.payer_id, known.version_at, known.sequence, known.row_hash
    FROM (
      SELECT delivered.payer_id, delivered.version_at, delivered.sequence, delivered.row_hash, delivered.arrived_at
      FROM (
        SELECT
          logged.payer_id, logged.version_at, logged.sequence, logged.row_hash, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.payer AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.payer_id AS recent_key
    FROM changes.payer AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.payer_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.plan_history AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.plan_id AS recent_key
    FROM changes.plan AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.plan_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT version.row_hash
  FROM (
    SELECT
      point.row_hash,
      LAG(point.row_hash) OVER (PARTITION BY point.plan_id ORDER BY point.moment ASC NULLS LAST) AS previous_hash
    FROM (
      SELECT
        earlier_change.plan_id, GREATEST(LEAST(earlier_change.version_at, TIMESTAMP '9999-12-30 00:00:00'), TIMESTAMP '1900-01-01 00:00:00') AS moment, earlier_change.row_hash,
        ROW_NUMBER() OVER (
          PARTITION BY earlier_change.plan_id, GREATEST(LEAST(earlier_change.version_at, TIMESTAMP '9999-12-30 00:00:00'), TIMESTAMP '1900-01-01 00:00:00')
          ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
        ) AS place
      FROM (
    SELECT known.plan_id, known.version_at, known.sequence, known.row_hash
    FROM (
      SELECT delivered.plan_id, delivered.version_at, delivered.sequence, delivered.row_hash, delivered.arrived_at
      FROM (
        SELECT
          logged.plan_id, logged.version_at, logged.sequence, logged.row_hash, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.plan AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.plan_id AS recent_key
    FROM changes.plan AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.plan_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.procedure_code_history AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.procedure_code_id AS recent_key
    FROM changes.procedure_code AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.procedure_code_id
  WHERE recent.recent_key IS NULL AND shown.is_current
  UNION ALL
  SELECT MAX(earlier_change.row_hash) AS row_hash
  FROM (
    SELECT known.procedure_code_id, known.row_hash
    FROM (
      SELECT delivered.procedure_code_id, delivered.row_hash, delivered.arrived_at
      FROM (
        SELECT
          logged.procedure_code_id, logged.row_hash, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.procedure_code AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.procedure_code_id AS recent_key
    FROM changes.procedure_code AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.procedure_code_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.provider_history AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.provider_id AS recent_key
    FROM changes.provider AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.provider_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT version.row_hash
  FROM (
    SELECT
      point.row_hash,
      LAG(point.row_hash) OVER (PARTITION BY point.provider_id ORDER BY point.moment ASC NULLS LAST) AS previous_hash
    FROM (
      SELECT
        earlier_change.provider_id, GREATEST(LEAST(earlier_change.version_at, TIMESTAMP '9999-12-30 00:00:00'), TIMESTAMP '1900-01-01 00:00:00') AS moment, earlier_change.row_hash,
        ROW_NUMBER() OVER (
          PARTITION BY earlier_change.provider_id, GREATEST(LEAST(earlier_change.version_at, TIMESTAMP '9999-12-30 00:00:00'), TIMESTAMP '1900-01-01 00:00:00')
          ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
        ) AS place
      FROM (
    SELECT known.provider_id, known.version_at, known.sequence, known.row_hash
    FROM (
      SELECT delivered.provider_id, delivered.version_at, delivered.sequence, delivered.row_hash, delivered.arrived_at
      FROM (
        SELECT
          logged.provider_id, logged.version_at, logged.sequence, logged.row_hash, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.provider AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.provider_id AS recent_key
    FROM changes.provider AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.provider_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.supply_item_history AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.supply_item_id AS recent_key
    FROM changes.supply_item AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.supply_item_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT version.row_hash
  FROM (
    SELECT
      point.row_hash,
      LAG(point.row_hash) OVER (PARTITION BY point.supply_item_id ORDER BY point.moment ASC NULLS LAST) AS previous_hash
    FROM (
      SELECT
        earlier_change.supply_item_id, GREATEST(LEAST(earlier_change.version_at, TIMESTAMP '9999-12-30 00:00:00'), TIMESTAMP '1900-01-01 00:00:00') AS moment, earlier_change.row_hash,
        ROW_NUMBER() OVER (
          PARTITION BY earlier_change.supply_item_id, GREATEST(LEAST(earlier_change.version_at, TIMESTAMP '9999-12-30 00:00:00'), TIMESTAMP '1900-01-01 00:00:00')
          ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
        ) AS place
      FROM (
    SELECT known.supply_item_id, known.version_at, known.sequence, known.row_hash
    FROM (
      SELECT delivered.supply_item_id, delivered.version_at, delivered.sequence, delivered.row_hash, delivered.arrived_at
      FROM (
        SELECT
          logged.supply_item_id, logged.version_at, logged.sequence, logged.row_hash, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.supply_item AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.supply_item_id AS recent_key
    FROM changes.supply_item AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.supply_item_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.coverage_period AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.coverage_period_id AS recent_key
    FROM changes.coverage_period AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.coverage_period_id
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
      SELECT delivered.coverage_period_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.enrolled_at, delivered.arrived_at
      FROM (
        SELECT
          logged.coverage_period_id, logged.op, logged.sequence, logged.row_hash, logged.enrolled_at, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.coverage_period AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.coverage_period_id AS recent_key
    FROM changes.coverage_period AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.coverage_period_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.encounter AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.encounter_id AS recent_key
    FROM changes.encounter AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.encounter_id
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
      SELECT delivered.encounter_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.started_at, delivered.base_encounter_cost, delivered.total_claim_cost, delivered.payer_coverage, delivered.arrived_at
      FROM (
        SELECT
          logged.encounter_id, logged.op, logged.sequence, logged.row_hash, logged.started_at, logged.base_encounter_cost, logged.total_claim_cost, logged.payer_coverage, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.encounter AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.encounter_id AS recent_key
    FROM changes.encounter AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.encounter_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.allergy AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.allergy_id AS recent_key
    FROM changes.allergy AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.allergy_id
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
      SELECT delivered.allergy_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.found_at, delivered.arrived_at
      FROM (
        SELECT
          logged.allergy_id, logged.op, logged.sequence, logged.row_hash, logged.found_at, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.allergy AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.allergy_id AS recent_key
    FROM changes.allergy AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.allergy_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.appointment AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.appointment_id AS recent_key
    FROM changes.appointment AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.appointment_id
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
      SELECT delivered.appointment_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.status_at, delivered.arrived_at
      FROM (
        SELECT
          logged.appointment_id, logged.op, logged.sequence, logged.row_hash, logged.status_at, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.appointment AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.appointment_id AS recent_key
    FROM changes.appointment AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.appointment_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.care_plan AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.care_plan_id AS recent_key
    FROM changes.care_plan AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.care_plan_id
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
      SELECT delivered.care_plan_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.started_at, delivered.arrived_at
      FROM (
        SELECT
          logged.care_plan_id, logged.op, logged.sequence, logged.row_hash, logged.started_at, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.care_plan AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.care_plan_id AS recent_key
    FROM changes.care_plan AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.care_plan_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.claim AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.claim_id AS recent_key
    FROM changes.claim AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.claim_id
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
      SELECT delivered.claim_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.service_at, delivered.primary_outstanding, delivered.secondary_outstanding, delivered.patient_outstanding, delivered.quantity_dispensed, delivered.charge_amount, delivered.allowed_amount, delivered.paid_amount, delivered.denied_amount, delivered.patient_responsibility, delivered.arrived_at
      FROM (
        SELECT
          logged.claim_id, logged.op, logged.sequence, logged.row_hash, logged.service_at, logged.primary_outstanding, logged.secondary_outstanding, logged.patient_outstanding, logged.quantity_dispensed, logged.charge_amount, logged.allowed_amount, logged.paid_amount, logged.denied_amount, logged.patient_responsibility, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.claim AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.claim_id AS recent_key
    FROM changes.claim AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.claim_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.claim_transaction AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.claim_transaction_id AS recent_key
    FROM changes.claim_transaction AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.claim_transaction_id
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
      SELECT delivered.claim_transaction_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.from_at, delivered.amount, delivered.unit_amount, delivered.payment, delivered.adjustment, delivered.transfer, delivered.outstanding, delivered.allowed_amount, delivered.denied_amount, delivered.arrived_at
      FROM (
        SELECT
          logged.claim_transaction_id, logged.op, logged.sequence, logged.row_hash, logged.from_at, logged.amount, logged.unit_amount, logged.payment, logged.adjustment, logged.transfer, logged.outstanding, logged.allowed_amount, logged.denied_amount, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.claim_transaction AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.claim_transaction_id AS recent_key
    FROM changes.claim_transaction AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.claim_transaction_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.condition AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.condition_id AS recent_key
    FROM changes.condition AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.condition_id
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
      SELECT delivered.condition_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.onset_at, delivered.arrived_at
      FROM (
        SELECT
          logged.condition_id, logged.op, logged.sequence, logged.row_hash, logged.onset_at, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.condition AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.condition_id AS recent_key
    FROM changes.condition AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.condition_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.device AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.device_id AS recent_key
    FROM changes.device AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.device_id
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
      SELECT delivered.device_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.started_at, delivered.arrived_at
      FROM (
        SELECT
          logged.device_id, logged.op, logged.sequence, logged.row_hash, logged.started_at, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.device AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.device_id AS recent_key
    FROM changes.device AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.device_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.imaging_study AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.imaging_study_id AS recent_key
    FROM changes.imaging_study AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.imaging_study_id
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
      SELECT delivered.imaging_study_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.started_at, delivered.arrived_at
      FROM (
        SELECT
          logged.imaging_study_id, logged.op, logged.sequence, logged.row_hash, logged.started_at, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.imaging_study AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.imaging_study_id AS recent_key
    FROM changes.imaging_study AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.imaging_study_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.immunization AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.immunization_id AS recent_key
    FROM changes.immunization AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.immunization_id
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
      SELECT delivered.immunization_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.given_at, delivered.base_cost, delivered.arrived_at
      FROM (
        SELECT
          logged.immunization_id, logged.op, logged.sequence, logged.row_hash, logged.given_at, logged.base_cost, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.immunization AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.immunization_id AS recent_key
    FROM changes.immunization AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.immunization_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.lab_result AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.lab_result_id AS recent_key
    FROM changes.lab_result AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.lab_result_id
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
      SELECT delivered.lab_result_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.collected_at, delivered.value, delivered.reference_low, delivered.reference_high, delivered.arrived_at
      FROM (
        SELECT
          logged.lab_result_id, logged.op, logged.sequence, logged.row_hash, logged.collected_at, logged.value, logged.reference_low, logged.reference_high, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.lab_result AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.lab_result_id AS recent_key
    FROM changes.lab_result AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.lab_result_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.medication_order AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.medication_order_id AS recent_key
    FROM changes.medication_order AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.medication_order_id
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
      SELECT delivered.medication_order_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.started_at, delivered.arrived_at
      FROM (
        SELECT
          logged.medication_order_id, logged.op, logged.sequence, logged.row_hash, logged.started_at, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.medication_order AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.medication_order_id AS recent_key
    FROM changes.medication_order AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.medication_order_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.medication_dispense AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.medication_dispense_id AS recent_key
    FROM changes.medication_dispense AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.medication_dispense_id
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
      SELECT delivered.medication_dispense_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.dispensed_at, delivered.quantity, delivered.base_cost, delivered.payer_coverage, delivered.total_cost, delivered.arrived_at
      FROM (
        SELECT
          logged.medication_dispense_id, logged.op, logged.sequence, logged.row_hash, logged.dispensed_at, logged.quantity, logged.base_cost, logged.payer_coverage, logged.total_cost, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.medication_dispense AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.medication_dispense_id AS recent_key
    FROM changes.medication_dispense AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.medication_dispense_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.observation AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.observation_id AS recent_key
    FROM changes.observation AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.observation_id
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
      SELECT delivered.observation_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.observed_at, delivered.value, delivered.arrived_at
      FROM (
        SELECT
          logged.observation_id, logged.op, logged.sequence, logged.row_hash, logged.observed_at, logged.value, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.observation AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.observation_id AS recent_key
    FROM changes.observation AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.observation_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.patient_expense AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.patient_expense_id AS recent_key
    FROM changes.patient_expense AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.patient_expense_id
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
      SELECT delivered.patient_expense_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.year_started_at, delivered.out_of_pocket_cost, delivered.premium_cost, delivered.covered_cost, delivered.arrived_at
      FROM (
        SELECT
          logged.patient_expense_id, logged.op, logged.sequence, logged.row_hash, logged.year_started_at, logged.out_of_pocket_cost, logged.premium_cost, logged.covered_cost, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.patient_expense AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.patient_expense_id AS recent_key
    FROM changes.patient_expense AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.patient_expense_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.procedure AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.procedure_id AS recent_key
    FROM changes.procedure AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.procedure_id
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
      SELECT delivered.procedure_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.started_at, delivered.base_cost, delivered.arrived_at
      FROM (
        SELECT
          logged.procedure_id, logged.op, logged.sequence, logged.row_hash, logged.started_at, logged.base_cost, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.procedure AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.procedure_id AS recent_key
    FROM changes.procedure AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.procedure_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.supply_movement AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.supply_movement_id AS recent_key
    FROM changes.supply_movement AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.supply_movement_id
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
      SELECT delivered.supply_movement_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.moved_at, delivered.unit_cost, delivered.arrived_at
      FROM (
        SELECT
          logged.supply_movement_id, logged.op, logged.sequence, logged.row_hash, logged.moved_at, logged.unit_cost, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.supply_movement AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.supply_movement_id AS recent_key
    FROM changes.supply_movement AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.supply_movement_id
    CROSS JOIN totals.settled AS settled
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
  FROM silver.vital_sign AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.vital_sign_id AS recent_key
    FROM changes.vital_sign AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.vital_sign_id
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
      SELECT delivered.vital_sign_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.measured_at, delivered.oxygen_saturation, delivered.temperature, delivered.oxygen_flow, delivered.body_weight, delivered.body_height, delivered.arrived_at
      FROM (
        SELECT
          logged.vital_sign_id, logged.op, logged.sequence, logged.row_hash, logged.measured_at, logged.oxygen_saturation, logged.temperature, logged.oxygen_flow, logged.body_weight, logged.body_height, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.vital_sign AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.vital_sign_id AS recent_key
    FROM changes.vital_sign AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.vital_sign_id
    CROSS JOIN totals.settled AS settled
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
