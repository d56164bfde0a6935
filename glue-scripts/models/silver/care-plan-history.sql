-- Generated from contracts/records/care-plan.ts by `npm run codegen`; do not edit.
-- Every distinct change of each care_plan, in the order of arrival.
WITH deliveries AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.care_plan
),
numbered AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY care_plan_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST, event_source ASC NULLS LAST, event_id ASC NULLS LAST
    ) AS place,
    LEAD(sequence) OVER (
      PARTITION BY care_plan_id
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
  care_plan_id,
  patient_id,
  encounter_id,
  code,
  description,
  reason_code,
  reason_description,
  started_at,
  ended_at,
  CAST(place AS INT) AS change_number,
  next_sequence IS NULL AS is_current,
  op = 'D' AS is_deleted
FROM numbered
