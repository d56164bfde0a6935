-- Generated from contracts/records/imaging-study.ts by `npm run codegen`; do not edit.
-- Each imaging_study as it is now; deleted ones are left out.
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
  procedure_code_id
FROM silver.imaging_study_history
WHERE is_current AND NOT is_deleted
