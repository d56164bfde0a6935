-- Keys that a model has to compute again: those whose change counts for an event now and did not before, or the other way
-- round. An event counts once, at its smallest sequence, so a delivery that comes or goes can move an event from one key to
-- another. `affected.deliveries` has every row of the log, of before or of now, of each event of which a row came or went.
WITH placed AS (
  SELECT
    event_source,
    event_id,
    sequence,
    row_hash,
    record_key,
    was_there,
    is_there,
    ROW_NUMBER() OVER (
      PARTITION BY was_there, event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS place_before,
    ROW_NUMBER() OVER (
      PARTITION BY is_there, event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS place_now
  FROM affected.deliveries
),
counted AS (
  SELECT DISTINCT event_source, event_id, sequence, row_hash, record_key, 'before' AS moment
  FROM placed
  WHERE was_there AND place_before = 1
  UNION ALL
  SELECT DISTINCT event_source, event_id, sequence, row_hash, record_key, 'now' AS moment
  FROM placed
  WHERE is_there AND place_now = 1
)
SELECT DISTINCT record_key
FROM (
  SELECT record_key
  FROM counted
  GROUP BY event_source, event_id, sequence, row_hash, record_key
  HAVING COUNT(*) = 1
) AS moved
