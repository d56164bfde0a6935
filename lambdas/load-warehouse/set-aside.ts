import { PutObjectCommand } from '@aws-sdk/client-s3';
import { setAsideKey } from '../../contracts/platform/zones.ts';
import { SafeError } from '../../domain/safe-error.ts';
import { loadLock } from '../../domain/warehouse/conventions.ts';
import type { ListedBucket } from '../shared/object-listing.ts';
import { readIfThere } from '../shared/object-store.ts';
import type { NamedStatement, WarehouseSql, WarehouseStatementError } from '../shared/warehouse-sql.ts';
import type { LoadS3Client } from './caught-up.ts';
import { isChangeKey, listChanges, type SilverObject } from './list-changes.ts';

/**
 * Of every object that was ever set aside and is not loaded: how often it was set aside more than it was released. The
 * few rows of `audit.set_aside` are read whole.
 */
const standing = `SELECT s.contract, s.object_key,
  SUM(CASE WHEN s.action = 'set aside' THEN 1 ELSE -1 END) AS standing
FROM audit.set_aside s
LEFT JOIN audit.loaded_object l ON l.object_key = s.object_key
WHERE l.object_key IS NULL
GROUP BY s.contract, s.object_key`;

/** The objects that are set aside now: columns contract and object_key. */
export const setAsideSql = `SELECT contract, object_key FROM (${standing}) stood WHERE standing > 0`;

/** Those that were released and have not been loaded yet. */
const releasedSql = `SELECT contract, object_key FROM (${standing}) stood WHERE standing = 0`;

/** An object that cannot be loaded, and what the warehouse said. */
export interface UnloadableObject {
  readonly object: SilverObject;
  readonly cause: WarehouseStatementError;
}

/** An object that is set aside, and why. */
export interface SetAsideObject {
  readonly contract: string;
  readonly key: string;
  /** Name of the statement that failed. */
  readonly statement: string | null;
  readonly sqlState: string | null;
  /** In our words; null where the database's own are all there is. */
  readonly reason: string | null;
  /** UTC, as the warehouse writes it. */
  readonly since: string;
}

/** Statements of a batch that each name parameters of their own. */
const objectsPerBatch = 20;

/** Records run one after the other with loads and with each other, so that each sees the one before. */
const lock: NamedStatement = { name: 'lock what only loads use', sql: `LOCK TABLE ${loadLock}` };

/** Records objects as set aside; one that is already, or that a load took meanwhile, is left as it is. */
export async function recordSetAside(warehouse: WarehouseSql, objects: readonly UnloadableObject[]): Promise<void> {
  for (let from = 0; from < objects.length; from += objectsPerBatch) {
    const some = objects.slice(from, from + objectsPerBatch);
    await warehouse.batch({
      statements: [
        lock,
        ...some.map(({ cause }, at) => ({
          name: 'record an object in audit.set_aside',
          sql: `INSERT INTO audit.set_aside (object_key, contract, action, statement_name, sql_state, reason, recorded_at)
SELECT new.object_key, CAST(:contract_${at} AS VARCHAR(64)), 'set aside', ${optional(`statement_${at}`, 256, cause.statement)},
  ${optional(`state_${at}`, 5, cause.sqlState)}, ${optional(`reason_${at}`, 1024, cause.reason)},
  GETDATE()
FROM (SELECT CAST(:key_${at} AS VARCHAR(512)) AS object_key) new
LEFT JOIN (${setAsideSql}) aside ON aside.object_key = new.object_key
LEFT JOIN audit.loaded_object loaded ON loaded.object_key = new.object_key
WHERE aside.object_key IS NULL AND loaded.object_key IS NULL`,
        })),
      ],
      parameters: {
        ...Object.fromEntries(
          some.flatMap(({ object, cause }, at) => [
            [`key_${at}`, object.key],
            [`contract_${at}`, object.contract],
            ...given(`statement_${at}`, cause.statement, 256),
            ...given(`state_${at}`, cause.sqlState, 5),
            ...given(`reason_${at}`, cause.reason, 1024),
          ]),
        ),
      },
      statementName: 'load-warehouse set aside',
    });
  }
}

/** The Data API passes neither NULL nor an empty text, so an absent value is spelled out. */
function optional(name: string, bytes: number, value: string | undefined): string {
  return `CAST(${value === undefined || value === '' ? 'NULL' : `:${name}`} AS VARCHAR(${bytes}))`;
}

/** Our own words are ASCII but for paths that a user chose: a fourth of the bytes is always enough. */
function given(name: string, value: string | undefined, bytes: number): [string, string][] {
  if (value === undefined || value === '') return [];
  return [[name, Buffer.byteLength(value) <= bytes ? value : value.slice(0, bytes / 4)]];
}

/**
 * Releases objects that are set aside: the next load tries them again.
 * @param keys of the objects, or all
 * @returns the keys that were released
 * @throws SafeError when one is not set aside: a key that was mistyped, or one that is loaded by now; nothing is released
 */
export async function releaseSetAside(warehouse: WarehouseSql, keys: readonly string[] | 'all'): Promise<string[]> {
  const aside = (await warehouse.query(setAsideSql)).map((row) => String(row.object_key));
  const wanted = keys === 'all' ? aside : aside.filter((key) => keys.includes(key));
  const strangers = keys === 'all' ? 0 : new Set(keys).size - wanted.length;
  if (strangers > 0) {
    throw new SafeError(
      `${strangers} of the keys to retry are not set aside, so none was released; audit.set_aside names those that are`,
    );
  }
  for (let from = 0; from < wanted.length; from += objectsPerBatch) {
    const some = wanted.slice(from, from + objectsPerBatch);
    await warehouse.batch({
      statements: [
        lock,
        {
          name: 'record released objects in audit.set_aside',
          sql: `INSERT INTO audit.set_aside (object_key, contract, action, recorded_at)
SELECT object_key, contract, 'released', GETDATE()
FROM (${setAsideSql}) aside
WHERE object_key IN (${some.map((_, at) => `:key_${at}`).join(', ')})`,
        },
      ],
      parameters: Object.fromEntries(some.map((key, at) => [`key_${at}`, key])),
      statementName: 'load-warehouse release',
    });
  }
  return wanted;
}

/** What is set aside now, by key. */
export async function listSetAside(warehouse: Pick<WarehouseSql, 'query'>): Promise<SetAsideObject[]> {
  const rows =
    await warehouse.query(`SELECT latest.contract, latest.object_key, latest.statement_name, latest.sql_state,
  latest.reason, CAST(latest.recorded_at AS VARCHAR(64)) AS since
FROM (
  SELECT s.*, ROW_NUMBER() OVER (PARTITION BY s.object_key ORDER BY s.recorded_at DESC) AS place
  FROM audit.set_aside s WHERE s.action = 'set aside'
) latest
JOIN (${setAsideSql}) aside ON aside.object_key = latest.object_key
WHERE latest.place = 1
ORDER BY latest.object_key`);
  const text = (value: unknown) => (value === null || value === undefined ? null : String(value));
  return rows.map((row) => ({
    contract: String(row.contract),
    key: String(row.object_key),
    statement: text(row.statement_name),
    sqlState: text(row.sql_state),
    reason: text(row.reason),
    since: String(row.since),
  }));
}

/** By contract, how many objects were set aside since it last loaded anything. */
export async function setAsideInARow(warehouse: WarehouseSql): Promise<Map<string, number>> {
  const rows = await warehouse.query(`SELECT aside.contract, COUNT(DISTINCT aside.object_key) AS objects
FROM (${setAsideSql}) aside
JOIN audit.set_aside s ON s.object_key = aside.object_key AND s.action = 'set aside'
LEFT JOIN (SELECT contract, MAX(loaded_at) AS loaded_at FROM audit.load_ledger GROUP BY contract) latest
  ON latest.contract = aside.contract
WHERE latest.loaded_at IS NULL OR s.recorded_at > latest.loaded_at
GROUP BY aside.contract`);
  return new Map(rows.map(({ contract, objects }) => [String(contract), Number(objects)]));
}

/**
 * The released objects that wait for a load, by contract and in the order of their keys. One that is not in the bucket is
 * given too: its load fails, and says so.
 */
export async function releasedObjects(
  warehouse: WarehouseSql,
  bucket: ListedBucket,
  now: number,
): Promise<Map<string, SilverObject[]>> {
  const rows = await warehouse.query(`${releasedSql} ORDER BY object_key`);
  const found: SilverObject[] = [];
  for (const row of rows) {
    const [contract, key] = [String(row.contract), String(row.object_key)];
    if (!isChangeKey(key)) continue;
    let object: SilverObject = { contract, key, size: 0, modifiedAt: now };
    for await (const listed of listChanges(bucket, contract, { prefix: key, atMost: 1 })) {
      if (listed.key === key) object = listed;
    }
    found.push(object);
  }
  return Map.groupBy(found, ({ contract }) => contract);
}

/**
 * Tells whatever reads the change log which objects to leave out. Written only when they are others, and looked at in
 * every load, so that a crash between the record and this is made good by the next one.
 * @returns how many are set aside
 */
export async function publishSetAside(
  { s3, bucket }: { readonly s3: LoadS3Client; readonly bucket: string },
  warehouse: WarehouseSql,
): Promise<number> {
  const rows = await warehouse.query(`${setAsideSql} ORDER BY object_key`);
  const objects = rows.map((row) => String(row.object_key));
  const text = `${JSON.stringify({ objects })}\n`;
  const published = await readIfThere(s3, { bucket, key: setAsideKey });
  if (published !== text && !(published === undefined && objects.length === 0)) {
    await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: setAsideKey, Body: text, ContentType: 'application/json' }),
    );
  }
  return objects.length;
}
