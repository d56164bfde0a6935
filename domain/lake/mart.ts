import { checkColumns, checkSql, type Expectation } from './check-sql.ts';
import type { LakeModel } from './history-model.ts';
import { inSchemas } from './in-schemas.ts';
import { tablesRead } from './tables-read.ts';

/** A promise that sums over a whole mart are those over the table that it comes from. */
export interface MartTotals {
  /** Name of the table: `silver.encounter`. */
  readonly of: string;
  /** Which rows of the table are meant, as a condition in the portable subset; all of them without it. */
  readonly where?: string | undefined;
  /** The column of the mart that counts the rows of the table. */
  readonly rows?: string | undefined;
  /** By column of the mart, the column of the table that it sums. */
  readonly sums: Readonly<Record<string, string>>;
}

/** A model of gold, as its yml describes it. */
export interface Mart extends Omit<LakeModel, 'sql'> {
  readonly totals: readonly MartTotals[];
  /** The view of the warehouse that has the same rows: `reporting.encounters_by_department`. */
  readonly equals?: string | undefined;
}

/** A mart that both stores have, with the same rows and columns. */
export interface SharedMart {
  /** `gold.encounters_by_department` */
  readonly name: string;
  /** `reporting.encounters_by_department` */
  readonly equals: string;
  readonly columns: readonly string[];
}

/** The marts that the warehouse has too. */
export function sharedMarts(marts: readonly Mart[]): readonly SharedMart[] {
  return marts.flatMap(({ name, equals, columns }) =>
    equals === undefined ? [] : [{ name, equals, columns: columns.map((column) => column.name) }],
  );
}

/** What stood in a table before the run, of what the run lets be seen of it; nothing where it builds everything. */
const before = { silver: 'before_silver', gold: 'before_gold' };

/**
 * That what came to the sums of a mart is what came to its table. A run that computes what changed looks at the table's parts
 * that did, one that builds everything at all of it, and at nothing before.
 */
function totalsPromise(mart: Mart, totals: MartTotals): Expectation {
  const typeOf = (column: string) => mart.columns.find(({ name }) => name === column)?.type;
  const sum = (what: string, column: string) => `COALESCE(CAST(SUM(${what}) AS ${typeOf(column)}), 0) AS ${column}`;
  const counted = totals.rows === undefined ? [] : [totals.rows];
  const columns = [...counted, ...Object.keys(totals.sums)];
  const ofMart = `
        SELECT
          ${columns.map((column) => sum(column, column)).join(',\n          ')}
        FROM ${mart.name}`;
  const ofTable = `
        SELECT
          ${[
            ...counted.map((column) => `COUNT(*) AS ${column}`),
            ...Object.entries(totals.sums).map(([column, summed]) => sum(summed, column)),
          ].join(',\n          ')}
        FROM ${totals.of}${totals.where === undefined ? '' : `\n        WHERE ${totals.where}`}`;
  const now = { mart: ofMart, source: ofTable };
  const sides =
    mart.rebuild === 'whole'
      ? now
      : { ...now, mart_before: inSchemas(ofMart, before), source_before: inSchemas(ofTable, before) };
  const came = (side: string, column: string) =>
    mart.rebuild === 'whole' ? `${side}.${column}` : `${side}.${column} - ${side}_before.${column}`;
  return {
    model: mart.name,
    problem: `totals that differ from ${totals.of}`,
    violations: `SELECT mart.${columns[0]}
      FROM ${Object.entries(sides)
        .map(([name, query]) => `(${query}\n      ) AS ${name}`)
        .join('\n      CROSS JOIN ')}
      WHERE ${columns.map((column) => `${came('mart', column)} <> ${came('source', column)}`).join('\n        OR ')}`,
  };
}

/** `checks.<mart>`: the totals that the yml of a mart promises; none for a mart that promises none. */
export function martCheck(mart: Mart): LakeModel | undefined {
  if (mart.totals.length === 0) return undefined;
  const sql = checkSql(mart.totals.map((totals) => totalsPromise(mart, totals)));
  return {
    name: `checks.${mart.name.slice('gold.'.length)}`,
    description: `Totals of ${mart.name}`,
    grain: ['model', 'problem'],
    reads: tablesRead(sql),
    rebuild: mart.rebuild,
    columns: checkColumns,
    sql,
  };
}
