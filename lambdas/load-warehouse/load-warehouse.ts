import { hash } from 'node:crypto';
import { layout } from '../../contracts/platform/zones.ts';
import { SafeError } from '../../domain/safe-error.ts';
import type { LoadMetrics, Waiting } from '../shared/load-metrics.ts';
import type { Log } from '../shared/log.ts';
import { type PutObjectClient, putOnce } from '../shared/object-store.ts';
import type { WarehouseSql } from '../shared/warehouse-sql.ts';
import { isCaughtUp, type LoadS3Client, noteCaughtUp } from './caught-up.ts';
import { findNewObjects } from './find-objects.ts';
import type { SilverObject } from './list-changes.ts';
import type { LoadEvent } from './load-event.ts';
import { type LoadSql, loadStatements } from './load-sql.ts';
import { type FailedLoad, LoadsFailedError, placeOfFailure } from './loads-failed-error.ts';

/** Objects of one load of a contract: keeps a transaction to minutes after an outage; the rest waits for the next load. */
export const objectsPerLoad = 1000;

export interface LoadWarehouseDependencies {
  readonly s3: LoadS3Client;
  readonly warehouse: WarehouseSql;
  readonly log: Log;
  readonly metrics: LoadMetrics;
  /** Epoch ms. */
  readonly clock: () => number;
  /** Bucket of the silver zone. */
  readonly bucket: string;
  /** Names of the contracts in the order they are loaded: reference data first. */
  readonly contracts: readonly string[];
  readonly sql: LoadSql;
  /** Per contract; default {@link objectsPerLoad}. */
  readonly maximumObjects?: number;
}

/** Rows of loads; staged = inserted + duplicates. */
export interface LoadedRows {
  readonly objects: number;
  readonly staged: number;
  readonly inserted: number;
  readonly duplicates: number;
  /** Events whose id came with other content. */
  readonly collisions: number;
}

/** One committed load of a contract. */
export interface ContractLoad extends LoadedRows {
  readonly contract: string;
  readonly loadId: string;
}

export interface LoadResult extends LoadedRows {
  /** By contract in the order they were loaded, those with new objects; the counts beside them are their sums. */
  readonly loads: readonly ContractLoad[];
  /** Objects that did not fit and wait for the next load. */
  readonly waiting: number;
}

/**
 * One look at the change log. `invocation` names this attempt: a repeated delivery of the same invocation waits for its
 * first batches. Without an event it asks the warehouse what it holds.
 */
export type LoadWarehouse = (invocation: string, event?: LoadEvent) => Promise<LoadResult>;

/**
 * Loads the new objects of the silver change log into the star schema: contract after contract, reference data first,
 * each in a transaction of its own. A contract that fails does not stop the next one.
 *
 * A load's id is a hash of its object keys. A crash before the commit leaves nothing, and the next run finds the same
 * objects; after the commit it finds none. Two loads at once wait for each other and the later one adds nothing, so the
 * id need not be the batch's ClientToken, and must not be: the Data API remembers a token with its failure for 8 hours.
 * @throws LoadsFailedError naming the contracts whose batch was rolled back, e.g. by a check, when all had their turn
 */
export function createLoadWarehouse(dependencies: LoadWarehouseDependencies): LoadWarehouse {
  const { s3, warehouse, log, metrics, clock, bucket, contracts, maximumObjects = objectsPerLoad } = dependencies;

  return async (invocation, event) => {
    if (event?.onlyIfChanged === true && (await isCaughtUp({ s3, bucket }, contracts))) {
      metrics.found(nothingWaiting);
      metrics.loaded({ ...noRows, loads: 0, failed: 0 });
      return { ...noRows, loads: [], waiting: 0 };
    }
    const found = await findNewObjects({ s3, warehouse, bucket }, contracts);
    metrics.found(waitingOf(found.objects, clock()));
    if (found.foreign > 0) log.warn('objects in the change log that are no changes', { objects: found.foreign });

    const byContract = Map.groupBy(found.objects, ({ contract }) => contract);
    const loads: ContractLoad[] = [];
    const failures: FailedLoad[] = [];
    let waiting = 0;
    for (const contract of contracts) {
      const own = byContract.get(contract) ?? [];
      if (own.length === 0) continue;
      // The limit holds per contract: one that fails again and again takes no place from the others.
      const objects = own.slice(0, maximumObjects);
      try {
        loads.push(await loadContract(dependencies, { contract, objects, invocation }));
        waiting += own.length - objects.length;
      } catch (cause) {
        log.error('a contract could not be loaded', { contract, failed: placeOfFailure(cause) });
        failures.push({ contract, cause });
      }
    }
    const rows = sumOf(loads);
    if (loads.length > 0) log.info('warehouse loaded', { ...rows, loads: loads.length, waiting });
    metrics.loaded({ ...rows, loads: loads.length, failed: failures.length });
    if (failures.length > 0) throw new LoadsFailedError(failures, loads.length);
    if (waiting === 0) await noteCaughtUp({ s3, bucket }, contracts, found);
    return { ...rows, loads, waiting };
  };
}

const noRows: LoadedRows = { objects: 0, staged: 0, inserted: 0, duplicates: 0, collisions: 0 };

function sumOf(loads: readonly LoadedRows[]): LoadedRows {
  const total = (count: keyof LoadedRows) => loads.reduce((sum, load) => sum + load[count], 0);
  return {
    objects: total('objects'),
    staged: total('staged'),
    inserted: total('inserted'),
    duplicates: total('duplicates'),
    collisions: total('collisions'),
  };
}

/** Loads these objects of a contract in one transaction. @throws WarehouseStatementError when it was rolled back */
async function loadContract(
  { s3, warehouse, bucket, sql }: Pick<LoadWarehouseDependencies, 's3' | 'warehouse' | 'bucket' | 'sql'>,
  load: { readonly contract: string; readonly objects: readonly SilverObject[]; readonly invocation: string },
): Promise<ContractLoad> {
  const { contract, objects, invocation } = load;
  const loadId = loadIdOf(objects);
  const manifest = await writeManifest({ s3, bucket }, { contract, loadId, objects });
  await warehouse.batch({
    statements: loadStatements(sql, contract, manifest),
    parameters: { load_id: loadId, objects: String(objects.length) },
    clientToken: hash('sha256', `${loadId} ${invocation}`, 'hex'),
    statementName: `load-warehouse ${contract} ${loadId}`,
  });
  return { contract, loadId, ...(await ledgerRow(warehouse, contract, loadId)) };
}

const nothingWaiting: Waiting = { objects: 0, oldestSeconds: 0 };

function waitingOf(objects: readonly SilverObject[], now: number): Waiting {
  const oldest = objects.reduce((earliest, { modifiedAt }) => Math.min(earliest, modifiedAt), now);
  return { objects: objects.length, oldestSeconds: Math.round((now - oldest) / 1000) };
}

/** 128 bits in hex, the same for the same objects. */
function loadIdOf(objects: readonly SilverObject[]): string {
  const keys = objects.map(({ key }) => key).sort();
  return hash('sha256', keys.join('\n'), 'hex').slice(0, 32);
}

/**
 * Writes the manifest of a load. Parquet needs `content_length`, and without `mandatory` a missing object would be
 * skipped in silence (https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html).
 * @returns its address
 */
async function writeManifest(
  { s3, bucket }: { readonly s3: PutObjectClient; readonly bucket: string },
  load: { readonly contract: string; readonly loadId: string; readonly objects: readonly SilverObject[] },
): Promise<string> {
  const key = `${layout.manifests.prefix}${load.loadId}/${load.contract}.manifest`;
  const entries = load.objects
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map((object) => ({
      url: `s3://${bucket}/${object.key}`,
      mandatory: true,
      meta: { content_length: object.size },
    }));
  const body = new TextEncoder().encode(`${JSON.stringify({ entries })}\n`);
  await putOnce(s3, { bucket, key, body, contentType: 'application/json' });
  return `s3://${bucket}/${key}`;
}

/** What the ledger says about a committed load. */
async function ledgerRow(warehouse: WarehouseSql, contract: string, loadId: string): Promise<LoadedRows> {
  const [row] = await warehouse.query(
    `SELECT objects, staged, inserted, duplicates, collisions
     FROM audit.load_ledger WHERE load_id = :load_id AND contract = :contract`,
    { load_id: loadId, contract },
  );
  if (row === undefined) throw new SafeError(`load ${loadId} of ${contract} is committed and not in audit.load_ledger`);
  return {
    objects: Number(row.objects),
    staged: Number(row.staged),
    inserted: Number(row.inserted),
    duplicates: Number(row.duplicates),
    collisions: Number(row.collisions),
  };
}
