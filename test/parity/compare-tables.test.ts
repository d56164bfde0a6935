import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LakeColumn } from '../../domain/lake/lake-columns.ts';
import { type DuckDbSession, openDuckDb, sqlPath } from '../../embedded/glue/duckdb.ts';
import { type ColumnShape, compareTables } from './compare-tables.ts';

const column = (name: string, type: string, nullable: boolean): LakeColumn => ({
  name,
  type,
  nullable,
  description: name,
});
const model = {
  name: 'gold.thing',
  grain: ['id'],
  columns: [column('id', 'INT', true), column('amount', 'DECIMAL(18,2)', true), column('share', 'DOUBLE', true)],
};
const shapes: readonly ColumnShape[] = model.columns.map(({ name, nullable }) => ({ name, nullable }));

let root: string;
let session: DuckDbSession;
let files = 0;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'medstream-compare-'));
  session = await openDuckDb({ allowedDirectories: [root] });
});
afterEach(async () => {
  session.close();
  await rm(root, { recursive: true, force: true });
});

const row = (id: string, amount: string, share: string, type = 'DECIMAL(18,2)') =>
  `SELECT CAST(${id} AS INT) AS id, CAST(${amount} AS ${type}) AS amount, CAST(${share} AS DOUBLE) AS share`;

/** Writes rows as one engine would; the directory. */
async function table(rows: readonly string[]): Promise<string> {
  files += 1;
  const directory = join(root, String(files));
  await mkdir(directory);
  await session.run(`COPY (${rows.join(' UNION ALL ')}) TO ${sqlPath(join(directory, '1.parquet'))} (FORMAT parquet)`);
  return directory;
}

async function compared(left: readonly string[], right: readonly string[], sparkColumns = shapes) {
  const duckDb = `SELECT * FROM read_parquet(${sqlPath(join(await table(left), '1.parquet'))})`;
  return compareTables(session, { model, duckDb, spark: await table(right), sparkColumns });
}

const rows = [row('1', "'1.10'", '0.1'), row('2', 'NULL', 'NULL'), row('NULL', "'-0.00'", "'-0.0'")];

describe('the comparison of two tables', () => {
  it('finds nothing when the rows are the same in another order', async () => {
    expect(await compared(rows, rows.toReversed())).toEqual([]);
  });

  it.each([
    ['an amount by a cent', [row('1', "'1.11'", '0.1')], 'gold.thing.amount: differs in 1 rows'],
    ['NULL for zero', [row('1', "'1.10'", 'NULL')], 'gold.thing.share: differs in 1 rows'],
    ['the last bit of a double', [row('1', "'1.10'", '0.10000000000000002')], 'gold.thing.share: differs'],
    ['a row that occurs twice', [row('1', "'1.10'", '0.1'), row('1', "'1.10'", '0.1')], '1 are Spark'],
    ['a row that is missing', [], 'of 3 rows of DuckDB 1 are not Spark'],
    [
      'the type of a column',
      [row('1', "'1.10'", '0.1', 'DECIMAL(20,2)')],
      'Spark has id INTEGER, amount DECIMAL(20,2)',
    ],
  ])('finds %s', async (_what, first, sentence) => {
    expect((await compared(rows, [...first, ...rows.slice(1)])).join('\n')).toContain(sentence);
  });

  it('tells negative zero from zero in a double', async () => {
    const other = [...rows.slice(0, 2), row('NULL', "'-0.00'", '0.0')];
    expect((await compared(rows, other)).join('\n')).toContain('gold.thing.share: differs in 1 rows');
  });

  it('finds a column that one engine requires and the other does not', async () => {
    const required = shapes.map((shape) => (shape.name === 'id' ? { ...shape, nullable: false } : shape));
    expect(await compared(rows, rows, required)).toEqual([
      "gold.thing.id: may be NULL, but Spark's table says otherwise",
    ]);
  });

  it('says which columns and how many rows, and no value', async () => {
    const found = (await compared([row('1', "'77.70'", '0.1')], [row('1', "'88.80'", '0.1')])).join('\n');
    expect(found).toContain('gold.thing.amount');
    expect(found).not.toMatch(/77|88/);
  });
});
