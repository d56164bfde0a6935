import { hash } from 'node:crypto';
import { layout } from '../../contracts/platform/zones.ts';
import { SafeError } from '../../domain/safe-error.ts';
import { noKeys, withKey } from '../../domain/warehouse/key-tally.ts';
import type { LoadMetrics, Waiting } from '../shared/load-metrics.ts';
import type { Log } from '../shared/log.ts';
import { type PutObjectClient, putOnce } from '../shared/object-store.ts';
import type { WarehouseSql } from '../shared/warehouse-sql.ts';
import { findCaughtUp, type LoadS3Client, noteCaughtUp } from './caught-up.ts';
import { inLoads, newObjects, type Seen } from './find-objects.ts';
import { knownGroups, loadedHorizons, waitForLoad } from './known-objects.ts';
import type { SilverObject } from './list-changes.ts';
import { type ContractProgress, loadApart } from './load-apart.ts';
import type { LoadEvent } from './load-event.ts';
import { type LoadSql, loadStatements } from './load-sql.ts';
import { type FailedLoad, LoadsFailedError, placeOfFailure } from './loads-failed-error.ts';
import { publishSetAside, recordSetAside, releasedObjects, releaseSetAside, setAsideInARow } from './set-aside.ts';
import { listingsAtOnce, someAtOnce } from './some-at-once.ts';

/**
 * Objects of one load of a contract: one transaction. Each load pays for a look at the whole history of its contract, so a
 * few large ones cost less than many small; a manifest of so many stays below a megabyte and a half, and what is held of
 * them in memory with it.
 */
export const objectsPerLoad = 5000;

/** Of one load of a rebuild, whatever days they are of: fewer looks at a history that grows, and a manifest of 5 MB. */
export const objectsPerRebuildLoad = 20_000;

/** No load is begun with less time left than this, or than half more than the longest one took. */
const leastTimeMs = 120_000;

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
  /** Of one load; default {@link objectsPerLoad}, and {@link objectsPerRebuildLoad} for a rebuild. */
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
  /** In the order they were committed; the counts beside them are their sums. */
  readonly loads: readonly ContractLoad[];
  /** At least so many objects wait for the next invocation, because time ended; 0 when none does. */
  readonly waiting: number;
  /** Objects that could not be loaded and are left out from now on. */
  readonly setAside: number;
}

/**
 * Loads until nothing waits, or until time ends. `invocation` names this attempt: a repeated delivery of the same
 * invocation waits for its first batches. Without an event it asks the warehouse what it holds.
 * @param remainingMs how long the invocation may still take; without it as long as it needs
 */
export type LoadWarehouse = (invocation: string, event?: LoadEvent, remainingMs?: () => number) => Promise<LoadResult>;

/**
 * Loads the new objects of the silver change log into the star schema: round after round over the contracts, reference data
 * first, each load a transaction of its own, until nothing waits or time ends. A contract that fails does not stop the
 * next one, and an object that cannot be loaded does not stop its contract: it is set aside (load-apart.ts). Memory is
 * bounded by one load and one page of a listing for each contract, whatever waits.
 *
 * A load's id is a hash of its objects. A crash before the commit leaves nothing, and the next run finds the same
 * objects; after the commit it finds none. Two loads at once wait for each other and the later one adds nothing, so the
 * id need not be the batch's ClientToken, and must not be: the Data API remembers a token with its failure for 8 hours.
 * @throws LoadsFailedError naming the contracts whose batch was rolled back, e.g. by a check, when all had their turn
 */
export function createLoadWarehouse(dependencies: LoadWarehouseDependencies): LoadWarehouse {
  const { s3, warehouse, log, metrics, clock, bucket, contracts } = dependencies;

  return async (invocation, event, remainingMs = () => Number.POSITIVE_INFINITY) => {
    if (event?.retrySetAside !== undefined) {
      const keys = event.retrySetAside === true ? 'all' : event.retrySetAside;
      const released = await releaseSetAside(warehouse, keys);
      log.info('objects that were set aside are tried again', { objects: released.length });
    } else if (event?.onlyIfChanged === true) {
      const caughtUp = await findCaughtUp({ s3, bucket }, contracts);
      if (caughtUp !== undefined) {
        metrics.found(nothingWaiting);
        metrics.loaded({ ...noRows, loads: 0, failed: 0 });
        metrics.setAside(caughtUp.setAside);
        return { ...noRows, loads: [], waiting: 0, setAside: 0 };
      }
    }
    const isRebuild = event?.rebuild === true;
    const most = dependencies.maximumObjects ?? (isRebuild ? objectsPerRebuildLoad : objectsPerLoad);
    const searches = await startSearches(dependencies, { most, isRebuild });
    metrics.found(
      waitingOf(
        searches.flatMap(({ next }) => next),
        clock(),
      ),
    );
    const loads: ContractLoad[] = [];
    const failures: FailedLoad[] = [];
    const hasTime = timekeeper(remainingMs);
    const isOpen = ({ next, hasFailed }: ContractSearch) => next.length > 0 && !hasFailed;
    for (let open = searches.filter(isOpen); open.length > 0 && hasTime.forAnother(); open = searches.filter(isOpen)) {
      for (const search of open) {
        const { contract } = search;
        try {
          const isDone = await loadApart(search, search.next, {
            load: async (objects) => {
              loads.push(await hasTime.taken(() => loadContract(dependencies, { contract, objects, invocation })));
            },
            record: async (objects) => {
              await recordSetAside(warehouse, objects);
              for (const { object, cause } of objects) {
                const { sqlState = null, reason = null } = cause;
                const failed = placeOfFailure(cause);
                log.error('an object is set aside', { key: object.key, failed, sqlState, reason });
              }
            },
            hasTime: hasTime.forAnother,
          });
          if (!isDone) break;
          await search.advance();
        } catch (cause) {
          log.error('a contract could not be loaded', { contract, failed: placeOfFailure(cause) });
          search.hasFailed = true;
          failures.push({ contract, cause });
        }
      }
    }
    const rows = sumOf(loads);
    const waiting = searches.filter(isOpen).reduce((sum, { next }) => sum + next.length, 0);
    const setAside = searches.reduce((sum, search) => sum + search.setAside, 0);
    if (loads.length > 0) log.info('warehouse loaded', { ...rows, loads: loads.length, waiting, setAside });
    const foreign = searches.reduce((sum, { seen }) => sum + seen.foreign, 0);
    if (foreign > 0) log.warn('objects in the change log that are no changes', { objects: foreign });
    metrics.loaded({ ...rows, loads: loads.length, failed: failures.length });
    const standing = await publishSetAside({ s3, bucket }, warehouse);
    metrics.setAside(standing);
    if (failures.length > 0) throw new LoadsFailedError(failures, new Set(loads.map(({ contract }) => contract)).size);
    if (waiting === 0) {
      const seen = new Map(searches.map((search) => [search.contract, search.seen]));
      await noteCaughtUp({ s3, bucket }, seen, standing);
    }
    return { ...rows, loads, waiting, setAside };
  };
}

/** What an invocation does about one contract: where its listing is, and what is loaded next. */
interface ContractSearch extends ContractProgress {
  readonly seen: Seen;
  /** The objects of the next load; none when nothing waits. */
  next: readonly SilverObject[];
  hasFailed: boolean;
  advance(): Promise<void>;
}

/** Asks the warehouse once what it holds, and looks in each contract as far as one load takes. A rebuild lists all of it. */
async function startSearches(
  dependencies: LoadWarehouseDependencies,
  { most, isRebuild }: { readonly most: number; readonly isRebuild: boolean },
): Promise<ContractSearch[]> {
  const { s3, warehouse, clock, bucket, contracts } = dependencies;
  await waitForLoad(warehouse);
  const horizons = isRebuild ? new Map<string, string>() : await loadedHorizons(warehouse, contracts);
  const [known, inARow, released] = await Promise.all([
    knownGroups(warehouse, contracts, horizons),
    setAsideInARow(warehouse),
    releasedObjects(warehouse, { s3, bucket }, clock()),
  ]);
  const searches = contracts.map((contract): ContractSearch => {
    const seen: Seen = { days: new Map(), newest: '', foreign: 0 };
    const found = newObjects(
      { s3, warehouse, bucket },
      {
        contract,
        horizon: horizons.get(contract),
        known: known.get(contract) ?? new Map(),
        released: released.get(contract) ?? [],
      },
      seen,
    );
    const loads = inLoads(found, { most, mixesDays: isRebuild });
    const search: ContractSearch = {
      contract,
      seen,
      next: [],
      setAsideBefore: inARow.get(contract) ?? 0,
      hasLoaded: false,
      hasFailed: false,
      setAside: 0,
      advance: async () => {
        const { value, done } = await loads.next();
        search.next = done === true ? [] : value;
      },
    };
    return search;
  });
  await someAtOnce(searches, listingsAtOnce, (search) => search.advance());
  return searches;
}

/** Knows whether another load fits into what is left of an invocation. The first always does: else none ever might. */
function timekeeper(remainingMs: () => number) {
  let longestMs: number | undefined;
  return {
    forAnother: () => longestMs === undefined || remainingMs() > Math.max(leastTimeMs, 1.5 * longestMs),
    taken: async <T>(work: () => Promise<T>): Promise<T> => {
      const started = performance.now();
      try {
        return await work();
      } finally {
        longestMs = Math.max(longestMs ?? 0, performance.now() - started);
      }
    },
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
  const { fingerprints } = objects.reduce((tally, { key }) => withKey(tally, key), noKeys);
  const manifest = await writeManifest({ s3, bucket }, { contract, loadId, objects });
  await warehouse.batch({
    statements: loadStatements(sql, contract, manifest),
    parameters: { load_id: loadId, objects: String(objects.length), fingerprints: String(fingerprints) },
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

/** 128 bits in hex, the same for the same objects. One that was put right has another size, and a manifest of its own. */
function loadIdOf(objects: readonly SilverObject[]): string {
  const listed = objects.map(({ key, size }) => `${key} ${size}`).sort();
  return hash('sha256', listed.join('\n'), 'hex').slice(0, 32);
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
