-- Generated from the contracts by `npm run codegen`; do not edit.
-- Totals of the lake, to compare with those of the warehouse.
WITH settled AS (
  SELECT arrived_before FROM run.settled
),
organization_since AS (
  SELECT DISTINCT organization_id
  FROM changes.organization
  WHERE arrived_at >= (SELECT arrived_before FROM settled)
),
organization_before AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.organization AS logged
  WHERE op <> 'I'
    AND arrived_at < (SELECT arrived_before FROM settled)
    AND EXISTS (SELECT 1 FROM organization_since AS since WHERE since.organization_id = logged.organization_id)
),
patient_since AS (
  SELECT DISTINCT patient_id
  FROM changes.patient
  WHERE arrived_at >= (SELECT arrived_before FROM settled)
),
patient_before AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.patient AS logged
  WHERE op <> 'I'
    AND arrived_at < (SELECT arrived_before FROM settled)
    AND EXISTS (SELECT 1 FROM patient_since AS since WHERE since.patient_id = logged.patient_id)
),
payer_since AS (
  SELECT DISTINCT payer_id
  FROM changes.payer
  WHERE arrived_at >= (SELECT arrived_before FROM settled)
),
payer_before AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.payer AS logged
  WHERE op <> 'I'
    AND arrived_at < (SELECT arrived_before FROM settled)
    AND EXISTS (SELECT 1 FROM payer_since AS since WHERE since.payer_id = logged.payer_id)
),
provider_since AS (
  SELECT DISTINCT provider_id
  FROM changes.provider
  WHERE arrived_at >= (SELECT arrived_before FROM settled)
),
provider_before AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.provider AS logged
  WHERE op <> 'I'
    AND arrived_at < (SELECT arrived_before FROM settled)
    AND EXISTS (SELECT 1 FROM provider_since AS since WHERE since.provider_id = logged.provider_id)
),
encounter_since AS (
  SELECT DISTINCT encounter_id
  FROM changes.encounter
  WHERE arrived_at >= (SELECT arrived_before FROM settled)
),
encounter_before AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.encounter AS logged
  WHERE op <> 'I'
    AND arrived_at < (SELECT arrived_before FROM settled)
    AND EXISTS (SELECT 1 FROM encounter_since AS since WHERE since.encounter_id = logged.encounter_id)
),
claim_since AS (
  SELECT DISTINCT claim_id
  FROM changes.claim
  WHERE arrived_at >= (SELECT arrived_before FROM settled)
),
claim_before AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.claim AS logged
  WHERE op <> 'I'
    AND arrived_at < (SELECT arrived_before FROM settled)
    AND EXISTS (SELECT 1 FROM claim_since AS since WHERE since.claim_id = logged.claim_id)
),
claim_transaction_since AS (
  SELECT DISTINCT claim_transaction_id
  FROM changes.claim_transaction
  WHERE arrived_at >= (SELECT arrived_before FROM settled)
),
claim_transaction_before AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.claim_transaction AS logged
  WHERE op <> 'I'
    AND arrived_at < (SELECT arrived_before FROM settled)
    AND EXISTS (SELECT 1 FROM claim_transaction_since AS since WHERE since.claim_transaction_id = logged.claim_transaction_id)
),
condition_since AS (
  SELECT DISTINCT condition_id
  FROM changes.condition
  WHERE arrived_at >= (SELECT arrived_before FROM settled)
),
condition_before AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.condition AS logged
  WHERE op <> 'I'
    AND arrived_at < (SELECT arrived_before FROM settled)
    AND EXISTS (SELECT 1 FROM condition_since AS since WHERE since.condition_id = logged.condition_id)
),
vital_sign_since AS (
  SELECT DISTINCT vital_sign_id
  FROM changes.vital_sign
  WHERE arrived_at >= (SELECT arrived_before FROM settled)
),
vital_sign_before AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.vital_sign AS logged
  WHERE op <> 'I'
    AND arrived_at < (SELECT arrived_before FROM settled)
    AND EXISTS (SELECT 1 FROM vital_sign_since AS since WHERE since.vital_sign_id = logged.vital_sign_id)
)
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
    SELECT present.organization_id AS organization_id
    FROM silver.organization_history AS present
    WHERE NOT EXISTS (
      SELECT 1 FROM organization_since AS since WHERE since.organization_id = present.organization_id
    )
    UNION ALL
    SELECT organization_id
    FROM (
      SELECT organization_id, row_hash, LAG(row_hash) OVER (PARTITION BY organization_id ORDER BY version_time ASC NULLS LAST) AS previous
      FROM (
        SELECT *, ROW_NUMBER() OVER (PARTITION BY organization_id, version_time ORDER BY sequence DESC NULLS LAST, row_hash DESC NULLS LAST, event_source DESC NULLS LAST, event_id DESC NULLS LAST) AS place
        FROM (SELECT *, version_at AS version_time FROM organization_before WHERE delivery = 1) AS timed
      ) AS instants
      WHERE place = 1
    ) AS versions
    WHERE previous IS NULL OR previous <> row_hash
  ) AS settled_organization
) AS counted_organization
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
    SELECT present.patient_id AS patient_id
    FROM silver.patient_history AS present
    WHERE NOT EXISTS (
      SELECT 1 FROM patient_since AS since WHERE since.patient_id = present.patient_id
    )
    UNION ALL
    SELECT patient_id
    FROM (
      SELECT patient_id, row_hash, LAG(row_hash) OVER (PARTITION BY patient_id ORDER BY version_time ASC NULLS LAST) AS previous
      FROM (
        SELECT *, ROW_NUMBER() OVER (PARTITION BY patient_id, version_time ORDER BY sequence DESC NULLS LAST, row_hash DESC NULLS LAST, event_source DESC NULLS LAST, event_id DESC NULLS LAST) AS place
        FROM (SELECT *, version_at AS version_time FROM patient_before WHERE delivery = 1) AS timed
      ) AS instants
      WHERE place = 1
    ) AS versions
    WHERE previous IS NULL OR previous <> row_hash
  ) AS settled_patient
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
    SELECT present.payer_id AS payer_id
    FROM silver.payer_history AS present
    WHERE NOT EXISTS (
      SELECT 1 FROM payer_since AS since WHERE since.payer_id = present.payer_id
    )
    UNION ALL
    SELECT payer_id
    FROM (
      SELECT payer_id, row_hash, LAG(row_hash) OVER (PARTITION BY payer_id ORDER BY version_time ASC NULLS LAST) AS previous
      FROM (
        SELECT *, ROW_NUMBER() OVER (PARTITION BY payer_id, version_time ORDER BY sequence DESC NULLS LAST, row_hash DESC NULLS LAST, event_source DESC NULLS LAST, event_id DESC NULLS LAST) AS place
        FROM (SELECT *, version_at AS version_time FROM payer_before WHERE delivery = 1) AS timed
      ) AS instants
      WHERE place = 1
    ) AS versions
    WHERE previous IS NULL OR previous <> row_hash
  ) AS settled_payer
) AS counted_payer
CROSS JOIN (
  SELECT 'versions' AS measure
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
    SELECT present.provider_id AS provider_id
    FROM silver.provider_history AS present
    WHERE NOT EXISTS (
      SELECT 1 FROM provider_since AS since WHERE since.provider_id = present.provider_id
    )
    UNION ALL
    SELECT provider_id
    FROM (
      SELECT provider_id, row_hash, LAG(row_hash) OVER (PARTITION BY provider_id ORDER BY version_time ASC NULLS LAST) AS previous
      FROM (
        SELECT *, ROW_NUMBER() OVER (PARTITION BY provider_id, version_time ORDER BY sequence DESC NULLS LAST, row_hash DESC NULLS LAST, event_source DESC NULLS LAST, event_id DESC NULLS LAST) AS place
        FROM (SELECT *, version_at AS version_time FROM provider_before WHERE delivery = 1) AS timed
      ) AS instants
      WHERE place = 1
    ) AS versions
    WHERE previous IS NULL OR previous <> row_hash
  ) AS settled_provider
) AS counted_provider
CROSS JOIN (
  SELECT 'versions' AS measure
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
    SELECT present.started_at, present.base_encounter_cost, present.total_claim_cost, present.payer_coverage
    FROM silver.encounter AS present
    WHERE NOT EXISTS (
      SELECT 1 FROM encounter_since AS since WHERE since.encounter_id = present.encounter_id
    )
    UNION ALL
    SELECT started_at, base_encounter_cost, total_claim_cost, payer_coverage
    FROM (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY encounter_id ORDER BY sequence DESC NULLS LAST, row_hash DESC NULLS LAST, event_source DESC NULLS LAST, event_id DESC NULLS LAST) AS recency
      FROM encounter_before
      WHERE delivery = 1
    ) AS changes
    WHERE recency = 1 AND op <> 'D'
  ) AS settled_encounter
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
  'claim' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'primary_outstanding' THEN primary_outstanding
    WHEN 'secondary_outstanding' THEN secondary_outstanding
    WHEN 'patient_outstanding' THEN patient_outstanding
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', service_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(primary_outstanding) AS DECIMAL(38,6)), 0.000000) AS primary_outstanding,
    COALESCE(CAST(SUM(secondary_outstanding) AS DECIMAL(38,6)), 0.000000) AS secondary_outstanding,
    COALESCE(CAST(SUM(patient_outstanding) AS DECIMAL(38,6)), 0.000000) AS patient_outstanding
  FROM (
    SELECT present.service_at, present.primary_outstanding, present.secondary_outstanding, present.patient_outstanding
    FROM silver.claim AS present
    WHERE NOT EXISTS (
      SELECT 1 FROM claim_since AS since WHERE since.claim_id = present.claim_id
    )
    UNION ALL
    SELECT service_at, primary_outstanding, secondary_outstanding, patient_outstanding
    FROM (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY claim_id ORDER BY sequence DESC NULLS LAST, row_hash DESC NULLS LAST, event_source DESC NULLS LAST, event_id DESC NULLS LAST) AS recency
      FROM claim_before
      WHERE delivery = 1
    ) AS changes
    WHERE recency = 1 AND op <> 'D'
  ) AS settled_claim
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
    COALESCE(CAST(SUM(outstanding) AS DECIMAL(38,6)), 0.000000) AS outstanding
  FROM (
    SELECT present.from_at, present.amount, present.unit_amount, present.payment, present.adjustment, present.transfer, present.outstanding
    FROM silver.claim_transaction AS present
    WHERE NOT EXISTS (
      SELECT 1 FROM claim_transaction_since AS since WHERE since.claim_transaction_id = present.claim_transaction_id
    )
    UNION ALL
    SELECT from_at, amount, unit_amount, payment, adjustment, transfer, outstanding
    FROM (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY claim_transaction_id ORDER BY sequence DESC NULLS LAST, row_hash DESC NULLS LAST, event_source DESC NULLS LAST, event_id DESC NULLS LAST) AS recency
      FROM claim_transaction_before
      WHERE delivery = 1
    ) AS changes
    WHERE recency = 1 AND op <> 'D'
  ) AS settled_claim_transaction
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
    SELECT present.onset_at
    FROM silver.condition AS present
    WHERE NOT EXISTS (
      SELECT 1 FROM condition_since AS since WHERE since.condition_id = present.condition_id
    )
    UNION ALL
    SELECT onset_at
    FROM (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY condition_id ORDER BY sequence DESC NULLS LAST, row_hash DESC NULLS LAST, event_source DESC NULLS LAST, event_id DESC NULLS LAST) AS recency
      FROM condition_before
      WHERE delivery = 1
    ) AS changes
    WHERE recency = 1 AND op <> 'D'
  ) AS settled_condition
  GROUP BY CAST(date_trunc('month', onset_at) AS DATE)
) AS counted_condition
CROSS JOIN (
  SELECT 'rows' AS measure
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
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', measured_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(oxygen_saturation) AS DECIMAL(38,6)), 0.000000) AS oxygen_saturation,
    COALESCE(CAST(SUM(temperature) AS DECIMAL(38,6)), 0.000000) AS temperature
  FROM (
    SELECT present.measured_at, present.oxygen_saturation, present.temperature
    FROM silver.vital_sign AS present
    WHERE NOT EXISTS (
      SELECT 1 FROM vital_sign_since AS since WHERE since.vital_sign_id = present.vital_sign_id
    )
    UNION ALL
    SELECT measured_at, oxygen_saturation, temperature
    FROM (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY vital_sign_id ORDER BY sequence DESC NULLS LAST, row_hash DESC NULLS LAST, event_source DESC NULLS LAST, event_id DESC NULLS LAST) AS recency
      FROM vital_sign_before
      WHERE delivery = 1
    ) AS changes
    WHERE recency = 1 AND op <> 'D'
  ) AS settled_vital_sign
  GROUP BY CAST(date_trunc('month', measured_at) AS DATE)
) AS counted_vital_sign
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'oxygen_saturation' AS measure
  UNION ALL
  SELECT 'temperature' AS measure
) AS measures
