DROP VIEW IF EXISTS reporting.encounters_by_department;

-- Redshift cuts the quotient of decimals before it can be rounded. What is left without the remainder divides exactly: the
-- rate in ten-thousandths, rounded, is the whole part of (20000 * payments + cost) / (2 * cost).
CREATE VIEW reporting.encounters_by_department AS
WITH sums AS (
  SELECT
    e.encounter_class AS department,
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
  GROUP BY e.encounter_class
),
rounding AS (
  SELECT
    department,
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
  department,
  encounter_count,
  total_claim_cost,
  total_payments,
  CAST(
    CAST(
      ROUND(CAST(dividend - MOD(dividend, divisor) AS DOUBLE PRECISION) / NULLIF(CAST(divisor AS DOUBLE PRECISION), 0))
      AS DECIMAL(13, 0)
    ) * unit AS DECIMAL(18, 4)
  ) AS collection_rate
FROM rounding;
