import type { LoadWarehouse } from '../../lambdas/load-warehouse/load-warehouse.ts';
import { Wakeup } from '../kinesis/wakeup.ts';
import type { LatencyRecorder } from './latency.ts';
import type { Progress } from './progress.ts';

/** Loads of the warehouse beside the stream, as the schedule makes them on AWS, only without waiting for the minute. */
export interface ContinuousLoad {
  /** Silver has something new. */
  silverWritten(): void;
  /** Loads what is left and ends. Rejects with the error of a load that failed. */
  finish(): Promise<void>;
}

/**
 * Begins to load as soon as `ready` resolves: a load at a time, each with all that is in silver by then.
 * @param ready the warehouse has its schema.
 */
export function loadContinuously(
  loadWarehouse: LoadWarehouse,
  ready: Promise<unknown>,
  latency: LatencyRecorder,
  progress: Progress,
): ContinuousLoad {
  const wakeup = new Wakeup();
  let hasNews = true; // objects that an interrupted run left behind
  let isLast = false;
  const loop = async () => {
    await ready;
    for (let load = 1; ; load += 1) {
      while (!hasNews && !isLast) await wakeup.wait();
      const endsHere = isLast;
      hasNews = false;
      latency.loadStarted();
      const { loadId, objects, inserted, duplicates, waiting } = await loadWarehouse(`run-${Date.now()}-${load}`);
      latency.loadCommitted(Date.now());
      if (loadId !== null) {
        progress(`load    ${objects} silver objects into Redshift: ${inserted} changes, ${duplicates} known already`);
      }
      if (waiting > 0) hasNews = true;
      else if (endsHere) return;
    }
  };
  const ended = loop();
  // A failure is reported by `finish`; until then nobody listens.
  ended.catch(() => undefined);
  return {
    silverWritten: () => {
      hasNews = true;
      wakeup.notify();
    },
    finish: () => {
      isLast = true;
      wakeup.notify();
      return ended;
    },
  };
}
