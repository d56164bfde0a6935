-- Generated from contracts/records/organization.ts by `npm run codegen`; do not edit.
-- Each organization as it is now; deleted ones are left out.
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
  organization_id,
  name,
  street,
  city,
  state,
  zip,
  phone,
  npi,
  organization_type,
  ownership
FROM silver.organization_history
WHERE is_current AND NOT is_deleted
