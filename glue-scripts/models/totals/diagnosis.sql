-- Generated from contracts/records/diagnosis.ts by `npm run codegen`; do not edit.
-- Totals of diagnosis in the lake as of an instant, to compare with those of the warehouse.
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
