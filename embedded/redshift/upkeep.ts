import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SqlToken } from '../../domain/sql/sql-tokens.ts';
import { type Lookup, lookupsFile } from '../../domain/warehouse/lookups.ts';
import type { Session } from '../postgres/sessions.ts';

/** From this size on a table is looked up by indexes; up to it a scan is as fast, and a load has less to keep. */
const largeBytes = 4 * 1024 * 1024;

/** A table that rows come to and go from is made anew when it is larger than this; deleting costs less before. */
const clearedBytes = 256 * 1024;

/** Rows of which the planner is told the number and kinds at once. */
const manyRows = 500;

/** Reads by which columns loads look rows up. @param root the folder `warehouse/` */
export function readLookups(root: string): Lookup[] {
  return JSON.parse(readFileSync(join(root, lookupsFile), 'utf8')) as Lookup[];
}

/**
 * `DELETE FROM staging.<table>` as PostgreSQL does it at once and without leaving dead rows behind, over which every later
 * scan would walk: TRUNCATE, which here belongs to the transaction. Any other statement comes back as it is.
 * @param tokens the significant ones of the statement
 */
export async function clearedAtOnce(session: Session, statement: string, tokens: readonly SqlToken[]): Promise<string> {
  const [del, from, schema, dot, table, ...rest] = tokens.map(({ text }) => text.toLowerCase());
  const isWhole = [del, from, schema, dot].join(' ') === 'delete from staging .' && rest.length === 0;
  if (!isWhole || table === undefined) return statement;
  const { rows } = await session.query<{ bytes: string }>('SELECT pg_relation_size(CAST($1 AS regclass)) AS bytes', [
    `staging.${table}`,
  ]);
  return Number(rows[0]?.bytes) > clearedBytes ? `TRUNCATE staging.${table}` : statement;
}

/**
 * Tells the planner what a load has just put where it looks next, as Redshift does by itself for a COPY into an empty table
 * and for CREATE TABLE AS (https://docs.aws.amazon.com/redshift/latest/dg/r_ANALYZE.html).
 * @param rows how many there are
 */
export async function gatherStatistics(session: Session, table: string | undefined, rows: number): Promise<void> {
  if (table !== undefined && rows > manyRows) await session.exec(`ANALYZE ${table}`);
}

/** The temporary table that a statement makes and fills. @param tokens the significant ones of the statement */
export function temporaryTableOf(tokens: readonly SqlToken[]): string | undefined {
  const [create, temp, table, name, as] = tokens.slice(0, 5).map(({ text }) => text);
  const isMade = [create, temp, table, as].map((word) => word?.toLowerCase()).join(' ') === 'create temp table as';
  return isMade ? name : undefined;
}

/** The lookups of the tables that a load names, found in one pass over its statements. */
export function lookupsIn(statements: readonly string[], lookups: readonly Lookup[]): Lookup[] {
  const named = new Set(statements.flatMap((sql) => sql.match(/\b[a-z_]\w*\.[a-z_]\w*/g) ?? []));
  return lookups.filter(({ table }) => named.has(table));
}

/**
 * How the rest of a load's transaction is planned, which looks rows up by indexes: row by row where that is cheaper. What it
 * looks up is mostly in memory, so a page costs little beside the rows on it, wherever it is, or the planner would scan half a
 * million rows for five thousand of them.
 */
export const plannedForLookups = `SET LOCAL enable_nestloop = on;
SET LOCAL seq_page_cost = 0.1;
SET LOCAL random_page_cost = 0.15`;

/** A load of a tenth of a table, or more, reads it from end to end as fast. */
const fewToOne = 10;

/**
 * Gives the tables that a load is about to look up the indexes it does so by, and the planner an idea of those that have
 * doubled since it had one: of large tables, to which the load brings little. So a load that fills a table pays for none,
 * and the first small one after it makes them of the rows that are there, which costs a fraction of keeping them on the way.
 * The rest of the transaction is planned for them.
 * @param lookups those of the load
 * @param staged the table with the rows that the load brings
 */
export async function keepUp(session: Session, lookups: readonly Lookup[], staged: string): Promise<void> {
  const tables = [...new Set(lookups.map(({ table }) => table))];
  const { rows } = await session.query<{ table: string; is_known: boolean; indexed: string[] | null }>(
    `SELECT t.name AS table, CAST(c.relpages AS bigint) * 8192 * 2 > pg_relation_size(c.oid) AS is_known, (
       SELECT array_agg((
         SELECT string_agg(a.attname, ',' ORDER BY k.place)
         FROM unnest(i.indkey) WITH ORDINALITY AS k (attribute, place)
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attribute
       )) FROM pg_index i WHERE i.indrelid = c.oid
     ) AS indexed
     FROM unnest(CAST($1 AS text[])) AS t (name)
     JOIN pg_class c ON c.oid = to_regclass(t.name)
     WHERE pg_relation_size(c.oid) > GREATEST($2, $3 * pg_relation_size(CAST($4 AS regclass)))`,
    [tables, largeBytes, fewToOne, staged],
  );
  for (const { table, is_known: isKnown, indexed } of rows) {
    const own = lookups.filter((lookup) => lookup.table === table).map(({ columns }) => columns.join(', '));
    const missing = own.filter((columns) => !(indexed ?? []).includes(columns.replaceAll(' ', '')));
    for (const columns of missing) await session.exec(`CREATE INDEX ON ${table} (${columns})`);
    const looked = [...new Set(own.flatMap((columns) => columns.split(', ')))];
    if (!isKnown) await session.exec(`ANALYZE ${table} (${looked.join(', ')})`);
  }
  await session.exec(plannedForLookups);
}
