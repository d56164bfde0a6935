-- Generated from contracts/records/coverage-period.ts by `npm run codegen`; do not edit.
-- Every distinct change of each coverage_period, in the order of arrival.
WITH deliveries AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.coverage_period
),
numbered AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY coverage_period_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST, event_source ASC NULLS LAST, event_id ASC NULLS LAST
    ) AS place,
    LEAD(sequence) OVER (
      PARTITION BY coverage_period_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST, event_source ASC NULLS LAST, event_id ASC NULLS LAST
    ) AS next_sequence
  FROM deliveries
  WHERE delivery = 1
)
SELECT
  event_source,
  event_id,
  op,
  version_at,
  sequence,
  shard_id,
  arrived_at,
  source_file,
  source_line,
  row_hash,
  coverage_period_id,
  patient_id,
  payer_id,
  member_id,
  started_at,
  enrolled_at,
  ended_at,
  period_precision,
  plan_id,
  secondary_payer_id,
  policy_holder,
  policy_holder_name,
  CAST(place AS INT) AS change_number,
  next_sequence IS NULL AS is_current,
  op = 'D' AS is_deleted
FROM numbered
