import { join } from 'node:path';
import type { LakeColumn } from '../../domain/lake/lake-columns.ts';
import { type DuckDbSession, sqlPath } from '../../embedded/glue/duckdb.ts';
import type { Model } from '../../embedded/glue/model-catalog.ts';

/** What one column of a table may hold, as an engine says. */
export interface ColumnShape {
  readonly name: string;
  readonly nullable: boolean;
}

export interface TablePair {
  readonly model: Pick<Model, 'name' | 'grain' | 'columns'>;
  /** A query with the rows of DuckDB. */
  readonly duckDb: string;
  /** Directory of Parquet that Spark exported. */
  readonly spark: string;
  /** The columns of Spark's table. */
  readonly sparkColumns: readonly ColumnShape[];
}

async function typesOf(session: DuckDbSession, relation: string): Promise<string> {
  const { rows } = await session.query(`DESCRIBE SELECT * FROM ${relation}`);
  return rows.map(({ column_name, column_type }) => `${column_name} ${column_type}`).join(', ');
}

async function countOf(session: DuckDbSession, query: string): Promise<bigint> {
  const { rows } = await session.query(query);
  return BigInt(String(rows[0]?.n));
}

/**
 * Compares a table of DuckDB with Spark's, row for row and without any tolerance: names, types and order of the columns,
 * which of them the table requires, and the rows as a multiset. DOUBLE goes by its text, which tells -0.0 from 0.0.
 * @returns what differs, as sentences that hold no value of a row; none when nothing does.
 */
export async function compareTables(session: DuckDbSession, pair: TablePair): Promise<readonly string[]> {
  const { model } = pair;
  const left = `(${pair.duckDb})`;
  const right = `read_parquet(${sqlPath(join(pair.spark, '*.parquet'))})`;
  const [ours, theirs] = [await typesOf(session, left), await typesOf(session, right)];
  if (ours !== theirs) return [`${model.name}: DuckDB has the columns ${ours}; Spark has ${theirs}`];

  const found: string[] = [];
  for (const { name, nullable } of model.columns) {
    const shape = pair.sparkColumns.find((column) => column.name === name);
    if (shape?.nullable !== nullable) {
      found.push(`${model.name}.${name}: ${nullable ? 'may' : 'must not'} be NULL, but Spark's table says otherwise`);
    }
  }

  const texts = ({ name, type }: LakeColumn) => (type === 'DOUBLE' ? `CAST(${name} AS VARCHAR) AS ${name}` : name);
  const exact = model.columns.map(texts).join(', ');
  const only = (one: string, other: string) =>
    countOf(
      session,
      `SELECT COUNT(*) AS n FROM (SELECT ${exact} FROM ${one} EXCEPT ALL SELECT ${exact} FROM ${other})`,
    );
  const [onlyDuckDb, onlySpark] = [await only(left, right), await only(right, left)];
  if (onlyDuckDb === 0n && onlySpark === 0n) return found;

  const rows = await countOf(session, `SELECT COUNT(*) AS n FROM ${left}`);
  found.push(`${model.name}: of ${rows} rows of DuckDB ${onlyDuckDb} are not Spark's; ${onlySpark} are Spark's alone`);
  const matched = model.grain.map((name) => `a.${name} IS NOT DISTINCT FROM b.${name}`).join(' AND ');
  for (const { name } of model.columns) {
    const differs = `CAST(a.${name} AS VARCHAR) IS DISTINCT FROM CAST(b.${name} AS VARCHAR)`;
    const count = await countOf(
      session,
      `SELECT COUNT(*) AS n FROM ${left} AS a JOIN ${right} AS b ON ${matched} WHERE ${differs}`,
    );
    if (count > 0n) found.push(`${model.name}.${name}: differs in ${count} rows of the same identity`);
  }
  return found;
}
