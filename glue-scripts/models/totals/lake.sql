-- Generated from the contracts and the marts by `npm run codegen`; do not edit.
-- Totals of the lake, to compare with those of the warehouse.
WITH organization_totals AS (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM silver.organization_history
),
patient_totals AS (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM silver.patient_history
),
payer_totals AS (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM silver.payer_history
),
provider_totals AS (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM silver.provider_history
),
encounter_totals AS (
  SELECT
    CAST(date_trunc('month', started_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(base_encounter_cost) AS DECIMAL(38,6)), 0.000000) AS base_encounter_cost,
    COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,6)), 0.000000) AS total_claim_cost,
    COALESCE(CAST(SUM(payer_coverage) AS DECIMAL(38,6)), 0.000000) AS payer_coverage
  FROM silver.encounter
  GROUP BY CAST(date_trunc('month', started_at) AS DATE)
),
claim_totals AS (
  SELECT
    CAST(date_trunc('month', service_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(primary_outstanding) AS DECIMAL(38,6)), 0.000000) AS primary_outstanding,
    COALESCE(CAST(SUM(secondary_outstanding) AS DECIMAL(38,6)), 0.000000) AS secondary_outstanding,
    COALESCE(CAST(SUM(patient_outstanding) AS DECIMAL(38,6)), 0.000000) AS patient_outstanding
  FROM silver.claim
  GROUP BY CAST(date_trunc('month', service_at) AS DATE)
),
claim_transaction_totals AS (
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
),
condition_totals AS (
  SELECT
    CAST(date_trunc('month', onset_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM silver.condition
  GROUP BY CAST(date_trunc('month', onset_at) AS DATE)
),
vital_sign_totals AS (
  SELECT
    CAST(date_trunc('month', measured_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(oxygen_saturation) AS DECIMAL(38,6)), 0.000000) AS oxygen_saturation,
    COALESCE(CAST(SUM(temperature) AS DECIMAL(38,6)), 0.000000) AS temperature
  FROM silver.vital_sign
  GROUP BY CAST(date_trunc('month', measured_at) AS DATE)
),
encounters_by_department_totals AS (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(encounter_count) AS DECIMAL(38,6)), 0.000000) AS encounter_count,
    COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,6)), 0.000000) AS total_claim_cost,
    COALESCE(CAST(SUM(total_payments) AS DECIMAL(38,6)), 0.000000) AS total_payments,
    COALESCE(CAST(SUM(collection_rate) AS DECIMAL(38,6)), 0.000000) AS collection_rate
  FROM gold.encounters_by_department
),
encounters_by_org_month_totals AS (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(encounter_count) AS DECIMAL(38,6)), 0.000000) AS encounter_count,
    COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,6)), 0.000000) AS total_claim_cost,
    COALESCE(CAST(SUM(total_payments) AS DECIMAL(38,6)), 0.000000) AS total_payments,
    COALESCE(CAST(SUM(collection_rate) AS DECIMAL(38,6)), 0.000000) AS collection_rate
  FROM gold.encounters_by_org_month
),
payer_coverage_summary_totals AS (
  SELECT
    CAST(NULL AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(encounter_count) AS DECIMAL(38,6)), 0.000000) AS encounter_count,
    COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,6)), 0.000000) AS total_claim_cost,
    COALESCE(CAST(SUM(total_payer_coverage) AS DECIMAL(38,6)), 0.000000) AS total_payer_coverage,
    COALESCE(CAST(SUM(total_payments) AS DECIMAL(38,6)), 0.000000) AS total_payments
  FROM gold.payer_coverage_summary
)
SELECT 'organization' AS subject, month, 'versions' AS measure, counted AS total FROM organization_totals
UNION ALL
SELECT 'patient' AS subject, month, 'versions' AS measure, counted AS total FROM patient_totals
UNION ALL
SELECT 'payer' AS subject, month, 'versions' AS measure, counted AS total FROM payer_totals
UNION ALL
SELECT 'provider' AS subject, month, 'versions' AS measure, counted AS total FROM provider_totals
UNION ALL
SELECT 'encounter' AS subject, month, 'rows' AS measure, counted AS total FROM encounter_totals
UNION ALL
SELECT 'encounter' AS subject, month, 'base_encounter_cost' AS measure, base_encounter_cost AS total FROM encounter_totals
UNION ALL
SELECT 'encounter' AS subject, month, 'total_claim_cost' AS measure, total_claim_cost AS total FROM encounter_totals
UNION ALL
SELECT 'encounter' AS subject, month, 'payer_coverage' AS measure, payer_coverage AS total FROM encounter_totals
UNION ALL
SELECT 'claim' AS subject, month, 'rows' AS measure, counted AS total FROM claim_totals
UNION ALL
SELECT 'claim' AS subject, month, 'primary_outstanding' AS measure, primary_outstanding AS total FROM claim_totals
UNION ALL
SELECT 'claim' AS subject, month, 'secondary_outstanding' AS measure, secondary_outstanding AS total FROM claim_totals
UNION ALL
SELECT 'claim' AS subject, month, 'patient_outstanding' AS measure, patient_outstanding AS total FROM claim_totals
UNION ALL
SELECT 'claim_transaction' AS subject, month, 'rows' AS measure, counted AS total FROM claim_transaction_totals
UNION ALL
SELECT 'claim_transaction' AS subject, month, 'amount' AS measure, amount AS total FROM claim_transaction_totals
UNION ALL
SELECT 'claim_transaction' AS subject, month, 'unit_amount' AS measure, unit_amount AS total FROM claim_transaction_totals
UNION ALL
SELECT 'claim_transaction' AS subject, month, 'payment' AS measure, payment AS total FROM claim_transaction_totals
UNION ALL
SELECT 'claim_transaction' AS subject, month, 'adjustment' AS measure, adjustment AS total FROM claim_transaction_totals
UNION ALL
SELECT 'claim_transaction' AS subject, month, 'transfer' AS measure, transfer AS total FROM claim_transaction_totals
UNION ALL
SELECT 'claim_transaction' AS subject, month, 'outstanding' AS measure, outstanding AS total FROM claim_transaction_totals
UNION ALL
SELECT 'condition' AS subject, month, 'rows' AS measure, counted AS total FROM condition_totals
UNION ALL
SELECT 'vital_sign' AS subject, month, 'rows' AS measure, counted AS total FROM vital_sign_totals
UNION ALL
SELECT 'vital_sign' AS subject, month, 'oxygen_saturation' AS measure, oxygen_saturation AS total FROM vital_sign_totals
UNION ALL
SELECT 'vital_sign' AS subject, month, 'temperature' AS measure, temperature AS total FROM vital_sign_totals
UNION ALL
SELECT 'encounters_by_department' AS subject, month, 'rows' AS measure, counted AS total FROM encounters_by_department_totals
UNION ALL
SELECT 'encounters_by_department' AS subject, month, 'encounter_count' AS measure, encounter_count AS total FROM encounters_by_department_totals
UNION ALL
SELECT 'encounters_by_department' AS subject, month, 'total_claim_cost' AS measure, total_claim_cost AS total FROM encounters_by_department_totals
UNION ALL
SELECT 'encounters_by_department' AS subject, month, 'total_payments' AS measure, total_payments AS total FROM encounters_by_department_totals
UNION ALL
SELECT 'encounters_by_department' AS subject, month, 'collection_rate' AS measure, collection_rate AS total FROM encounters_by_department_totals
UNION ALL
SELECT 'encounters_by_org_month' AS subject, month, 'rows' AS measure, counted AS total FROM encounters_by_org_month_totals
UNION ALL
SELECT 'encounters_by_org_month' AS subject, month, 'encounter_count' AS measure, encounter_count AS total FROM encounters_by_org_month_totals
UNION ALL
SELECT 'encounters_by_org_month' AS subject, month, 'total_claim_cost' AS measure, total_claim_cost AS total FROM encounters_by_org_month_totals
UNION ALL
SELECT 'encounters_by_org_month' AS subject, month, 'total_payments' AS measure, total_payments AS total FROM encounters_by_org_month_totals
UNION ALL
SELECT 'encounters_by_org_month' AS subject, month, 'collection_rate' AS measure, collection_rate AS total FROM encounters_by_org_month_totals
UNION ALL
SELECT 'payer_coverage_summary' AS subject, month, 'rows' AS measure, counted AS total FROM payer_coverage_summary_totals
UNION ALL
SELECT 'payer_coverage_summary' AS subject, month, 'encounter_count' AS measure, encounter_count AS total FROM payer_coverage_summary_totals
UNION ALL
SELECT 'payer_coverage_summary' AS subject, month, 'total_claim_cost' AS measure, total_claim_cost AS total FROM payer_coverage_summary_totals
UNION ALL
SELECT 'payer_coverage_summary' AS subject, month, 'total_payer_coverage' AS measure, total_payer_coverage AS total FROM payer_coverage_summary_totals
UNION ALL
SELECT 'payer_coverage_summary' AS subject, month, 'total_payments' AS measure, total_payments AS total FROM payer_coverage_summary_totals
