import { hash } from 'node:crypto';
import { layout } from '../../contracts/platform/zones.ts';
import type { LoadMetrics, Waiting } from '../shared/load-metrics.ts';
import type { Log } from '../shared/log.ts';
import { type PutObjectClient, putOnce } from '../shared/object-store.ts';
import type { WarehouseSql } from '../shared/warehouse-sql.ts';
import { isCaughtUp, type LoadS3Client, noteCaughtUp } from './caught-up.ts';
import { findNewObjects } from './find-objects.ts';
import type { SilverObject } from './list-changes.ts';
import type { LoadEvent } from './load-event.ts';
import { type LoadSql, loadStatements } from './load-sql.ts';

/** Objects of one load: keeps a transaction to minutes after an outage; the rest waits for the next load. */
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
  /** Default {@link objectsPerLoad}. */
  readonly maximumObjects?: number;
}

/** Rows of one contract in a load; staged = inserted + duplicates. */
export interface LoadedRows {
  readonly objects: number;
  readonly staged: number;
  readonly inserted: number;
  readonly duplicates: number;
}

export interface LoadResult {
  /** Null when there was nothing new. */
  readonly loadId: string | null;
  readonly objects: number;
  readonly staged: number;
  readonly inserted: number;
  readonly duplicates: number;
  /** By contract, those with new objects. */
  readonly contracts: Readonly<Record<string, LoadedRows>>;
  /** Objects that did not fit and wait for the next load. */
  readonly waiting: number;
}

/**
 * One load. `invocation` names this attempt: a repeated delivery of the same invocation waits for its first batch.
 * Without an event it asks the warehouse what it holds.
 */
export type LoadWarehouse = (invocation: string, event?: LoadEvent) => Promise<LoadResult>;

/**
 * Loads the new objects of the silver change log into the star schema in one transaction.
 *
 * The load's id is a hash of its object keys. A crash before the commit leaves nothing, and the next run finds the same
 * objects; after the commit it finds none. Two loads at once wait for each other and the later one adds nothing, so the
 * id need not be the batch's ClientToken, and must not be: the Data API remembers a token with its failure for 8 hours.
 * @throws WarehouseStatementError naming the statement, e.g. a check, when the batch was rolled back
 * @throws Error naming the load when none of its objects held a row, which no ingest function writes
 */
export function createLoadWarehouse(dependencies: LoadWarehouseDependencies): LoadWarehouse {
  const { s3, warehouse, log, metrics, clock, bucket, contracts, sql, maximumObjects = objectsPerLoad } = dependencies;

  return async (invocation, event) => {
    if (event?.onlyIfChanged === true && (await isCaughtUp({ s3, bucket }, contracts))) {
      metrics.found(nothingWaiting);
      metrics.loaded({ loads: 0, ...nothing });
      return nothing;
    }
    const found = await findNewObjects({ s3, warehouse, bucket }, contracts);
    metrics.found(waitingOf(found.objects, clock()));
    if (found.foreign > 0) log.warn('objects in the change log that are no changes', { objects: found.foreign });
    const objects = found.objects.slice(0, maximumObjects);
    if (objects.length === 0) {
      await noteCaughtUp({ s3, bucket }, contracts, found);
      metrics.loaded({ loads: 0, ...nothing });
      return nothing;
    }
    const loadId = loadIdOf(objects);
    const manifests = await writeManifests(s3, bucket, loadId, objects);
    await warehouse.batch({
      statements: loadStatements(sql, contracts, manifests),
      parameters: { load_id: loadId, objects: String(objects.length) },
      clientToken: hash('sha256', `${loadId} ${invocation}`, 'hex'),
      statementName: `load-warehouse ${loadId}`,
    });
    const rows = await ledgerRows(warehouse, loadId);
    const total = (count: keyof LoadedRows) => Object.values(rows).reduce((sum, row) => sum + row[count], 0);
    if (total('objects') !== objects.length) {
      throw new Error(
        `load ${loadId}: of ${objects.length} objects ${total('objects')} had rows; remove the empty ones`,
      );
    }
    const result: LoadResult = {
      loadId,
      objects: objects.length,
      staged: total('staged'),
      inserted: total('inserted'),
      duplicates: total('duplicates'),
      contracts: rows,
      waiting: found.objects.length - objects.length,
    };
    if (result.waiting === 0) await noteCaughtUp({ s3, bucket }, contracts, found);
    const { contracts: _rows, ...counts } = result;
    log.info('warehouse loaded', counts);
    metrics.loaded({ loads: 1, ...result });
    return result;
  };
}

const nothing: LoadResult = {
  loadId: null,
  objects: 0,
  staged: 0,
  inserted: 0,
  duplicates: 0,
  contracts: {},
  waiting: 0,
};

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
 * Writes one manifest per contract. Parquet needs `content_length`, and without `mandatory` a missing object would be
 * skipped in silence (https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html).
 * @returns address of the manifest by contract
 */
async function writeManifests(
  s3: PutObjectClient,
  bucket: string,
  loadId: string,
  objects: readonly SilverObject[],
): Promise<Map<string, string>> {
  const byContract = Map.groupBy(objects, ({ contract }) => contract);
  const written = Array.from(byContract, async ([contract, own]): Promise<[string, string]> => {
    const key = `${layout.manifests.prefix}${loadId}/${contract}.manifest`;
    const entries = own
      .toSorted((a, b) => (a.key < b.key ? -1 : 1))
      .map((object) => ({
        url: `s3://${bucket}/${object.key}`,
        mandatory: true,
        meta: { content_length: object.size },
      }));
    const body = new TextEncoder().encode(`${JSON.stringify({ entries })}\n`);
    await putOnce(s3, { bucket, key, body, contentType: 'application/json' });
    return [contract, `s3://${bucket}/${key}`];
  });
  return new Map(await Promise.all(written));
}

async function ledgerRows(warehouse: WarehouseSql, loadId: string): Promise<Record<string, LoadedRows>> {
  const rows = await warehouse.query(
    'SELECT contract, objects, staged, inserted, duplicates FROM audit.load_ledger WHERE load_id = :load_id ORDER BY contract',
    { load_id: loadId },
  );
  return Object.fromEntries(
    rows.map(({ contract, objects, staged, inserted, duplicates }) => [
      String(contract),
      {
        objects: Number(objects),
        staged: Number(staged),
        inserted: Number(inserted),
        duplicates: Number(duplicates),
      },
    ]),
  );
}
