import type { SilverTable } from '../records/silver-table.ts';
import {
  arrivedEvents,
  eventKey,
  isCounted,
  isSameEvent,
  joinSuperseded,
  loadId,
  momentOf,
  supersededDeliveries,
} from './conventions.ts';
import { listed, type Statement } from './sql-text.ts';
import { loadColumns } from './staging.ts';

/** Condition on a row of {@link arrivedEvents}: history had no delivery of it. */
export const isUnseen = 'e.known_sequence IS NULL';
/** Condition on a row of {@link arrivedEvents}: its delivery takes the place of the one that history counted. */
export const supersedes = 'e.known_sequence > e.sequence';

/**
 * Statements that add to history what it has not seen. The load's events are compared with history once; what follows
 * starts from the result. An event that history knows with the same or a smaller sequence is a duplicate; of a repetition
 * within the load the smallest sequence counts. A delivery whose event comes with a smaller sequence stays in history and
 * counts no more.
 */
export function appendStatements(table: SilverTable): Statement[] {
  const { name } = table;
  return [
    compareWithHistory(table),
    appendToHistory(table),
    {
      name: `record the deliveries of history.${name} that count no more`,
      sql: `INSERT INTO ${supersededDeliveries} (contract, event_key, event_source, event_id, sequence, load_id)
SELECT '${name}', e.event_key, e.event_source, e.event_id, e.known_sequence, ${loadId}
FROM ${arrivedEvents} e
WHERE ${supersedes}`,
    },
  ];
}

/**
 * One row for each event, of its delivery with the smallest sequence, beside the one that history counts. The table is
 * temporary: Redshift gathers its statistics as it is made
 * (https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_AS.html), and nothing is left to be cleared.
 */
function compareWithHistory({ name, key }: SilverTable): Statement {
  const event = 'PARTITION BY event_key, event_source, event_id';
  return {
    name: `compare the events with history.${name}`,
    sql: `CREATE TEMP TABLE ${arrivedEvents} AS
WITH delivery AS (
  SELECT
    ${eventKey('s.event_source', 's.event_id')} AS event_key,
    s.event_source, s.event_id, s.${key.name} AS business_key, ${momentOf('s.version_at')} AS moment,
    s.sequence, s.row_hash
  FROM staging.${name} s
),
ranked AS (
  SELECT
    delivery.*,
    ROW_NUMBER() OVER (${event} ORDER BY sequence, row_hash) AS place,
    COUNT(*) OVER (${event}) AS deliveries,
    MAX(row_hash) OVER (${event}) AS greatest_hash,
    MIN(row_hash) OVER (${event}) AS least_hash
  FROM delivery
)
SELECT
  e.event_key, e.event_source, e.event_id, e.business_key, e.moment, e.sequence, e.row_hash, e.deliveries,
  CASE WHEN e.least_hash <> e.greatest_hash OR h.row_hash <> e.least_hash THEN 1 ELSE 0 END AS is_contradicted,
  h.sequence AS known_sequence, h.${key.name} AS known_business_key, ${momentOf('h.version_at')} AS known_moment
FROM ranked e
LEFT JOIN history.${name} h ON ${isSameEvent('h', 'e')}
-- Of the deliveries in history one counts.
${joinSuperseded(name)}
-- Less than 2 is 1: an equality makes the embedded planner expect a handful of rows.
WHERE e.place < 2 AND ${isCounted}`,
  };
}

function appendToHistory({ name, columns }: SilverTable): Statement {
  const names = columns.map((column) => column.name);
  const values = [...names.map((column) => `s.${column}`), loadId, 'GETDATE()', 's.event_key'];
  const isNew = `(${isUnseen} OR ${supersedes})`;
  return {
    name: `append to history.${name}`,
    sql: `INSERT INTO history.${name} (
${listed([...names, ...loadColumns.map((column) => column.name)])}
)
SELECT
${listed(values)}
FROM (
  SELECT s.*, e.event_key, 1 AS place
  FROM staging.${name} s
  JOIN ${arrivedEvents} e ON e.event_source = s.event_source AND e.event_id = s.event_id
  WHERE e.deliveries = 1 AND ${isNew}
  UNION ALL
  -- Most events come once: only the deliveries of the others are put in order.
  SELECT
    s.*, e.event_key,
    ROW_NUMBER() OVER (
      PARTITION BY e.event_key, s.event_source, s.event_id ORDER BY s.sequence, s.row_hash, s.object_key
    ) AS place
  FROM staging.${name} s
  JOIN ${arrivedEvents} e ON e.event_source = s.event_source AND e.event_id = s.event_id
  WHERE e.deliveries > 1 AND ${isNew}
) s
WHERE s.place = 1`,
  };
}
