import type { LakeColumn } from '../lake/lake-columns.ts';
import type { SilverTable } from '../records/silver-table.ts';

/** The two stores that are built from the same changes and must say the same. */
export type Store = 'lake' | 'warehouse';

/** The columns of the rows that the queries of both stores give. */
export const totalColumns: readonly LakeColumn[] = [
  { name: 'subject', type: 'STRING', nullable: false, description: 'Contract that was counted' },
  { name: 'month', type: 'DATE', nullable: true, description: 'First day of the month (UTC); NULL for all of it' },
  { name: 'measure', type: 'STRING', nullable: false, description: 'rows, versions, or the column that was summed' },
  { name: 'total', type: 'DECIMAL(38,6)', nullable: false, description: 'The total, exactly' },
];

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
  readonly key: string;
  /** Its rows as they are now, of a table that is called `present`, and the condition on them if there is one. */
  readonly present: Readonly<Record<Store, PresentRows>>;
  /** Its rows as they were before the instant, of the members that changed since; from `<name>_before`. */
  readonly earlier: (store: Store) => string;
  /** The instant by whose month it is counted; null for all of it at once. */
  readonly instant: string | null;
  readonly measures: readonly Measure[];
}

interface PresentRows {
  readonly table: string;
  readonly key: string;
  readonly where?: string;
}

const counted = (name: string): Measure => ({ name, column: 'counted', value: exact('COUNT(*)') });
const summed = (column: string): Measure => ({ name: column, column, value: sumOf(column) });

const latestFirst =
  'sequence DESC NULLS LAST, row_hash DESC NULLS LAST, event_source DESC NULLS LAST, event_id DESC NULLS LAST';

/** An event: its rows, and the sum of each decimal column, by the month in which it happened. */
function eventSubject({ name, key, contract, masked }: SilverTable): Subject {
  const amounts = masked.flatMap(({ name: column, type }) => {
    if (type.kind !== 'decimal') return [];
    if (type.scale > decimals) {
      throw new Error(`${name}.${column} has more than ${decimals} decimals, which no total keeps`);
    }
    return [column];
  });
  const columns = [contract.eventTime, ...amounts].join(', ');
  return {
    name,
    key: key.name,
    present: {
      lake: { table: `silver.${name}`, key: key.name },
      warehouse: { table: `star.fact_${name}`, key: `${name}_bk` },
    },
    // Corrections hold in the order they arrived.
    earlier: () => `SELECT ${columns}
    FROM (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY ${key.name} ORDER BY ${latestFirst}) AS recency
      FROM ${name}_before
      WHERE delivery = 1
    ) AS changes
    WHERE recency = 1 AND op <> 'D'`,
    instant: contract.eventTime,
    measures: [counted('rows'), ...amounts.map(summed)],
  };
}

/** When a version begins: the warehouse takes times outside its calendar for the first and the last day of it. */
const versionTime: Readonly<Record<Store, string>> = {
  lake: 'version_at',
  warehouse:
    "GREATEST(LEAST(version_at, CAST('9999-12-30 00:00:00' AS TIMESTAMP)), CAST('1900-01-01 00:00:00' AS TIMESTAMP))",
};

/** Reference data: the versions that were delivered. The members that the star inferred from references were not. */
function referenceSubject({ name, key, contract }: SilverTable): Subject {
  const keepsVersions = contract.history === 'versions';
  const member = key.name;
  return {
    name,
    key: member,
    present: {
      lake: { table: `silver.${name}_history`, key: member, ...(keepsVersions ? {} : { where: 'present.is_current' }) },
      warehouse: {
        table: `star.dim_${name}`,
        key: `${name}_bk`,
        where: `present.${name}_sk > 0 AND NOT present.is_inferred`,
      },
    },
    earlier: (store) =>
      keepsVersions
        ? `SELECT ${member}
    FROM (
      SELECT ${member}, row_hash, LAG(row_hash) OVER (PARTITION BY ${member} ORDER BY version_time ASC NULLS LAST) AS previous
      FROM (
        SELECT *, ROW_NUMBER() OVER (PARTITION BY ${member}, version_time ORDER BY ${latestFirst}) AS place
        FROM (SELECT *, ${versionTime[store]} AS version_time FROM ${name}_before WHERE delivery = 1) AS timed
      ) AS instants
      WHERE place = 1
    ) AS versions
    WHERE previous IS NULL OR previous <> row_hash`
        : `SELECT DISTINCT ${member} FROM ${name}_before`,
    instant: null,
    measures: [counted(keepsVersions ? 'versions' : 'rows')],
  };
}

/** The change log of a contract in each store. */
const logs: Readonly<Record<Store, string>> = { lake: 'changes', warehouse: 'history' };

/** Who changed since the instant, and the changes of these from before it, each event at its first delivery. */
function changesSince({ name, key }: Subject, store: Store): string {
  const log = `${logs[store]}.${name}`;
  return `${name}_since AS (
  SELECT DISTINCT ${key}
  FROM ${log}
  WHERE arrived_at >= (SELECT arrived_before FROM settled)
),
${name}_before AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY event_source, event_id
      ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
    ) AS delivery
  FROM ${log} AS logged
  WHERE op <> 'I'
    AND arrived_at < (SELECT arrived_before FROM settled)
    AND EXISTS (SELECT 1 FROM ${name}_since AS since WHERE since.${key} = logged.${key})
)`;
}

/** One pass over the rows of a subject, whose sums then stand below each other. */
function subjectQuery(subject: Subject, store: Store): string {
  const { name, key, instant, measures } = subject;
  const month = instant === null ? 'CAST(NULL AS DATE)' : `CAST(date_trunc('month', ${instant}) AS DATE)`;
  const columns = [`${month} AS month`, ...measures.map(({ value, column }) => `${value} AS ${column}`)];
  const cases = measures.map((measure) => `WHEN '${measure.name}' THEN ${measure.column}`);
  const names = measures.map((measure) => `SELECT '${measure.name}' AS measure`);
  const present = subject.present[store];
  const amounts = measures.flatMap(({ column }) => (column === 'counted' ? [] : [column]));
  const taken = instant === null ? [`${present.key} AS ${key}`] : [instant, ...amounts];
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
    SELECT ${taken.map((column) => `present.${column}`).join(', ')}
    FROM ${present.table} AS present
    WHERE ${present.where === undefined ? '' : `${present.where} AND `}NOT EXISTS (
      SELECT 1 FROM ${name}_since AS since WHERE since.${key} = present.${present.key}
    )
    UNION ALL
    ${subject.earlier(store)}
  ) AS settled_${name}${instant === null ? '' : `\n  GROUP BY ${month}`}
) AS counted_${name}
CROSS JOIN (
  ${names.join('\n  UNION ALL\n  ')}
) AS measures`;
}

/** Where a store learns the instant: a table that the run makes, or a parameter of the statement. */
const settled: Readonly<Record<Store, string>> = {
  lake: 'SELECT arrived_before FROM run.settled',
  warehouse: 'SELECT CAST(:arrived_before AS TIMESTAMP) AS arrived_before',
};

/**
 * The totals of a store as of an instant, as one query whose rows are those of {@link totalColumns} and, when the stores
 * agree, the same in both, in any order. By event contract its rows and the sum of each decimal column by the month of
 * its event time; by reference contract its versions, or its rows where no versions are kept. What changed since the
 * instant counts as it was before (docs/decisions/0008-reconciliation.md).
 *
 * The text stays in what Spark, DuckDB and Redshift read alike. Marts are not among the totals, because none can be told as of
 * an earlier instant: those of the lake are checked against silver, those of the warehouse are views of the star.
 * @param tables every table of the lake: a contract that is not among them is not reconciled.
 * @throws Error naming a column whose sum would not be exact.
 */
export function totalsSql(tables: readonly SilverTable[], store: Store): string {
  const subjects = tables.map((table) =>
    table.contract.kind === 'event' ? eventSubject(table) : referenceSubject(table),
  );
  return `WITH settled AS (
  ${settled[store]}
),
${subjects.map((subject) => changesSince(subject, store)).join(',\n')}
${subjects.map((subject) => subjectQuery(subject, store)).join('\nUNION ALL\n')}
`;
}
