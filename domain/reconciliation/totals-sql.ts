import type { LakeColumn } from '../lake/lake-columns.ts';
import type { SilverTable } from '../records/silver-table.ts';

/** The two stores that are built from the same changes and must say the same. */
export type Store = 'lake' | 'warehouse';

/** A mart that both stores have, with the same rows and columns. */
export interface SharedMart {
  /** `gold.encounters_by_department` */
  readonly name: string;
  /** `reporting.encounters_by_department` */
  readonly equals: string;
  readonly columns: readonly Pick<LakeColumn, 'name' | 'type'>[];
}

/** What is compared between the stores: every contract, and the marts that both have. */
export interface Reconciled {
  readonly tables: readonly SilverTable[];
  readonly marts: readonly SharedMart[];
}

/** A total as both stores give it. */
export interface Total {
  /** Name of the contract, or of the mart without its schema. */
  readonly subject: string;
  /** First day of the month, `YYYY-MM-DD`; null for a total over everything. */
  readonly month: string | null;
  /** `rows`, `versions`, or the column that was summed. */
  readonly measure: string;
  /** Exact decimal text with six decimals. */
  readonly total: string;
}

/** The columns of the rows that the queries of both stores give. */
export const totalColumns: readonly LakeColumn[] = [
  { name: 'subject', type: 'STRING', nullable: false, description: 'Contract or mart that was counted' },
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
  /** The rows of it in each store: a table, and which of its rows. */
  readonly rows: Readonly<Record<Store, string>>;
  /** The instant by whose month it is counted; null for all of it at once. */
  readonly instant: string | null;
  readonly measures: readonly Measure[];
}

const counted = (name: string): Measure => ({ name, column: 'counted', value: exact('COUNT(*)') });
const summed = (column: string): Measure => ({ name: column, column, value: sumOf(column) });

/** An event: its rows, and the sum of each decimal column, by the month in which it happened. */
function eventSubject({ name, contract, masked }: SilverTable): Subject {
  const amounts = masked.flatMap(({ name: column, type }) => {
    if (type.kind !== 'decimal') return [];
    if (type.scale > decimals)
      throw new Error(`${name}.${column} has more than ${decimals} decimals, which no total keeps`);
    return [column];
  });
  return {
    name,
    rows: { lake: `silver.${name}`, warehouse: `star.fact_${name}` },
    instant: contract.eventTime,
    measures: [counted('rows'), ...amounts.map(summed)],
  };
}

/** Reference data: the versions that were delivered. The members that the star inferred from references were not. */
function referenceSubject({ name, contract }: SilverTable): Subject {
  const delivered = `star.dim_${name} WHERE ${name}_sk > 0 AND NOT is_inferred`;
  const keepsVersions = contract.history === 'versions';
  return {
    name,
    rows: keepsVersions
      ? { lake: `silver.${name}_history`, warehouse: delivered }
      : { lake: `silver.${name}_history WHERE is_current`, warehouse: delivered },
    instant: null,
    measures: [counted(keepsVersions ? 'versions' : 'rows')],
  };
}

function martSubject({ name, equals, columns }: SharedMart): Subject {
  const inexact = columns.find(({ type }) => type === 'DOUBLE');
  if (inexact !== undefined) {
    throw new Error(`${name}.${inexact.name} is a DOUBLE, whose sum depends on the order; make it a DECIMAL`);
  }
  const numbers = columns.filter(({ type }) => /^(BIGINT|INT|DECIMAL.*)$/.test(type));
  return {
    name: name.slice(name.indexOf('.') + 1),
    rows: { lake: name, warehouse: equals },
    instant: null,
    measures: [counted('rows'), ...numbers.map((column) => summed(column.name))],
  };
}

function subjectsOf({ tables, marts }: Reconciled): readonly Subject[] {
  return [
    ...tables.map((table) => (table.contract.kind === 'event' ? eventSubject(table) : referenceSubject(table))),
    ...marts.map(martSubject),
  ];
}

/** One pass over the rows of a subject, whose sums then stand below each other. */
function subjectQuery({ name, rows, instant, measures }: Subject, store: Store): string {
  const month = instant === null ? 'CAST(NULL AS DATE)' : `CAST(date_trunc('month', ${instant}) AS DATE)`;
  const columns = [`${month} AS month`, ...measures.map(({ value, column }) => `${value} AS ${column}`)];
  const cases = measures.map((measure) => `WHEN '${measure.name}' THEN ${measure.column}`);
  const names = measures.map((measure) => `SELECT '${measure.name}' AS measure`);
  // FROM: the one place that says which rows count; a condition on both stores belongs here.
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
  FROM ${rows[store]}${instant === null ? '' : `\n  GROUP BY ${month}`}
) AS counted_${name}
CROSS JOIN (
  ${names.join('\n  UNION ALL\n  ')}
) AS measures`;
}

/**
 * The totals of a store as one query, whose rows are those of {@link totalColumns} and, when the stores agree, the same in
 * both, in any order. By event contract its rows and the sum of each decimal column by the month of its event time; by
 * reference contract its versions, or its rows where no versions are kept; by mart its rows and the sum of each number.
 * The text stays in what Spark, DuckDB and Redshift read alike: only the names of the tables differ.
 * @throws Error naming a column whose sum would not be exact.
 */
export function totalsSql(reconciled: Reconciled, store: Store): string {
  return `${subjectsOf(reconciled)
    .map((subject) => subjectQuery(subject, store))
    .join('\nUNION ALL\n')}\n`;
}
