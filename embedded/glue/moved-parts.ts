import { inSchemas } from '../../domain/lake/in-schemas.ts';
import type { Link, MartParts } from '../../domain/lake/parts.ts';
import { type DuckDbSession, sqlText } from './duckdb.ts';
import type { Model } from './model-catalog.ts';
import { presentPlaces, type Snapshot } from './table-files.ts';

/** By moment, the schema that shows of a table the rows of affected parts. */
export interface PartSchemas {
  readonly before: string;
  readonly now: string;
}

/** The schemas of parts by a column, or by links; marts that divide alike share them. */
export function partSchemas({ by }: Pick<MartParts, 'by'>): PartSchemas {
  const way = by === undefined ? 'links' : `parts_by_${by}`;
  return { before: `before_${way}`, now: `now_${way}` };
}

/** The table of the rows that went from a table in this run, with their places: `gone.encounter`. */
export function goneRows({ table }: Pick<Model, 'table'>): string {
  return `gone.${table}`;
}

/** A table whose rows make parts. */
export interface PartTable {
  readonly model: Pick<Model, 'name' | 'table' | 'columns' | 'grain'>;
  /** As the run before left it. */
  readonly present: Snapshot;
  /** The columns that parts are made of. */
  readonly columns: readonly string[];
  /** What came in this run, as a relation; undefined when nothing came or went. What went is {@link goneRows}. */
  readonly came: string | undefined;
}

/** A query with the rows that were there and are, as far as a join of `row` or a condition wants them. */
function stayingRows({ model, present, columns, came }: PartTable, joined: string, where = ''): string {
  const listed = columns.join(', ');
  const notGone = came === undefined ? '' : ` ANTI JOIN ${goneRows(model)} AS gone USING (place)`;
  return `SELECT ${listed} FROM (SELECT ${listed}, place FROM (${presentPlaces(present)})) AS row ${joined}${notGone} ${where}`;
}

/** A union of queries with one column; one without rows where there is none. */
const unionOf = (queries: readonly string[], column: string) =>
  queries.length === 0 ? `SELECT CAST(NULL AS VARCHAR) AS ${column} WHERE false` : queries.join(' UNION ');

/**
 * Shows of each table the rows of affected parts, before and now. Affected are the parts of which a row came or went in any of
 * the tables. Of a table it reads the columns of parts, once.
 */
export async function showPartsBy(session: DuckDbSession, by: string, tables: readonly PartTable[]): Promise<void> {
  const schemas = partSchemas({ by });
  const moved = tables.flatMap(({ model, came }) => (came === undefined ? [] : [goneRows(model), came]));
  const affected = `${schemas.now}.affected_parts`;
  const keys = moved.map((rows) => `SELECT ${by} FROM ${rows} WHERE ${by} IS NOT NULL`);
  await session.run(`CREATE TABLE ${affected} AS ${unionOf(keys, by)}`);
  const ofParts = `SEMI JOIN ${affected} AS affected USING (${by})`;
  for (const table of tables) {
    const stays = `${schemas.now}.staying_${table.model.table}`;
    await session.run(`CREATE TABLE ${stays} AS ${stayingRows(table, ofParts)}`);
    await showMoments(session, table, schemas, [`SELECT * FROM ${stays}`]);
  }
}

/** Shows a table before and now: rows that stayed beside those that went, and those that came. */
async function showMoments(
  session: DuckDbSession,
  { model, columns, came }: PartTable,
  schemas: PartSchemas,
  stayed: readonly string[],
): Promise<void> {
  const listed = columns.join(', ');
  const empty = columns.map((column) => `CAST(NULL AS ${typeOf(model, column)}) AS ${column}`).join(', ');
  const moments = [
    [schemas.before, goneRows(model)],
    [schemas.now, came],
  ];
  for (const [schema, moved] of moments) {
    const rows = came === undefined ? [] : [`SELECT ${listed} FROM ${moved} AS moved`];
    const all = [...stayed, ...rows];
    await session.run(
      `CREATE VIEW ${schema}.${model.table} AS ${all.length === 0 ? `SELECT ${empty} WHERE false` : all.join(' UNION ALL ')}`,
    );
  }
}

const typeOf = ({ columns }: Pick<Model, 'columns'>, name: string) =>
  columns.find((column) => column.name === name)?.type ?? 'VARCHAR';

/**
 * Shows of each table, before and now, the rows that came or went; those that name a record which itself came or went, as far as
 * that changes anything: one that came and was not missed was named by none. And of each table the records that all these name.
 * @param missed a query with `refers_to` and `key_value` of the records that were missed before.
 */
export async function showLinkedParts(
  session: DuckDbSession,
  links: readonly Link[],
  tables: readonly PartTable[],
  missed: string,
): Promise<void> {
  const schemas = partSchemas({});
  const tableNamed = new Map(tables.map((table) => [table.model.name, table]));
  const targets = new Map<string, string>();
  for (const { model, came } of tables) {
    const [key = ''] = model.grain;
    if (came === undefined || links.every(({ to }) => to !== model.name)) continue;
    const [was, is] = [`SELECT ${key} FROM ${goneRows(model)}`, `SELECT ${key} FROM ${came}`];
    const missing = `SELECT key_value FROM (${missed}) AS missed WHERE refers_to = ${sqlText(model.table)}`;
    const turned = `${schemas.now}.turned_${model.table}`;
    await session.run(
      `CREATE TABLE ${turned} AS SELECT ${key} AS key_value FROM ((${was} EXCEPT ${is}) UNION ((${is} EXCEPT ${was}) INTERSECT (${missing})))`,
    );
    const { rows } = await session.query(`SELECT COUNT(*) AS n FROM ${turned}`);
    if (rows[0]?.n !== '0') targets.set(model.name, turned);
  }
  const naming = new Map<string, string>();
  for (const table of tables) {
    const turned = links.filter(({ from, to }) => from === table.model.name && targets.has(to));
    if (turned.length === 0) continue;
    const named = turned.map(({ field, to }) => `row.${field} IN (SELECT key_value FROM ${targets.get(to)})`);
    const rows = `${schemas.now}.naming_${table.model.table}`;
    await session.run(`CREATE TABLE ${rows} AS ${stayingRows(table, '', `WHERE ${named.join(' OR ')}`)}`);
    naming.set(table.model.name, rows);
  }
  for (const table of tables) {
    const { model } = table;
    const [key = ''] = model.grain;
    const stayed = naming.has(model.name) ? [`SELECT * FROM ${naming.get(model.name)}`] : [];
    const asked = links.flatMap(({ from, field, to }) => {
      if (to !== model.name) return [];
      const source = tableNamed.get(from);
      const moved = source?.came === undefined ? [] : [goneRows(source.model), source.came];
      return [...moved, ...(naming.has(from) ? [naming.get(from)] : [])].map(
        (rows) => `SELECT ${field} AS key_value FROM ${rows}`,
      );
    });
    if (asked.length > 0) {
      const there = `${schemas.now}.named_${model.table}`;
      const keyOnly = { ...table, columns: [key] };
      await session.run(
        `CREATE TABLE ${there} AS ${stayingRows(keyOnly, `SEMI JOIN (${unionOf(asked, 'key_value')}) AS asked ON row.${key} = asked.key_value`)}`,
      );
      // There as what is named; what it names itself is no part of what moved.
      const alone = table.columns.map((column) =>
        column === key ? key : `CAST(NULL AS ${typeOf(model, column)}) AS ${column}`,
      );
      stayed.push(`SELECT ${alone.join(', ')} FROM ${there}`);
    }
    await showMoments(session, table, schemas, stayed);
  }
}

/** What a mart sums in place of all of its parts: what it summed before, and of affected parts what went and what came. */
export function movedParts({ grain, columns }: Model, parts: MartParts, present: string): string {
  const { sql, sums } = parts;
  const schemas = partSchemas(parts);
  const taken = (sign: string) =>
    [...grain, ...sums.map((name) => `CAST(${sign}${name} AS ${typeOf({ columns }, name)}) AS ${name}`)].join(', ');
  return `
    SELECT ${[...grain, ...sums].join(', ')} FROM (${present}) AS stored
    UNION ALL
    SELECT ${taken('-')} FROM (${inSchemas(sql, { silver: schemas.before })}) AS went
    UNION ALL
    SELECT ${taken('')} FROM (${inSchemas(sql, { silver: schemas.now })}) AS came
  `;
}
