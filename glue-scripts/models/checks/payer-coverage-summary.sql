-- Generated from models/gold/payer-coverage-summary.yml by `npm run codegen`; do not edit.
-- Totals of gold.payer_coverage_summary.
SELECT
  model,
  problem,
  rows_found
FROM (
  SELECT
    'gold.payer_coverage_summary' AS model,
    'totals that differ from silver.encounter' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT mart.encounter_count
      FROM (
        SELECT
          COALESCE(CAST(SUM(encounter_count) AS BIGINT), 0) AS encounter_count,
          COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,2)), 0) AS total_claim_cost,
          COALESCE(CAST(SUM(total_payer_coverage) AS DECIMAL(38,2)), 0) AS total_payer_coverage
        FROM gold.payer_coverage_summary
      ) AS mart
      CROSS JOIN (
        SELECT
          COUNT(*) AS encounter_count,
          COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,2)), 0) AS total_claim_cost,
          COALESCE(CAST(SUM(payer_coverage) AS DECIMAL(38,2)), 0) AS total_payer_coverage
        FROM silver.encounter
      ) AS source
      CROSS JOIN (
        SELECT
          COALESCE(CAST(SUM(encounter_count) AS BIGINT), 0) AS encounter_count,
          COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,2)), 0) AS total_claim_cost,
          COALESCE(CAST(SUM(total_payer_coverage) AS DECIMAL(38,2)), 0) AS total_payer_coverage
        FROM before_gold.payer_coverage_summary
      ) AS mart_before
      CROSS JOIN (
        SELECT
          COUNT(*) AS encounter_count,
          COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,2)), 0) AS total_claim_cost,
          COALESCE(CAST(SUM(payer_coverage) AS DECIMAL(38,2)), 0) AS total_payer_coverage
        FROM before_silver.encounter
      ) AS source_before
      WHERE mart.encounter_count - mart_before.encounter_count <> source.encounter_count - source_before.encounter_count
        OR mart.total_claim_cost - mart_before.total_claim_cost <> source.total_claim_cost - source_before.total_claim_cost
        OR mart.total_payer_coverage - mart_before.total_payer_coverage <> source.total_payer_coverage - source_before.total_payer_coverage
  ) AS violations
  UNION ALL
  SELECT
    'gold.payer_coverage_summary' AS model,
    'totals that differ from silver.claim_transaction' AS problem,
    COUNT(*) AS rows_found
  FROM (
      SELECT mart.total_payments
      FROM (
        SELECT
          COALESCE(CAST(SUM(total_payments) AS DECIMAL(38,2)), 0) AS total_payments
        FROM gold.payer_coverage_summary
      ) AS mart
      CROSS JOIN (
        SELECT
          COALESCE(CAST(SUM(payment) AS DECIMAL(38,2)), 0) AS total_payments
        FROM silver.claim_transaction
        WHERE transaction_type = 'PAYMENT' AND encounter_id IN (SELECT encounter_id FROM silver.encounter)
      ) AS source
      CROSS JOIN (
        SELECT
          COALESCE(CAST(SUM(total_payments) AS DECIMAL(38,2)), 0) AS total_payments
        FROM before_gold.payer_coverage_summary
      ) AS mart_before
      CROSS JOIN (
        SELECT
          COALESCE(CAST(SUM(payment) AS DECIMAL(38,2)), 0) AS total_payments
        FROM before_silver.claim_transaction
        WHERE transaction_type = 'PAYMENT' AND encounter_id IN (SELECT encounter_id FROM before_silver.encounter)
      ) AS source_before
      WHERE mart.total_payments - mart_before.total_payments <> source.total_payments - source_before.total_payments
  ) AS violations
) AS findings
WHERE rows_found > 0
