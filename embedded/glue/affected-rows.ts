import { readFile } from 'node:fs/promises';
import type { SilverTable } from '../../domain/records/silver-table.ts';
import type { DuckDbSession } from './duckdb.ts';
import { sqlPath } from './duckdb.ts';
import type { KeptLog } from './kept-log.ts';
import { placedRows, presentPlaces } from './table-files.ts';

/** Both engines find the affected keys by this text. */
const affectedKeysFile = new URL('../../glue-scripts/affected-keys.sql', import.meta.url);

/** The table of the affected keys of a log, in column `record_key`. */
export function affectedKeysTable({ name }: Pick<SilverTable, 'name'>): string {
  return `affected_keys.${name}`;
}

/**
 * Finds the keys that the changes between two states of a log affect, and keeps them in {@link affectedKeysTable}. Of the
 * log it reads four narrow columns.
 * @returns how many there are
 */
export async function findAffectedKeys(session: DuckDbSession, { log, before, now }: KeptLog): Promise<number> {
  const table = affectedKeysTable(log);
  const partsBefore = before?.parts ?? [];
  const came = now.parts.slice(partsBefore.length);
  const isThere =
    now.gone === undefined ? 'true' : `place NOT IN (SELECT place FROM read_parquet(${sqlPath(now.gone)}))`;
  const either = `
    SELECT event_source, event_id, sequence, row_hash, ${log.key.name} AS record_key, true AS was_there, ${isThere} AS is_there
    FROM (${presentPlaces({ parts: partsBefore, gone: before?.gone })})
    UNION ALL
    SELECT event_source, event_id, sequence, row_hash, ${log.key.name} AS record_key, false AS was_there, true AS is_there
    FROM (${placedRows(came)})`;
  await session.run(`CREATE OR REPLACE TEMP TABLE touched AS
    SELECT DISTINCT event_source, event_id FROM (${either}) WHERE NOT was_there OR NOT is_there`);
  await session.run(`CREATE OR REPLACE TEMP TABLE deliveries AS
    SELECT * FROM (${either}) SEMI JOIN touched USING (event_source, event_id)`);
  const sql = await readFile(affectedKeysFile, 'utf8');
  await session.run(`CREATE TABLE ${table} AS ${sql.replace('FROM affected.deliveries', 'FROM deliveries')}`);
  const { rows } = await session.query(`SELECT COUNT(*) AS n FROM ${table}`);
  return Number(rows[0]?.n);
}

/**
 * Shows the rows of a log that what is made of some keys depends on, as table `to`: every row of every event of these keys,
 * because a row under another key may be the one that counts for an event.
 * @param keys a relation with the column `record_key`.
 * @param isCounted only the rows that count, under these keys: what is made of them is of these keys alone.
 */
export async function narrowLog(
  session: DuckDbSession,
  { log, now }: Pick<KeptLog, 'log' | 'now'>,
  { keys, to, isCounted }: { readonly keys: string; readonly to: string; readonly isCounted: boolean },
): Promise<void> {
  const present = presentPlaces(now);
  const key = log.key.name;
  const { rows } = await session.query(`SELECT 1 FROM ${keys} LIMIT 1`);
  if (rows.length === 0) {
    await session.run(`CREATE TABLE ${to} AS SELECT * EXCLUDE (place) FROM (${present}) LIMIT 0`);
    return;
  }
  await session.run(`CREATE OR REPLACE TEMP TABLE events AS
    SELECT DISTINCT event_source, event_id FROM (${present}) AS row SEMI JOIN ${keys} AS keys ON row.${key} = keys.record_key`);
  await session.run(`CREATE OR REPLACE TEMP TABLE chosen AS
    SELECT place FROM (
      SELECT
        place,
        ${key} AS record_key,
        ROW_NUMBER() OVER (
          PARTITION BY event_source, event_id
          ORDER BY sequence ASC NULLS LAST, row_hash ASC NULLS LAST
        ) AS delivery
      FROM (${present}) SEMI JOIN events USING (event_source, event_id)
    )${isCounted ? ` WHERE delivery = 1 AND record_key IN (SELECT record_key FROM ${keys})` : ''}`);
  await session.run(
    `CREATE TABLE ${to} AS SELECT * EXCLUDE (place) FROM (${present}) AS row SEMI JOIN chosen USING (place)`,
  );
}
