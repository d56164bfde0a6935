-- Generated from contracts/records/department.ts by `npm run codegen`; do not edit.
-- Totals of department in the lake as of an instant, to compare with those of the warehouse.
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
