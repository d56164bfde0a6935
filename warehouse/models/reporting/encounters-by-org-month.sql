DROP VIEW IF EXISTS reporting.encounters_by_org_month;

-- Redshift cuts the quotient of decimals before it can be rounded. What is left without the remainder divides exactly: the
-- rate in ten-thousandths, rounded, is the whole part of (20000 * payments + cost) / (2 * cost).
CREATE VIEW reporting.encounters_by_org_month AS
WITH sums AS (
  SELECT
    e.organization_bk AS organization_id,
    CAST(DATE_TRUNC('month', e.started_at) AS DATE) AS month,
    COUNT(*) AS encounter_count,
    CAST(NVL(SUM(e.total_claim_cost), 0) AS DECIMAL(38, 2)) AS total_claim_cost,
    CAST(NVL(SUM(paid.payments), 0) AS DECIMAL(38, 2)) AS total_payments
  FROM star.fact_encounter e
  -- One row per encounter, so that an encounter counts once, whatever its claims have lines.
  LEFT JOIN (
    SELECT encounter_bk, SUM(payment) AS payments
    FROM star.fact_claim_transaction
    WHERE transaction_type = 'PAYMENT'
    GROUP BY encounter_bk
  ) paid ON paid.encounter_bk = e.encounter_bk
  GROUP BY e.organization_bk, CAST(DATE_TRUNC('month', e.started_at) AS DATE)
),
rounding AS (
  SELECT
    organization_id,
    month,
    encounter_count,
    total_claim_cost,
    total_payments,
    CAST(ABS(total_payments) AS DECIMAL(24, 2)) * 20000 + CAST(ABS(total_claim_cost) AS DECIMAL(24, 2)) AS dividend,
    CASE
      WHEN CAST(ABS(total_payments) AS DECIMAL(24, 2)) < CAST(ABS(total_claim_cost) AS DECIMAL(24, 2)) * 1000000000
      THEN CAST(ABS(total_claim_cost) AS DECIMAL(24, 2)) * 2
    END AS divisor,
    CASE WHEN (total_payments < 0) = (total_claim_cost < 0) THEN 0.0001 ELSE -0.0001 END AS unit
  FROM sums
)
SELECT
  f.organization_id,
  organization.name AS organization_name,
  organization.state AS organization_state,
  f.month,
  f.encounter_count,
  f.total_claim_cost,
  f.total_payments,
  CAST(
    CAST(
      ROUND(CAST(f.dividend - MOD(f.dividend, f.divisor) AS DOUBLE PRECISION) / NULLIF(CAST(f.divisor AS DOUBLE PRECISION), 0))
      AS DECIMAL(13, 0)
    ) * f.unit AS DECIMAL(18, 4)
  ) AS collection_rate
FROM rounding f
-- Name and state as they are now, whatever they were at the time of the encounter; none of one that is deleted, as in the lake.
LEFT JOIN star.dim_organization organization
  ON organization.organization_bk = f.organization_id AND organization.is_current AND NOT organization.is_deleted;
