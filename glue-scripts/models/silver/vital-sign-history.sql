-- Generated from contracts/records/vital-sign.ts by `npm run codegen`; do not edit.
-- Every distinct change of each vital_sign, in the order of arrival.
WITH deliveries AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.vital_sign
),
numbered AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY vital_sign_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST, event_source ASC NULLS LAST, event_id ASC NULLS LAST
    ) AS place,
    LEAD(sequence) OVER (
      PARTITION BY vital_sign_id
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
  body_height,
  temperature_unit,
  CAST(place AS INT) AS change_number,
  next_sequence IS NULL AS is_current,
  op = 'D' AS is_deleted
FROM numbered
