import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { amountOf } from './amount.ts';
import type { TableFigures } from './export-figures.ts';

const medstream = fileURLToPath(new URL('../../bin/medstream.ts', import.meta.url));

/** By `table.column`, or `table` for its rows, what the star holds. */
export type StarFigures = ReadonlyMap<string, string>;

/** Asks the warehouse of a data directory, as any reader would. @throws Error with what the command says */
export async function askStar(data: string, sql: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const args = [medstream, 'query', '--data', data, '--format', 'json', sql];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 }).catch(
    (error: { readonly stderr?: string }) => {
      throw new Error(error.stderr ?? 'medstream query failed');
    },
  );
  return JSON.parse(stdout);
}

/** The tables of the star that show records: every dimension but the calendar, and every fact. */
export async function tablesOfStar(data: string): Promise<readonly string[]> {
  const rows = await askStar(
    data,
    `SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = 'star' AND table_name <> 'dim_date' ORDER BY table_name`,
  );
  return rows.map(({ name }) => String(name));
}

/** Rows of these tables, and of the columns that have figures the distinct values and sums. */
export async function figuresOfStar(data: string, wanted: readonly TableFigures[]): Promise<StarFigures> {
  const parts = wanted.flatMap(({ table, distinct, sums }) => {
    // A dimension as it is now, without the members that nobody described.
    const condition = table.startsWith('dim_')
      ? ` WHERE is_current AND NOT is_deleted AND NOT is_inferred AND ${table.slice('dim_'.length)}_sk > 0`
      : '';
    const figure = (name: string, expression: string) =>
      `SELECT '${name}' AS name, CAST(${expression} AS VARCHAR(64)) AS figure FROM star.${table}${condition}`;
    return [
      figure(table, 'COUNT(*)'),
      ...Object.keys(distinct).map((column) => figure(`distinct ${table}.${column}`, `COUNT(DISTINCT ${column})`)),
      ...Object.keys(sums).map((column) => figure(`sum ${table}.${column}`, `NVL(SUM(${column}), 0)`)),
    ];
  });
  const rows = await askStar(data, parts.join('\nUNION ALL\n'));
  return new Map(rows.map(({ name, figure }) => [String(name), String(figure)]));
}

/** A sum as the star has it, in millionths. */
export const sumOf = (figures: StarFigures, name: string): bigint | undefined => amountOf(figures.get(name) ?? '');
