-- Generated from contracts/records/claim-transaction.ts by `npm run codegen`; do not edit.
-- Every distinct change of each claim_transaction, in the order of arrival.
WITH deliveries AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.claim_transaction
),
numbered AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY claim_transaction_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST, event_source ASC NULLS LAST, event_id ASC NULLS LAST
    ) AS place,
    LEAD(sequence) OVER (
      PARTITION BY claim_transaction_id
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
  claim_transaction_id,
  claim_id,
  patient_id,
  encounter_id,
  organization_id,
  provider_id,
  supervising_provider_id,
  line_number,
  transaction_type,
  transfer_type,
  method,
  service_code,
  units,
  from_at,
  to_at,
  amount,
  unit_amount,
  payment,
  adjustment,
  transfer,
  outstanding,
  modifiers,
  member_id,
  allowed_amount,
  denied_amount,
  adjustment_group,
  adjustment_reason_code,
  CAST(place AS INT) AS change_number,
  next_sequence IS NULL AS is_current,
  op = 'D' AS is_deleted
FROM numbered
