import { inSchemas } from '../../domain/lake/in-schemas.ts';
import type { MartParts } from '../../domain/lake/parts.ts';
import type { DuckDbSession } from './duckdb.ts';
import type { Model } from './model-catalog.ts';
import { presentPlaces, type Snapshot } from './table-files.ts';

/** By moment, the schema that shows of a table the rows of affected parts. */
export const partSchemas = { before: 'parts_before', now: 'parts_now' } as const;

/** The table of the rows that went from a table in this run, with their places: `gone.encounter`. */
export function goneRows({ table }: Pick<Model, 'table'>): string {
  return `gone.${table}`;
}

/** A table whose rows make parts. */
export interface PartTable {
  readonly model: Pick<Model, 'table'>;
  /** As the run before left it. */
  readonly present: Snapshot;
  /** The columns that parts are made of. */
  readonly columns: readonly string[];
  /** What came in this run, as a relation; undefined when nothing came or went. What went is {@link goneRows}. */
  readonly came: string | undefined;
}

/**
 * Shows of each table the rows of affected parts, before and now, in {@link partSchemas}. Affected are the parts of which a row
 * came or went in any of the tables. Of a table it reads the columns of parts, once.
 */
export async function showAffectedParts(
  session: DuckDbSession,
  by: string,
  tables: readonly PartTable[],
): Promise<void> {
  const moved = tables.flatMap(({ model, came }) => (came === undefined ? [] : [goneRows(model), came]));
  const keys = moved.map((rows) => `SELECT ${by} FROM ${rows} WHERE ${by} IS NOT NULL`);
  await session.run(
    `CREATE TABLE ${partSchemas.now}.affected_parts AS ${keys.length === 0 ? `SELECT NULL AS ${by} WHERE false` : keys.join(' UNION ')}`,
  );
  const ofParts = `SEMI JOIN ${partSchemas.now}.affected_parts USING (${by})`;
  for (const { model, present, columns, came } of tables) {
    const listed = columns.join(', ');
    const stays = `${partSchemas.now}.staying_${model.table}`;
    const notGone = came === undefined ? '' : `ANTI JOIN ${goneRows(model)} AS gone USING (place)`;
    await session.run(
      `CREATE TABLE ${stays} AS SELECT ${listed} FROM (SELECT ${listed}, place FROM (${presentPlaces(present)})) AS row ${ofParts} ${notGone}`,
    );
    const gone = came === undefined ? '' : `UNION ALL SELECT ${listed} FROM ${goneRows(model)} AS gone ${ofParts}`;
    const arrived = came === undefined ? '' : `UNION ALL SELECT ${listed} FROM ${came} AS came ${ofParts}`;
    await session.run(`CREATE VIEW ${partSchemas.before}.${model.table} AS SELECT * FROM ${stays} ${gone}`);
    await session.run(`CREATE VIEW ${partSchemas.now}.${model.table} AS SELECT * FROM ${stays} ${arrived}`);
  }
}

/** What a mart sums in place of all of its parts: what it summed before, and of affected parts what went and what came. */
export function movedParts({ grain, columns }: Model, { sql, sums }: MartParts, present: string): string {
  const typeOf = (name: string) => columns.find((column) => column.name === name)?.type;
  const taken = (sign: string) =>
    [...grain, ...sums.map((name) => `CAST(${sign}${name} AS ${typeOf(name)}) AS ${name}`)].join(', ');
  return `
    SELECT ${[...grain, ...sums].join(', ')} FROM (${present}) AS stored
    UNION ALL
    SELECT ${taken('-')} FROM (${inSchemas(sql, { silver: partSchemas.before })}) AS went
    UNION ALL
    SELECT ${taken('')} FROM (${inSchemas(sql, { silver: partSchemas.now })}) AS came
  `;
}
