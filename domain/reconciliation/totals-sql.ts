import type { LakeColumn } from '../lake/lake-columns.ts';
import type { SilverTable } from '../records/silver-table.ts';
import { SafeError } from '../safe-error.ts';
import { inferredOperation, isCounted, joinSuperseded, momentInLake, momentOf } from '../warehouse/conventions.ts';

/** The two stores that are built from the same changes and must say the same. */
export type Store = 'lake' | 'warehouse';

/** The columns of the rows that the queries of both stores give. */
export const totalColumns: readonly LakeColumn[] = [
  { name: 'subject', type: 'STRING', nullable: false, description: 'Contract that was counted' },
  { name: 'month', type: 'DATE', nullable: true, description: 'First day of the month (UTC); NULL for all of it' },
  { name: 'measure', type: 'STRING', nullable: false, description: 'rows, versions, or the column that was summed' },
  { name: 'total', type: 'DECIMAL(38,6)', nullable: false, description: 'The total, exactly' },
];

/** One row of one column, `arrived_before`: the instant as of which the totals are. The lake's engines provide it. */
export const settledRelation = 'totals.settled';

/** The instant as of which the totals are, as a relation of one row. */
const settled: Readonly<Record<Store, string>> = {
  lake: `${settledRelation} AS settled`,
  warehouse: '(SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before) AS settled',
};

const decimals = 6;
const exact = (value: string) => `CAST(${value} AS DECIMAL(38,${decimals}))`;
// The zero has its decimals too: PostgreSQL, unlike Redshift, takes those of each value on its own.
const sumOf = (column: string) => `COALESCE(${exact(`SUM(${column})`)}, ${(0).toFixed(decimals)})`;

interface Measure {
  readonly name: string;
  /** Name of its column in the subject's query. */
  readonly column: string;
  readonly value: string;
}

/** One thing that both stores hold, and what is counted of it. */
interface Subject {
  readonly name: string;
  /** A query with its rows in a store, as of the instant. */
  readonly rows: (store: Store) => string;
  /** The instant by whose month it is counted; null for all of it at once. */
  readonly instant: string | null;
  readonly measures: readonly Measure[];
}

const counted = (name: string): Measure => ({ name, column: 'counted', value: exact('COUNT(*)') });
const summed = (column: string): Measure => ({ name: column, column, value: sumOf(column) });

/** The log of every change of a contract, in the words of each store; members that a load inferred are no changes. */
const log = ({ name }: SilverTable, store: Store) => (store === 'lake' ? `changes.${name}` : `history.${name}`);
const isChange: Readonly<Record<Store, string>> = { lake: '', warehouse: ` AND logged.op <> '${inferredOperation}'` };

/** Keys with changes since the instant: for all others, what a store holds now is what it held then. */
function recentKeys(table: SilverTable, store: Store): string {
  return `SELECT DISTINCT logged.${table.key.name} AS recent_key
    FROM ${log(table, store)} AS logged
    CROSS JOIN ${settled[store]}
    WHERE logged.arrived_at >= settled.arrived_before${isChange[store]}`;
}

/** The rows that a store shows now, of keys without changes since the instant. */
function unchangedRows(
  table: SilverTable,
  store: Store,
  shown: {
    readonly relation: string;
    readonly key: string;
    readonly columns: readonly string[];
    readonly only?: string;
  },
): string {
  return `SELECT ${shown.columns.map((column) => `shown.${column}`).join(', ')}
  FROM ${shown.relation} AS shown
  LEFT JOIN (
    ${recentKeys(table, store)}
  ) AS recent ON recent.recent_key = shown.${shown.key}
  WHERE recent.recent_key IS NULL${shown.only === undefined ? '' : ` AND ${shown.only}`}`;
}

/** What was known before the instant of the keys with changes since: each event once, at its smallest sequence. */
function earlierChanges(table: SilverTable, store: Store, columns: readonly string[]): string {
  const listed = (alias: string) => columns.map((column) => `${alias}.${column}`).join(', ');
  const events =
    store === 'lake'
      ? `SELECT ${listed('delivered')}, delivered.arrived_at
      FROM (
        SELECT
          ${listed('logged')}, logged.arrived_at,
          ROW_NUMBER() OVER (
            PARTITION BY logged.event_source, logged.event_id
            ORDER BY logged.sequence ASC NULLS LAST, logged.row_hash ASC NULLS LAST
          ) AS delivery
        FROM ${log(table, store)} AS logged
      ) AS delivered
      WHERE delivered.delivery = 1`
      : `SELECT ${listed('h')}, h.arrived_at
      FROM ${log(table, store)} AS h
      ${joinSuperseded(table.name)}
      WHERE ${isCounted} AND h.op <> '${inferredOperation}'`;
  return `SELECT ${listed('known')}
    FROM (
      ${events}
    ) AS known
    JOIN (
    ${recentKeys(table, store)}
    ) AS recent ON recent.recent_key = known.${table.key.name}
    CROSS JOIN ${settled[store]}
    WHERE known.arrived_at < settled.arrived_before`;
}

/** An event: its rows, and the sum of each decimal column, by the month in which it happened. */
function eventSubject(table: SilverTable): Subject {
  const { name, contract, masked, key } = table;
  const amounts = masked.flatMap(({ name: column, type }) => {
    if (type.kind !== 'decimal') return [];
    if (type.scale > decimals)
      throw new SafeError(`${name}.${column} has more than ${decimals} decimals, which no total keeps`);
    return [column];
  });
  const columns = [contract.eventTime ?? 'version_at', ...amounts];
  const shown: Readonly<Record<Store, { readonly relation: string; readonly key: string }>> = {
    lake: { relation: `silver.${name}`, key: key.name },
    warehouse: { relation: `star.fact_${name}`, key: `${name}_bk` },
  };
  return {
    name,
    // A correction may move the event time, so the stream's order decides what the state was.
    rows: (store) => `${unchangedRows(table, store, { ...shown[store], columns })}
  UNION ALL
  SELECT ${columns.map((column) => `state.${column}`).join(', ')}
  FROM (
    SELECT
      ${columns.map((column) => `earlier_change.${column}`).join(', ')}, earlier_change.op,
      ROW_NUMBER() OVER (
        PARTITION BY earlier_change.${key.name}
        ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
      ) AS recency
    FROM (
    ${earlierChanges(table, store, [key.name, 'op', 'sequence', 'row_hash', ...columns])}
    ) AS earlier_change
  ) AS state
  WHERE state.recency = 1 AND state.op <> 'D'`,
    instant: contract.eventTime,
    measures: [counted('rows'), ...amounts.map(summed)],
  };
}

/** Reference data: the versions that were delivered. The members that the star inferred from references were not. */
function referenceSubject(table: SilverTable): Subject {
  const { name, contract, key } = table;
  const keepsVersions = contract.history === 'versions';
  const shown: Readonly<Record<Store, Parameters<typeof unchangedRows>[2]>> = {
    lake: {
      relation: `silver.${name}_history`,
      key: key.name,
      columns: ['row_hash'],
      ...(keepsVersions ? {} : { only: 'shown.is_current' }),
    },
    warehouse: {
      relation: `star.dim_${name}`,
      key: `${name}_bk`,
      columns: ['row_hash'],
      only: `shown.${name}_sk > 0 AND NOT shown.is_inferred`,
    },
  };
  return {
    name,
    rows: (store) => `${unchangedRows(table, store, shown[store])}
  UNION ALL
  ${keepsVersions ? earlierVersions(table, store) : earlierMembers(table, store)}`,
    instant: null,
    measures: [counted(keepsVersions ? 'versions' : 'rows')],
  };
}

/** The versions that the earlier changes make: the latest sequence of an instant, unless it says nothing that is new. */
function earlierVersions(table: SilverTable, store: Store): string {
  const key = table.key.name;
  const moment = (store === 'lake' ? momentInLake : momentOf)('earlier_change.version_at');
  return `SELECT version.row_hash
  FROM (
    SELECT
      point.row_hash,
      LAG(point.row_hash) OVER (PARTITION BY point.${key} ORDER BY point.moment ASC NULLS LAST) AS previous_hash
    FROM (
      SELECT
        earlier_change.${key}, ${moment} AS moment, earlier_change.row_hash,
        ROW_NUMBER() OVER (
          PARTITION BY earlier_change.${key}, ${moment}
          ORDER BY earlier_change.sequence DESC NULLS LAST, earlier_change.row_hash DESC NULLS LAST
        ) AS place
      FROM (
    ${earlierChanges(table, store, [key, 'version_at', 'sequence', 'row_hash'])}
      ) AS earlier_change
    ) AS point
    WHERE point.place = 1
  ) AS version
  WHERE version.previous_hash IS NULL OR version.previous_hash <> version.row_hash`;
}

/** One row for each member that the earlier changes know. */
function earlierMembers(table: SilverTable, store: Store): string {
  return `SELECT MAX(earlier_change.row_hash) AS row_hash
  FROM (
    ${earlierChanges(table, store, [table.key.name, 'row_hash'])}
  ) AS earlier_change
  GROUP BY earlier_change.${table.key.name}`;
}

/** One pass over the rows of a subject, whose sums then stand below each other. */
function subjectQuery({ name, rows, instant, measures }: Subject, store: Store): string {
  const month = instant === null ? 'CAST(NULL AS DATE)' : `CAST(date_trunc('month', ${instant}) AS DATE)`;
  const columns = [`${month} AS month`, ...measures.map(({ value, column }) => `${value} AS ${column}`)];
  const cases = measures.map((measure) => `WHEN '${measure.name}' THEN ${measure.column}`);
  const names = measures.map((measure) => `SELECT '${measure.name}' AS measure`);
  return `SELECT
  '${name}' AS subject,
  month,
  measure,
  CASE measure
    ${cases.join('\n    ')}
  END AS total
FROM (
  SELECT
    ${columns.join(',\n    ')}
  FROM (
  ${rows(store)}
  ) AS rows_of_${name}${instant === null ? '' : `\n  GROUP BY ${month}`}
) AS counted_${name}
CROSS JOIN (
  ${names.join('\n  UNION ALL\n  ')}
) AS measures`;
}

/**
 * The totals of a store as one query, whose rows are those of {@link totalColumns} and, when the stores agree, the same in
 * both, in any order. By event contract its rows and the sum of each decimal column by the month of its event time; by
 * reference contract its versions, or its rows where no versions are kept.
 *
 * They are the totals as of an instant: what arrived since counts in neither store, because one may have it and the other
 * not yet (docs/decisions/0008-reconciliation.md). Keys without changes since then come from what readers see, the others
 * from the log of changes. The instant is the row of {@link settledRelation} in the lake, `:arrived_before` in the warehouse.
 * The text stays in what Spark, DuckDB and Redshift read alike.
 * @throws SafeError naming a column whose sum would not be exact.
 */
export function totalsSql(tables: readonly SilverTable[], store: Store): string {
  return `${tables
    .map((table) => (table.contract.kind === 'event' ? eventSubject(table) : referenceSubject(table)))
    .map((subject) => subjectQuery(subject, store))
    .join('\nUNION ALL\n')}\n`;
}
