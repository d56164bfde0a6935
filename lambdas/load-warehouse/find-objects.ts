import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { layout } from '../../contracts/platform.ts';
import type { WarehouseSql } from '../shared/warehouse-sql.ts';

/** The part of an S3 client that listing needs. */
export interface ListObjectsClient {
  send(command: ListObjectsV2Command): Promise<ListObjectsV2CommandOutput>;
}

/** A silver object that a load may take. */
export interface SilverObject {
  readonly contract: string;
  readonly key: string;
  /** Bytes. */
  readonly size: number;
}

export interface NewObjects {
  /** Objects not loaded yet, oldest arrival hour first. */
  readonly objects: readonly SilverObject[];
  /** Objects in the change log that no ingest function writes; they are left alone. */
  readonly foreign: number;
}

/**
 * An object appears at most a day after the hour in its key, because the event source mapping gives up a record then
 * (`maximumRecordAgeInSeconds`); the second day is for clocks and slow retries.
 */
const horizonDays = 2;
const dayMs = 86_400_000;

const changeKey =
  /^changes\/[a-z_]+\/dt=\d{4}-\d{2}-\d{2}\/hr=\d{2}\/[A-Za-z0-9_.-]{1,128}\/[A-Za-z0-9_.-]{1,200}\.parquet$/;

/**
 * Finds the silver objects that `audit.loaded_object` does not hold. Only keys from two days before the newest loaded
 * object of a contract are looked at, so the cost does not grow with the log.
 * @throws errors of the clients
 */
export async function findNewObjects(
  {
    s3,
    warehouse,
    bucket,
  }: { readonly s3: ListObjectsClient; readonly warehouse: WarehouseSql; readonly bucket: string },
  contracts: readonly string[],
): Promise<NewObjects> {
  const horizons = await loadedHorizons(warehouse);
  const [loaded, ...listings] = await Promise.all([
    loadedKeys(warehouse, horizons),
    ...contracts.map((contract) => listObjects(s3, bucket, contract, horizons.get(contract))),
  ]);
  const unseen = listings.flat().filter(({ key }) => !loaded.has(key));
  const objects = unseen.filter(({ key }) => changeKey.test(key));
  return { objects: objects.sort(byArrival), foreign: unseen.length - objects.length };
}

/** `dt=…/hr=…/…` orders objects of all contracts by the hour they arrived in. */
function byArrival(a: SilverObject, b: SilverObject): number {
  const [left, right] = [arrivalPath(a), arrivalPath(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function arrivalPath({ key, contract }: SilverObject): string {
  return `${key.slice(layout.changes.prefix.length + contract.length + 1)}/${contract}`;
}

/** Per contract the key to list from: its newest loaded object's day, two days back. */
async function loadedHorizons(warehouse: WarehouseSql): Promise<Map<string, string>> {
  const rows = await warehouse.query(
    'SELECT contract, MAX(object_key) AS newest FROM audit.loaded_object GROUP BY contract',
  );
  return new Map(
    rows.flatMap(({ contract, newest }) => {
      const day = /\/dt=(\d{4}-\d{2}-\d{2})\//.exec(String(newest))?.[1];
      if (day === undefined) return [];
      const from = new Date(Date.parse(day) - horizonDays * dayMs).toISOString().slice(0, 10);
      return [[String(contract), `${layout.changes.prefix}${contract}/dt=${from}`]];
    }),
  );
}

async function loadedKeys(warehouse: WarehouseSql, horizons: ReadonlyMap<string, string>): Promise<Set<string>> {
  if (horizons.size === 0) return new Set();
  const entries = [...horizons];
  const conditions = entries.map((_entry, index) => `(contract = :contract_${index} AND object_key > :from_${index})`);
  const rows = await warehouse.query(
    `SELECT object_key FROM audit.loaded_object WHERE ${conditions.join(' OR ')}`,
    Object.fromEntries(
      entries.flatMap(([contract, from], index) => [
        [`contract_${index}`, contract],
        [`from_${index}`, from],
      ]),
    ),
  );
  return new Set(rows.map((row) => String(row.object_key)));
}

async function listObjects(
  s3: ListObjectsClient,
  bucket: string,
  contract: string,
  startAfter: string | undefined,
): Promise<SilverObject[]> {
  const objects: SilverObject[] = [];
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: `${layout.changes.prefix}${contract}/`,
        ...(token === undefined ? {} : { ContinuationToken: token }),
        ...(startAfter === undefined || token !== undefined ? {} : { StartAfter: startAfter }),
      }),
    );
    for (const { Key, Size } of page.Contents ?? []) {
      if (Key !== undefined) objects.push({ contract, key: Key, size: Size ?? 0 });
    }
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
  return objects;
}
