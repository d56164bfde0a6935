import { layout } from '../../contracts/platform/zones.ts';
import { affectedKeys } from '../../domain/warehouse/conventions.ts';
import type { WarehouseSql } from '../shared/warehouse-sql.ts';
import {
  type Horizons,
  horizonBefore,
  isChangeKey,
  type ListObjectsClient,
  listChanges,
  type SilverObject,
} from './list-changes.ts';

export interface NewObjects {
  /** Objects not loaded yet, oldest arrival hour first. */
  readonly objects: readonly SilverObject[];
  /** Objects in the change log that no ingest function writes; they are left alone. */
  readonly foreign: number;
  /** Everything that was looked at, and from where. */
  readonly listed: readonly SilverObject[];
  readonly horizons: Horizons;
}

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
  await waitForLoad(warehouse);
  const horizons = await loadedHorizons(warehouse);
  const [loaded, listed] = await Promise.all([
    loadedKeys(warehouse, horizons),
    listChanges({ s3, bucket }, contracts, horizons),
  ]);
  const unseen = listed.filter(({ key }) => !loaded.has(key));
  const objects = unseen.filter(({ key }) => isChangeKey(key));
  return { objects: objects.sort(byArrival), foreign: unseen.length - objects.length, listed, horizons };
}

/** A load in progress has this table locked: after its end this one sees what it loaded, and does not load it again. */
async function waitForLoad(warehouse: WarehouseSql): Promise<void> {
  await warehouse.query(`SELECT COUNT(*) AS affected FROM ${affectedKeys}`);
}

/** `dt=…/hr=…/…` orders objects of all contracts by the hour they arrived in. */
function byArrival(a: SilverObject, b: SilverObject): number {
  const [left, right] = [arrivalPath(a), arrivalPath(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function arrivalPath({ key, contract }: SilverObject): string {
  return `${key.slice(layout.changes.prefix.length + contract.length + 1)}/${contract}`;
}

/** Per contract the horizon of its newest loaded object. */
async function loadedHorizons(warehouse: WarehouseSql): Promise<Horizons> {
  const rows = await warehouse.query(
    'SELECT contract, MAX(object_key) AS newest FROM audit.loaded_object GROUP BY contract',
  );
  return new Map(
    rows.flatMap(({ contract, newest }) => {
      const from = horizonBefore(String(contract), String(newest));
      return from === undefined ? [] : [[String(contract), from]];
    }),
  );
}

async function loadedKeys(warehouse: WarehouseSql, horizons: Horizons): Promise<Set<string>> {
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
