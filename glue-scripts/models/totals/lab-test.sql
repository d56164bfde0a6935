-- Generated from contracts/records/lab-test.ts by `npm run codegen`; do not edit.
-- Totals of lab_test in the lake as of an instant, to compare with those of the warehouse.
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
