import { SafeError } from '../../domain/safe-error.ts';
import type { Runtime } from '../../embedded/runtime.ts';
import { buckets } from '../../embedded/services.ts';
import { readAudited } from '../../lambdas/audit-warehouse/audit-books.ts';
import type { LoadWarehouse } from '../../lambdas/load-warehouse/load-warehouse.ts';
import { openAudit } from '../run/local-audit.ts';
import { functionLog } from '../run/local-loads.ts';
import { executeToTheEnd, loadPipeline } from '../run/local-pipeline.ts';
import { keepAudits } from './audits.ts';
import { isLakeBehind } from './lake-behind.ts';
import type { Monitor } from './monitor.ts';
import { oneLoadAtATime } from './one-load.ts';
import { type RepeatedWork, repeatWork } from './repeated-work.ts';
import type { Troubles } from './troubles.ts';

export interface StoresOptions {
  readonly runtime: Runtime;
  readonly loadWarehouse: LoadWarehouse;
  readonly monitor: Monitor;
  readonly troubles: Troubles;
  readonly loadEveryMs: number;
  readonly lakeEveryMs: number;
}

/** What keeps the warehouse and the lake up to the change log. */
export interface StoresKept {
  /** The change log has something new. */
  changed(): void;
  /** Ends what is under way: a load may end by itself for a moment, else it is rolled back; the lake stays as it was. */
  stop(): Promise<void>;
}

/** Of failures of the same work, the longest pause between two attempts. */
const longestPauseMs = 60_000;
/** Of the five seconds that a clean stop may take. */
const loadPatienceMs = 1500;

/**
 * Loads the warehouse every few seconds and builds the lake every few minutes, each only when something is new, and as the
 * pipeline does it: lake and load beside each other, then their totals are compared. Once a day whole tables are checked.
 */
export async function keepStores(options: StoresOptions): Promise<StoresKept> {
  const { runtime, monitor, troubles, loadEveryMs, lakeEveryMs } = options;
  const engine = await runtime.warehouse.engine;
  const one = oneLoadAtATime(observed(options.loadWarehouse, monitor), engine);
  const machine = await loadPipeline(runtime, one.load, functionLog(runtime), () => undefined);
  const silverPath = runtime.services.s3.bucketPath(buckets.silver);
  // A process that was killed may have left anything to load and to build.
  let isSilverNew = true;
  let hasLakeToBuild = await isLakeBehind({ s3: runtime.services.s3, bucket: buckets.silver });
  let hasLoaded = false;
  const audits = await keepAudits({
    engine,
    auditWarehouse: openAudit(runtime),
    readAudited: () => readAudited(runtime.warehouse.sql),
    // At the start not before all that waited is there: loads come first.
    isWanted: () => hasLoaded && monitor.isCaughtUp(),
    monitor,
    troubles,
  });

  let lake: RepeatedWork | undefined;
  const loads = repeatWork({
    everyMs: loadEveryMs,
    longestPauseMs: Math.max(longestPauseMs, loadEveryMs),
    isWanted: () => isSilverNew,
    work: async () => {
      isSilverNew = false;
      try {
        while ((await one.load(`up-${Date.now()}`)).waiting > 0);
      } catch (error) {
        isSilverNew = true;
        throw error;
      }
      hasLoaded = true;
      troubles.end('load');
      lake?.wake();
      audits.wake();
    },
    onFailure: (error, againInMs) => troubles.begin('load', error, againInMs),
  });
  lake = repeatWork({
    everyMs: lakeEveryMs,
    longestPauseMs: Math.max(longestPauseMs, lakeEveryMs),
    // At the start not before all that waited is there: it would be built of half of it.
    isWanted: () => hasLakeToBuild && hasLoaded && monitor.isCaughtUp(),
    work: async () => {
      hasLakeToBuild = false;
      const from = performance.now();
      monitor.lakeBegun(Date.now() + lakeEveryMs);
      try {
        const doStoresDiffer = await executeToTheEnd(machine, silverPath);
        monitor.lakeBuilt(Date.now(), performance.now() - from);
        if (doStoresDiffer) throw new SafeError(storesDiffer);
      } catch (error) {
        hasLakeToBuild = true;
        throw error;
      } finally {
        monitor.lakeEnded();
      }
      troubles.end('lake');
    },
    onFailure: (error, againInMs) => troubles.begin('lake', error, againInMs),
  });
  return {
    changed: () => {
      isSilverNew = true;
      hasLakeToBuild = true;
      loads.wake();
    },
    stop: async () => {
      await Promise.all([
        one.stop(loadPatienceMs),
        audits.stop(loadPatienceMs),
        runtime.services.glue.stop(),
        loads.stop(),
        lake.stop(),
      ]);
    },
  };
}

const storesDiffer =
  'the lake and the warehouse hold different totals. Nothing is lost; which ones differ tells, after Ctrl-C: npx medstream run --events 0';

/** A load as it counts, whatever started it. */
function observed(loadWarehouse: LoadWarehouse, monitor: Monitor): LoadWarehouse {
  return async (invocation, event, remainingMs) => {
    const from = performance.now();
    monitor.freshness.loadStarted();
    const result = await loadWarehouse(invocation, event, remainingMs);
    const now = Date.now();
    monitor.freshness.loadCommitted(now);
    monitor.loaded(result, now, performance.now() - from);
    return result;
  };
}
