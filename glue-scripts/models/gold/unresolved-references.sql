-- Generated from contracts/records by `npm run codegen`; do not edit.
SELECT
  contract,
  field,
  refers_to,
  CAST(SUM(record_count) AS BIGINT) AS record_count,
  COUNT(*) AS missing_count
FROM gold.unresolved_keys
GROUP BY contract, field, refers_to
