-- Generated from contracts/records/device.ts by `npm run codegen`; do not edit.
-- Totals of device in the lake as of an instant, to compare with those of the warehouse.
SELECT
  'device' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', started_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted
  FROM (
  SELECT shown.started_at
  FROM silver.device AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.device_id AS recent_key
    FROM changes.device AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.device_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.started_at
  FROM (
    SELECT
      earlier_change.started_at, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.device_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.device_id, known.op, known.sequence, known.row_hash, known.started_at
    FROM (
      SELECT delivered.device_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.started_at, delivered.arrived_at
      FROM (
        SELECT
          logged.device_id, logged.op, logged.sequence, logged.row_hash, logged.started_at, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.device AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.device_id AS recent_key
    FROM changes.device AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.device_id
    CROSS JOIN totals.settled AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_device
  GROUP BY CAST(date_trunc('month', started_at) AS DATE)
) AS counted_device
CROSS JOIN (
  SELECT 'rows' AS measure
) AS measures
