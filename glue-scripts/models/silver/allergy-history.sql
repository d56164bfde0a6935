-- Generated from contracts/records/allergy.ts by `npm run codegen`; do not edit.
-- Every distinct change of each allergy, in the order of arrival.
WITH deliveries AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.allergy
),
numbered AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY allergy_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST, event_source ASC NULLS LAST, event_id ASC NULLS LAST
    ) AS place,
    LEAD(sequence) OVER (
      PARTITION BY allergy_id
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
  allergy_id,
  patient_id,
  encounter_id,
  code,
  description,
  code_system,
  allergy_type,
  category,
  first_reaction_code,
  first_reaction_description,
  first_reaction_severity,
  second_reaction_code,
  second_reaction_description,
  second_reaction_severity,
  found_at,
  over_at,
  CAST(place AS INT) AS change_number,
  next_sequence IS NULL AS is_current,
  op = 'D' AS is_deleted
FROM numbered
