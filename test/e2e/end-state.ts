import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ingestConsumers } from '../../contracts/platform/consumers.ts';
import { layout, zones } from '../../contracts/platform/zones.ts';
import { inferredOperation, supersededDeliveries } from '../../domain/warehouse/conventions.ts';
import { openLake } from '../../embedded/glue/lake-query.ts';
import { StreamLog } from '../../embedded/kinesis/stream-log.ts';
import { openWarehouseEngine } from '../../embedded/redshift/engine.ts';

/** Rows by table, as text, in an order that does not depend on when they were written. */
export type EndState = Readonly<Record<string, readonly string[]>>;

/** When, from where and in which load a row was written: in this, two ways to the same state may differ. */
const bookkeeping = ['arrived_at', 'loaded_at', 'load_id', 'object_key', 'sequence', 'shard_id'];

/** A row per day of two centuries, which no load touches. */
const calendar = 'dim_date';

function columnsIn(schemas: readonly string[]): string {
  return `SELECT table_schema || '.' || table_name AS name, string_agg(column_name, ', ' ORDER BY column_name) AS columns
    FROM information_schema.columns
    WHERE table_schema IN ('${schemas.join("', '")}') AND column_name NOT IN ('${bookkeeping.join("', '")}')
      AND table_name <> '${calendar}'
    GROUP BY 1 ORDER BY 1`;
}

/**
 * Whether somebody named a member before its record came depends on when a load was disturbed. History keeps what was inferred
 * then, and the star shows it only while nothing better is known: the tables of the star are compared whole.
 */
const isDelivered = `op <> '${inferredOperation}'`;

const asText = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();

/**
 * Everything that readers of star, history, reporting, silver and gold can see, surrogate keys included, whatever tables
 * there are. Two data directories with the same keys can be compared.
 */
export async function endState(data: string): Promise<EndState> {
  const state: Record<string, string[]> = {};
  const engine = await openWarehouseEngine({ directory: join(data, 'warehouse') });
  try {
    const tables = await engine.query<{ name: string; columns: string }>(columnsIn(['star', 'history', 'reporting']));
    for (const { name, columns } of tables.rows) {
      const holdsRecords = name.startsWith('history.') && name !== supersededDeliveries;
      const rows = `SELECT ${columns} FROM ${name}${holdsRecords ? ` WHERE ${isDelivered}` : ''}`;
      state[`warehouse ${name}`] = asText((await engine.query<object>(rows)).rows);
    }
  } finally {
    await engine.close();
  }
  const lake = await openLake({ s3Path: join(data, 's3') });
  try {
    for (const { name, columns } of (await lake.query(columnsIn(['silver', 'gold']))).rows) {
      state[`lake ${name}`] = asText((await lake.query(`SELECT ${columns} FROM ${name}`)).rows);
    }
  } finally {
    lake.close();
  }
  return state;
}

/** What one state has and the other has not, a line per row; of a table no more than a few, which is enough to see why. */
export function differences(actual: EndState, expected: EndState): string[] {
  return [...new Set([...Object.keys(actual), ...Object.keys(expected)])].flatMap((table) => {
    const [has, should] = [actual[table] ?? [], expected[table] ?? []];
    const [hasRow, shouldRow] = [new Set(has), new Set(should)];
    const surplus = has.filter((row) => !shouldRow.has(row)).map((row) => `${table} has ${row}`);
    const missing = should.filter((row) => !hasRow.has(row)).map((row) => `${table} lacks ${row}`);
    const isSameLength = has.length === should.length;
    return [
      ...surplus.slice(0, 3),
      ...missing.slice(0, 3),
      ...(isSameLength ? [] : [`${table} has ${has.length} rows, not ${should.length}`]),
    ];
  });
}

/**
 * Records that the streams accepted and that are not in bronze. The tables cannot tell: whoever reads the same source
 * again sends again what was lost.
 */
export async function lostRecords(data: string): Promise<number> {
  let accepted = 0;
  for (const { stream: name } of ingestConsumers) {
    const stream = await StreamLog.open(join(data, 'stream', name));
    accepted += stream.shards.reduce((total, shard) => total + shard.nextPosition, 0);
    await stream.close();
  }
  const folder = join(data, 's3', zones.bronze.name, layout.events.prefix);
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ndjson.gz'));
  const addresses = new Set<string>();
  for (const name of names) {
    for (const line of gunzipSync(await readFile(join(folder, name)))
      .toString()
      .trimEnd()
      .split('\n')) {
      const { shard_id: shard, sequence } = JSON.parse(line);
      addresses.add(`${shard}/${sequence}`);
    }
  }
  return accepted - addresses.size;
}
