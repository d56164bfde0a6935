-- Generated from contracts/records/allergy.ts by `npm run codegen`; do not edit.
-- Each allergy as it is now; deleted ones are left out.
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
  over_at
FROM silver.allergy_history
WHERE is_current AND NOT is_deleted
