-- Generated from contracts/records/imaging-study.ts by `npm run codegen`; do not edit.
-- Every distinct change of each imaging_study, in the order of arrival.
WITH deliveries AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.imaging_study
),
numbered AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY imaging_study_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST, event_source ASC NULLS LAST, event_id ASC NULLS LAST
    ) AS place,
    LEAD(sequence) OVER (
      PARTITION BY imaging_study_id
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
  imaging_study_id,
  study_id,
  patient_id,
  encounter_id,
  series_uid,
  instance_uid,
  started_at,
  body_site_code,
  body_site_description,
  modality,
  sop_code,
  sop_description,
  procedure_code_id,
  CAST(place AS INT) AS change_number,
  next_sequence IS NULL AS is_current,
  op = 'D' AS is_deleted
FROM numbered
