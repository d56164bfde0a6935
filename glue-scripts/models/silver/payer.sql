-- Generated from contracts/records/payer.ts by `npm run codegen`; do not edit.
-- Each payer as it is now; deleted ones are left out.
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
  payer_id,
  name,
  ownership,
  street,
  city,
  state,
  zip,
  phone,
  electronic_payer_id
FROM silver.payer_history
WHERE is_current AND NOT is_deleted
