import { schedules } from '../../contracts/platform/schedules.ts';
import { Wakeup } from '../../embedded/kinesis/wakeup.ts';
import { decodeLoadEvent } from '../../lambdas/load-warehouse/load-event.ts';
import type { LoadWarehouse } from '../../lambdas/load-warehouse/load-warehouse.ts';
import type { LatencyRecorder } from './latency.ts';
import type { Progress } from './progress.ts';

/** Loads of the warehouse beside the stream, on the schedule they have on AWS. */
export interface ScheduledLoads {
  /** Starts no more loads and resolves when the one in progress has ended. Rejects with the error of a load that failed. */
  stop(): Promise<void>;
}

const everyMs = schedules.loadWarehouse.everyMinutes * 60_000;

/** The load as a run does it: whatever starts it, it counts for the latency and the user sees what it brought. */
export function observedLoad(load: LoadWarehouse, latency: LatencyRecorder, progress: Progress): LoadWarehouse {
  return async (invocation, event) => {
    latency.loadStarted();
    const result = await load(invocation, event);
    latency.loadCommitted(Date.now());
    if (result.loads.length > 0) {
      const { objects, inserted, duplicates } = result;
      progress(`load    ${objects} silver objects into Redshift: ${inserted} changes, ${duplicates} known already`);
    }
    return result;
  };
}

/**
 * Begins to load a minute after `ready` resolves: a load at a time, each with all that is in silver by then. Loading
 * more often would cost more in all: every load pays for looking at what it touches.
 * @param ready the warehouse has its schema.
 */
export function scheduleLoads(loadWarehouse: LoadWarehouse, ready: Promise<unknown>): ScheduledLoads {
  const wakeup = new Wakeup();
  const event = decodeLoadEvent(schedules.loadWarehouse.input);
  let isStopped = false;
  const loop = async () => {
    await ready;
    for (let load = 1; !isStopped; load += 1) {
      await wakeup.wait(pause(everyMs));
      while (!isStopped && (await loadWarehouse(`run-${Date.now()}-${load}`, event)).waiting > 0) load += 1;
    }
  };
  const ended = loop();
  // A failure is reported by `stop`; until then nobody listens.
  ended.catch(() => undefined);
  return {
    stop: () => {
      isStopped = true;
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
