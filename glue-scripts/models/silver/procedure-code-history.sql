-- Generated from contracts/records/procedure-code.ts by `npm run codegen`; do not edit.
-- Every version of each procedure_code, by the time it holds from.
WITH deliveries AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.procedure_code
),
moments AS (
  -- a time outside the calendar counts as its first or last day
  SELECT
    *,
    GREATEST(LEAST(version_at, TIMESTAMP '9999-12-30 00:00:00'), TIMESTAMP '1900-01-01 00:00:00') AS moment
  FROM deliveries
  WHERE delivery = 1
),
instants AS (
  -- of the changes at one instant the latest to arrive holds
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY procedure_code_id, moment
      ORDER BY sequence DESC NULLS LAST, row_hash DESC NULLS LAST, event_source DESC NULLS LAST, event_id DESC NULLS LAST
    ) AS place
  FROM moments
),
compared AS (
  SELECT
    *,
    LAG(row_hash) OVER (PARTITION BY procedure_code_id ORDER BY moment ASC NULLS LAST) AS previous_hash
  FROM instants
  WHERE place = 1
),
versions AS (
  -- a change that says nothing new is no version
  SELECT
    *,
    LAG(moment) OVER (PARTITION BY procedure_code_id ORDER BY moment ASC NULLS LAST) AS previous_at,
    LEAD(moment) OVER (PARTITION BY procedure_code_id ORDER BY moment ASC NULLS LAST) AS next_at
  FROM compared
  WHERE previous_hash IS NULL OR previous_hash <> row_hash
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
  procedure_code_id,
  name,
  code_system,
  CASE WHEN previous_at IS NULL THEN TIMESTAMP '1900-01-01 00:00:00' ELSE moment END AS valid_from,
  COALESCE(next_at, TIMESTAMP '9999-12-31 00:00:00') AS valid_to,
  next_at IS NULL AS is_current,
  op = 'D' AS is_deleted
FROM versions
