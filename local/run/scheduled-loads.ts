import { schedules } from '../../contracts/platform.ts';
import type { LoadWarehouse } from '../../lambdas/load-warehouse/load-warehouse.ts';
import { Wakeup } from '../kinesis/wakeup.ts';
import type { LatencyRecorder } from './latency.ts';
import type { Progress } from './progress.ts';

/** Loads of the warehouse beside the stream, on the schedule they have on AWS. */
export interface ScheduledLoads {
  /** Loads what is left, without waiting for the minute, and ends. Rejects with the error of a load that failed. */
  finish(): Promise<void>;
}

const everyMs = schedules.loadWarehouse.everyMinutes * 60_000;

/**
 * Begins to load a minute after `ready` resolves: a load at a time, each with all that is in silver by then. Loading
 * more often would cost more in all: every load pays for looking at what it touches.
 * @param ready the warehouse has its schema.
 */
export function scheduleLoads(
  loadWarehouse: LoadWarehouse,
  ready: Promise<unknown>,
  latency: LatencyRecorder,
  progress: Progress,
): ScheduledLoads {
  const wakeup = new Wakeup();
  let isLast = false;
  const loadOnce = async (load: number) => {
    latency.loadStarted();
    const { loadId, objects, inserted, duplicates, waiting } = await loadWarehouse(`run-${Date.now()}-${load}`);
    latency.loadCommitted(Date.now());
    if (loadId !== null) {
      progress(`load    ${objects} silver objects into Redshift: ${inserted} changes, ${duplicates} known already`);
    }
    return waiting;
  };
  const loop = async () => {
    await ready;
    for (let load = 1; ; load += 1) {
      if (!isLast) await wakeup.wait(pause(everyMs));
      const endsHere = isLast;
      while ((await loadOnce(load)) > 0) load += 1;
      if (endsHere) return;
    }
  };
  const ended = loop();
  // A failure is reported by `finish`; until then nobody listens.
  ended.catch(() => undefined);
  return {
    finish: () => {
      isLast = true;
      wakeup.notify();
      return ended;
    },
  };
}

/** Resolves after `milliseconds`; does not keep the process alive. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
