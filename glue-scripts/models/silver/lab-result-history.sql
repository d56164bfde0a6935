-- Generated from contracts/records/lab-result.ts by `npm run codegen`; do not edit.
-- Every distinct change of each lab_result, in the order of arrival.
WITH deliveries AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.lab_result
),
numbered AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY lab_result_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST, event_source ASC NULLS LAST, event_id ASC NULLS LAST
    ) AS place,
    LEAD(sequence) OVER (
      PARTITION BY lab_result_id
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
  lab_result_id,
  patient_id,
  encounter_id,
  provider_id,
  organization_id,
  lab_test_id,
  description,
  collected_at,
  resulted_at,
  comparator,
  value,
  unit,
  finding,
  value_text,
  reference_low,
  reference_high,
  interpretation,
  status,
  CAST(place AS INT) AS change_number,
  next_sequence IS NULL AS is_current,
  op = 'D' AS is_deleted
FROM numbered
