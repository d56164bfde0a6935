import type { SilverTable } from '../records/silver-table.ts';
import { momentInLake } from '../warehouse/conventions.ts';
import type { Rebuild } from './lake-catalog.ts';
import { type LakeColumn, tableColumns } from './lake-columns.ts';

/** A generated model: the query, and what its yml says. */
export interface LakeModel {
  /** `<schema>.<table>`, or `checks.<name>` for a query that finds nothing when all is well. */
  readonly name: string;
  readonly description: string;
  /** Columns that identify a row. */
  readonly grain: readonly string[];
  readonly reads: readonly string[];
  readonly rebuild: Rebuild;
  readonly columns: readonly LakeColumn[];
  readonly sql: string;
}

/** A change of reference data holds from a point in time; a change of an event corrects what was said before. */
export function hasTimeline(table: SilverTable): boolean {
  return table.contract.kind === 'reference';
}

const flag = (name: string, description: string): LakeColumn => ({
  name,
  type: 'BOOLEAN',
  nullable: false,
  description,
});

const isCurrent = flag('is_current', 'The last word on this key');
const isDeleted = flag('is_deleted', 'This change is a deletion');

const timelineColumns: readonly LakeColumn[] = [
  {
    name: 'valid_from',
    type: 'TIMESTAMP',
    nullable: false,
    description: 'Start, UTC; 1900-01-01 for the first version',
  },
  { name: 'valid_to', type: 'TIMESTAMP', nullable: false, description: 'End, excluded, UTC; 9999-12-31 for the last' },
  isCurrent,
  isDeleted,
];

const correctionColumns: readonly LakeColumn[] = [
  { name: 'change_number', type: 'INT', nullable: false, description: 'Place among the changes of this key, from 1' },
  isCurrent,
  isDeleted,
];

// The log is written at least once and a producer may send again: an event counts at its smallest sequence.
const countedOnce = (table: SilverTable) => `deliveries AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM changes.${table.name}
)`;

const selected = (columns: readonly LakeColumn[]) => columns.map((column) => `  ${column.name},`).join('\n');

/** The timeline rule of the warehouse's dimensions, so that lake and warehouse agree version by version. */
function timelineSql(table: SilverTable): string {
  const key = table.key.name;
  const inTime = `PARTITION BY ${key} ORDER BY moment ASC NULLS LAST`;
  return `WITH ${countedOnce(table)},
moments AS (
  -- a time outside the calendar counts as its first or last day
  SELECT
    *,
    ${momentInLake('version_at')} AS moment
  FROM deliveries
  WHERE delivery = 1
),
instants AS (
  -- of the changes at one instant the latest to arrive holds
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY ${key}, moment
      ORDER BY sequence DESC NULLS LAST, row_hash DESC NULLS LAST, event_source DESC NULLS LAST, event_id DESC NULLS LAST
    ) AS place
  FROM moments
),
compared AS (
  SELECT
    *,
    LAG(row_hash) OVER (${inTime}) AS previous_hash
  FROM instants
  WHERE place = 1
),
versions AS (
  -- a change that says nothing new is no version
  SELECT
    *,
    LAG(moment) OVER (${inTime}) AS previous_at,
    LEAD(moment) OVER (${inTime}) AS next_at
  FROM compared
  WHERE previous_hash IS NULL OR previous_hash <> row_hash
)
SELECT
${selected(tableColumns(table))}
  CASE WHEN previous_at IS NULL THEN TIMESTAMP '1900-01-01 00:00:00' ELSE moment END AS valid_from,
  COALESCE(next_at, TIMESTAMP '9999-12-31 00:00:00') AS valid_to,
  next_at IS NULL AS is_current,
  op = 'D' AS is_deleted
FROM versions
`;
}

/** Corrections hold in the order they arrived: a correction may move the event time itself. */
function correctionSql(table: SilverTable): string {
  const inOrder = `PARTITION BY ${table.key.name}
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST, event_source ASC NULLS LAST, event_id ASC NULLS LAST`;
  return `WITH ${countedOnce(table)},
numbered AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      ${inOrder}
    ) AS place,
    LEAD(sequence) OVER (
      ${inOrder}
    ) AS next_sequence
  FROM deliveries
  WHERE delivery = 1
)
SELECT
${selected(tableColumns(table))}
  CAST(place AS INT) AS change_number,
  next_sequence IS NULL AS is_current,
  op = 'D' AS is_deleted
FROM numbered
`;
}

/**
 * `silver.<contract>_history`. Reference data (event time = the envelope's): one row per version, half-open intervals by
 * `version_at`, kept inside the calendar, without gap or overlap, a deletion being a version too. Event data: one row per distinct change in the
 * order of arrival. The result does not depend on the order or the duplication of the rows of the change log.
 */
export function historyModel(table: SilverTable): LakeModel {
  const timeline = hasTimeline(table);
  return {
    name: `silver.${table.name}_history`,
    description: timeline
      ? `Every version of each ${table.name}, by the time it holds from`
      : `Every distinct change of each ${table.name}, in the order of arrival`,
    grain: [table.key.name, timeline ? 'valid_from' : 'change_number'],
    reads: [`changes.${table.name}`],
    rebuild: 'affected',
    columns: [...tableColumns(table), ...(timeline ? timelineColumns : correctionColumns)],
    sql: timeline ? timelineSql(table) : correctionSql(table),
  };
}

/** `silver.<contract>`: one row per key that is not deleted, with what the last change says of it. */
export function currentModel(table: SilverTable): LakeModel {
  const columns = tableColumns(table);
  return {
    name: `silver.${table.name}`,
    description: `Each ${table.name} as it is now; deleted ones are left out`,
    grain: [table.key.name],
    reads: [`silver.${table.name}_history`],
    rebuild: 'affected',
    columns,
    sql: `SELECT
${columns.map((column) => `  ${column.name}`).join(',\n')}
FROM silver.${table.name}_history
WHERE is_current AND NOT is_deleted
`,
  };
}
