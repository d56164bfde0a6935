-- Generated from contracts/records/supply-movement.ts by `npm run codegen`; do not edit.
-- Totals of supply_movement in the lake as of an instant, to compare with those of the warehouse.
SELECT
  'supply_movement' AS subject,
  month,
  measure,
  CASE measure
    WHEN 'rows' THEN counted
    WHEN 'unit_cost' THEN unit_cost
  END AS total
FROM (
  SELECT
    CAST(date_trunc('month', moved_at) AS DATE) AS month,
    CAST(COUNT(*) AS DECIMAL(38,6)) AS counted,
    COALESCE(CAST(SUM(unit_cost) AS DECIMAL(38,6)), 0.000000) AS unit_cost
  FROM (
  SELECT shown.moved_at, shown.unit_cost
  FROM silver.supply_movement AS shown
  LEFT JOIN (
    SELECT DISTINCT logged.supply_movement_id AS recent_key
    FROM changes.supply_movement AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
  ) AS recent ON recent.recent_key = shown.supply_movement_id
  WHERE recent.recent_key IS NULL
  UNION ALL
  SELECT state.moved_at, state.unit_cost
  FROM (
    SELECT
      earlier_change.moved_at, earlier_change.unit_cost, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.supply_movement_id
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    SELECT known.supply_movement_id, known.op, known.sequence, known.row_hash, known.moved_at, known.unit_cost
    FROM (
      SELECT delivered.supply_movement_id, delivered.op, delivered.sequence, delivered.row_hash, delivered.moved_at, delivered.unit_cost, delivered.arrived_at
      FROM (
        SELECT
          logged.supply_movement_id, logged.op, logged.sequence, logged.row_hash, logged.moved_at, logged.unit_cost, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM changes.supply_movement AS logged
      ) AS delivered
      WHERE delivered.delivery = 1
    ) AS known
    JOIN (
    SELECT DISTINCT logged.supply_movement_id AS recent_key
    FROM changes.supply_movement AS logged
    CROSS JOIN totals.settled AS settled
    WHERE logged.arrived_at >= settled.arrived_before
    ) AS recent ON recent.recent_key = known.supply_movement_id
    CROSS JOIN totals.settled AS settled
    WHERE known.arrived_at < settled.arrived_before
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'
  ) AS rows_of_supply_movement
  GROUP BY CAST(date_trunc('month', moved_at) AS DATE)
) AS counted_supply_movement
CROSS JOIN (
  SELECT 'rows' AS measure
  UNION ALL
  SELECT 'unit_cost' AS measure
) AS measures
