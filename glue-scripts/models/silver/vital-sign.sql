-- Generated from contracts/records/vital-sign.ts by `npm run codegen`; do not edit.
-- Each vital_sign as it is now; deleted ones are left out.
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
  vital_sign_id,
  patient_id,
  encounter_id,
  provider_id,
  organization_id,
  measured_at,
  heart_rate,
  respiratory_rate,
  oxygen_saturation,
  systolic_pressure,
  diastolic_pressure,
  temperature,
  consciousness,
  supplemental_oxygen,
  oxygen_flow,
  oxygen_saturation_scale,
  device_id,
  body_weight,
  body_height
FROM silver.vital_sign_history
WHERE is_current AND NOT is_deleted
