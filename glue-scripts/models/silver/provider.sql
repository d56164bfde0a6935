-- Generated from contracts/records/provider.ts by `npm run codegen`; do not edit.
-- Each provider as it is now; deleted ones are left out.
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
  provider_id,
  organization_id,
  name,
  gender,
  specialty,
  city,
  state,
  npi,
  taxonomy_code,
  npi_deactivated_on
FROM silver.provider_history
WHERE is_current AND NOT is_deleted
