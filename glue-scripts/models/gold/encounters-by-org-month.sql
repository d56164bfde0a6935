-- Encounters, what they cost and what was paid for them, by organization and the month (UTC) they started in.
-- The organization is described as it is now; one that nobody delivered, or that was deleted, has no name and no state.
WITH parts AS (
  -- an encounter and its payments, summed first: joined to each of them it would cost once for each
  SELECT
    encounter.organization_id,
    CAST(date_trunc('MONTH', encounter.started_at) AS DATE) AS month,
    1 AS encounter_count,
    encounter.total_claim_cost,
    payments.paid AS total_payments
  FROM silver.encounter AS encounter
  LEFT JOIN (
    SELECT
      encounter_id,
      CAST(SUM(payment) AS DECIMAL(38,2)) AS paid
    FROM silver.claim_transaction
    WHERE transaction_type = 'PAYMENT'
    GROUP BY encounter_id
  ) AS payments
    ON payments.encounter_id = encounter.encounter_id
),
sums AS (
  -- in a run of affected parts one of its rows takes away what a part gave before
  SELECT
    organization_id,
    month,
    CAST(SUM(encounter_count) AS BIGINT) AS encounter_count,
    COALESCE(CAST(SUM(total_claim_cost) AS DECIMAL(38,2)), 0) AS total_claim_cost,
    COALESCE(CAST(SUM(total_payments) AS DECIMAL(38,2)), 0) AS total_payments
  FROM parts
  GROUP BY organization_id, month
  HAVING CAST(SUM(encounter_count) AS BIGINT) <> 0
),
rounding AS (
  -- Quotients of decimals have other digits in every engine. What is left without the remainder divides exactly:
  -- the rate in ten-thousandths, rounded, is the whole part of (20000 * payments + cost) / (2 * cost).
  SELECT
    *,
    CAST(ABS(total_payments) AS DECIMAL(24,2)) * 20000 + CAST(ABS(total_claim_cost) AS DECIMAL(24,2)) AS dividend,
    CASE
      WHEN CAST(ABS(total_payments) AS DECIMAL(24,2)) < CAST(ABS(total_claim_cost) AS DECIMAL(24,2)) * 1000000000
      THEN CAST(ABS(total_claim_cost) AS DECIMAL(24,2)) * 2
    END AS divisor,
    CASE WHEN (total_payments < 0) = (total_claim_cost < 0) THEN 0.0001 ELSE -0.0001 END AS unit
  FROM sums
)
SELECT
  monthly.organization_id,
  organization.name AS organization_name,
  organization.state AS organization_state,
  monthly.month,
  monthly.encounter_count,
  monthly.total_claim_cost,
  monthly.total_payments,
  CAST(
    CAST(
      ROUND(CAST(monthly.dividend - MOD(monthly.dividend, monthly.divisor) AS DOUBLE) / NULLIF(CAST(monthly.divisor AS DOUBLE), 0))
      AS DECIMAL(13,0)
    ) * monthly.unit AS DECIMAL(18,4)
  ) AS collection_rate
FROM rounding AS monthly
LEFT JOIN silver.organization AS organization
  ON organization.organization_id = monthly.organization_id
