import { lakeTotalsKey } from '../../contracts/platform/zones.ts';
import {
  type Comparison,
  compareTotals,
  type LakeTotals,
  lakeTotalsSchema,
  nameOf,
  type Total,
  timestampText,
  totalsSchema,
} from '../../domain/reconciliation/totals.ts';
import { SafeError } from '../../domain/safe-error.ts';
import { totalsFile } from '../../domain/warehouse/conventions.ts';
import type { Log } from '../shared/log.ts';
import { type ReadObjectClient, readIfThere } from '../shared/object-store.ts';
import type { ReconcileMetrics } from '../shared/reconcile-metrics.ts';
import type { WarehouseSql } from '../shared/warehouse-sql.ts';
import type { ReconcileEvent } from './reconcile-event.ts';

export interface ReconcileDependencies {
  readonly s3: ReadObjectClient;
  /** Bucket of the silver zone. */
  readonly bucket: string;
  readonly warehouse: Pick<WarehouseSql, 'query'>;
  /** The warehouse's totals of what arrived before `:arrived_before`: columns subject, month, measure, total. */
  readonly totalsQuery: () => string;
  readonly log: Log;
  readonly metrics: ReconcileMetrics;
}

export interface ReconcileResult {
  /** Totals that were looked at; 0 while the lake has written none. */
  readonly compared: number;
  readonly differences: number;
}

export type ReconcileStores = (event: ReconcileEvent) => Promise<ReconcileResult>;

/** Why a comparison failed. Its message names totals and places, never a value: it may be printed and logged. */
export abstract class ReconciliationError extends SafeError {}

/** The two stores do not hold the same. Names totals, not their values: a small one could tell of a person. */
export class StoresDifferError extends ReconciliationError {
  override readonly name = 'StoresDifferError';
}

/** A store has nothing while the other has something: it was emptied, or its totals may not be read. */
export class StoreEmptyError extends ReconciliationError {
  override readonly name = 'StoreEmptyError';
}

/** The lake was built, but its totals were not written. */
export class StaleTotalsError extends ReconciliationError {
  override readonly name = 'StaleTotalsError';
}

/** What a store says of its totals has another form than agreed. */
export class MalformedTotalsError extends ReconciliationError {
  override readonly name = 'MalformedTotalsError';
}

/** So many differences are named in the log and, of them, so many in the error. */
const loggedAtMost = 100;
const namedAtMost = 5;

/**
 * Compares the totals of the lake with those of the warehouse. Both are read at different moments while records keep
 * arriving, so both are totals as of an instant from before, which the lake's totals name: whatever arrived earlier has
 * long been in the change log, whatever arrived since counts in neither (docs/decisions/0008-reconciliation.md).
 * @returns how many totals were compared, and that none differs.
 */
export function createReconcileStores(dependencies: ReconcileDependencies): ReconcileStores {
  const { log, metrics } = dependencies;
  return async ({ startedAt }) => {
    const lake = await readLakeTotals(dependencies);
    if (lake === undefined) {
      metrics.record({ compared: 0, differing: 0 });
      log.warn('the lake has written no totals yet: nothing was compared', {});
      return { compared: 0, differences: 0 };
    }
    if (startedAt !== undefined && Date.parse(lake.builtAt) < Date.parse(startedAt)) {
      throw new StaleTotalsError(
        `the totals of the lake are of ${lake.builtAt}, before this run began: the job that builds the models did not write ${lakeTotalsKey}`,
      );
    }
    for (const key of (lake.unreadable ?? []).slice(0, loggedAtMost)) {
      log.error('the lake cannot read an object and is without it', { key });
    }
    const warehouse = await readWarehouseTotals(dependencies, lake.arrivedBefore);
    refuseEmpty(lake.totals, warehouse);
    const comparison = compareTotals(lake.totals, warehouse);
    const { compared, differences } = comparison;
    metrics.record({ compared, differing: differences.length });
    for (const { subject, month, measure } of differences.slice(0, loggedAtMost)) {
      log.error('a total of the lake is not the one of the warehouse', { subject, month, measure });
    }
    if (differences.length > 0) throw new StoresDifferError(describe(comparison));
    log.info('lake and warehouse hold the same', { compared, arrivedBefore: lake.arrivedBefore });
    return { compared, differences: 0 };
  };
}

/** @returns undefined while the job has never written any */
async function readLakeTotals({ s3, bucket }: ReconcileDependencies): Promise<LakeTotals | undefined> {
  const text = await readIfThere(s3, { bucket, key: lakeTotalsKey });
  if (text === undefined) return undefined;
  const decoded = lakeTotalsSchema.safeParse(parseJson(text));
  if (!decoded.success) throw malformed(lakeTotalsKey, decoded.error.issues[0]?.path);
  return decoded.data;
}

/** The totals of the warehouse as of `arrivedBefore`, ISO 8601. @throws MalformedTotalsError when they have another form */
export async function readWarehouseTotals(
  { warehouse, totalsQuery }: Pick<ReconcileDependencies, 'warehouse' | 'totalsQuery'>,
  arrivedBefore: string,
): Promise<Total[]> {
  const rows = await warehouse.query(totalsQuery(), { arrived_before: timestampText(new Date(arrivedBefore)) });
  // The Data API gives a count as a number, which is exact up to 2^53, and beyond that as text.
  const decoded = totalsSchema.safeParse(rows.map((row) => ({ ...row, total: asText(row.total) })));
  if (!decoded.success) throw malformed(`warehouse/${totalsFile}`, decoded.error.issues[0]?.path);
  return decoded.data;
}

function asText(value: unknown): unknown {
  return Number.isSafeInteger(value) ? String(value) : value;
}

function refuseEmpty(lake: readonly Total[], warehouse: readonly Total[]): void {
  if ((lake.length === 0) === (warehouse.length === 0)) return;
  const [empty, filled, count] =
    lake.length === 0 ? ['lake', 'warehouse', warehouse.length] : ['warehouse', 'lake', lake.length];
  throw new StoreEmptyError(
    `the ${empty} has no totals, the ${filled} has ${count}: it was emptied or set back, or its totals may not be read`,
  );
}

function describe({ compared, differences }: Comparison): string {
  const named = differences.slice(0, namedAtMost).map(nameOf);
  const more = differences.length > named.length ? ', …' : '';
  return `${differences.length} of ${compared} totals of the lake are not those of the warehouse: ${named.join(', ')}${more}`;
}

function malformed(where: string, path: readonly PropertyKey[] | undefined): MalformedTotalsError {
  return new MalformedTotalsError(`${where} has not the agreed form: see ${(path ?? []).join('.') || 'the whole'}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
