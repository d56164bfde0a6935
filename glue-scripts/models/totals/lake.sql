-- Generated from the contracts and the marts by `npm run codegen`; do not edit.
-- Totals of the lake, to compare with those of the warehouse.
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
  FROM silver.organization_history
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
  FROM silver.patient_history
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
  FROM silver.payer_history
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
  FROM silver.provider_history
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
  FROM silver.encounter
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
  FROM silver.claim
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
  FROM silver.claim_transaction
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
  FROM silver.condition
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
  FROM silver.vital_sign
  GROUP BY CAST(date_trunc('month', measured_at) AS DATE)
) AS counted_vital_sign
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'oxygen_saturation' AS measure
  UNION ALL
  SELECT 'temperature' AS measure
) AS measures
UNION ALL
SELECT
  'encounters_by_department' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'encounter_count' THEN encounter_count
    WHEN 'total_claim_cost' THEN total_claim_cost
    WHEN 'total_payments' THEN total_payments
    WHEN 'collection_rate' THEN collection_rate
  END AS total
FROM (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(encounter_count) AS DECIMAL(38,6)), 0.000000) AS encounter_count,
    COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,6)), 0.000000) AS total_claim_cost,
    COALESCE(CAST(SUM(total_payments) AS DECIMAL(38,6)), 0.000000) AS total_payments,
    COALESCE(CAST(SUM(collection_rate) AS DECIMAL(38,6)), 0.000000) AS collection_rate
  FROM gold.encounters_by_department
) AS counted_encounters_by_department
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'encounter_count' AS measure
  UNION ALL
  SELECT 'total_claim_cost' AS measure
  UNION ALL
  SELECT 'total_payments' AS measure
  UNION ALL
  SELECT 'collection_rate' AS measure
) AS measures
UNION ALL
SELECT
  'encounters_by_org_month' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'encounter_count' THEN encounter_count
    WHEN 'total_claim_cost' THEN total_claim_cost
    WHEN 'total_payments' THEN total_payments
    WHEN 'collection_rate' THEN collection_rate
  END AS total
FROM (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(encounter_count) AS DECIMAL(38,6)), 0.000000) AS encounter_count,
    COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,6)), 0.000000) AS total_claim_cost,
    COALESCE(CAST(SUM(total_payments) AS DECIMAL(38,6)), 0.000000) AS total_payments,
    COALESCE(CAST(SUM(collection_rate) AS DECIMAL(38,6)), 0.000000) AS collection_rate
  FROM gold.encounters_by_org_month
) AS counted_encounters_by_org_month
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'encounter_count' AS measure
  UNION ALL
  SELECT 'total_claim_cost' AS measure
  UNION ALL
  SELECT 'total_payments' AS measure
  UNION ALL
  SELECT 'collection_rate' AS measure
) AS measures
UNION ALL
SELECT
  'payer_coverage_summary' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'encounter_count' THEN encounter_count
    WHEN 'total_claim_cost' THEN total_claim_cost
    WHEN 'total_payer_coverage' THEN total_payer_coverage
    WHEN 'total_payments' THEN total_payments
  END AS total
FROM (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(encounter_count) AS DECIMAL(38,6)), 0.000000) AS encounter_count,
    COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,6)), 0.000000) AS total_claim_cost,
    COALESCE(CAST(SUM(total_payer_coverage) AS DECIMAL(38,6)), 0.000000) AS total_payer_coverage,
    COALESCE(CAST(SUM(total_payments) AS DECIMAL(38,6)), 0.000000) AS total_payments
  FROM gold.payer_coverage_summary
) AS counted_payer_coverage_summary
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'encounter_count' AS measure
  UNION ALL
  SELECT 'total_claim_cost' AS measure
  UNION ALL
  SELECT 'total_payer_coverage' AS measure
  UNION ALL
  SELECT 'total_payments' AS measure
) AS measures
