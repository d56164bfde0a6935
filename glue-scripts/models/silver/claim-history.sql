-- Generated from contracts/records/claim.ts by `npm run codegen`; do not edit.
-- Every distinct change of each claim, in the order of arrival.
WITH deliveries AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.claim
),
numbered AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY claim_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST, event_source ASC NULLS LAST, event_id ASC NULLS LAST
    ) AS place,
    LEAD(sequence) OVER (
      PARTITION BY claim_id
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
  claim_id,
  patient_id,
  encounter_id,
  provider_id,
  supervising_provider_id,
  primary_payer_id,
  secondary_payer_id,
  claim_type,
  diagnosis_codes,
  service_at,
  illness_began_at,
  primary_status,
  secondary_status,
  patient_status,
  primary_outstanding,
  secondary_outstanding,
  patient_outstanding,
  primary_billed_at,
  secondary_billed_at,
  patient_billed_at,
  organization_id,
  plan_id,
  member_id,
  claim_status,
  submitted_at,
  adjudicated_at,
  paid_at,
  denied_at,
  frequency_code,
  original_claim_id,
  bill_type,
  place_of_service,
  drg_code,
  admitted_at,
  discharged_at,
  drug_code,
  quantity_dispensed,
  days_supply,
  charge_amount,
  allowed_amount,
  paid_amount,
  denied_amount,
  patient_responsibility,
  adjustment_group,
  denial_reason_code,
  CAST(place AS INT) AS change_number,
  next_sequence IS NULL AS is_current,
  op = 'D' AS is_deleted
FROM numbered
