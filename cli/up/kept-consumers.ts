import { setTimeout as pause } from 'node:timers/promises';
import type { StreamConsumers } from '../run/stream-consumers.ts';

/** The consumers of the streams, started again whenever one of them had to stop. */
export interface KeptConsumers {
  /** Lets the invocations under way end, then stops for good. */
  stop(): Promise<void>;
}

const firstPauseMs = 1000;
const longestPauseMs = 60_000;
/** Whoever lasted so long is not in the same trouble as before. */
const soundAfterMs = 5 * 60_000;

/**
 * Starts consumers and, when a fault ends one (a full disk, a failure destination out of reach), starts all anew from their
 * checkpoints after a pause that doubles.
 * @param create makes new ones: consumers start once.
 * @param onFault told of each fault, and in how many ms they start again.
 * @throws when they cannot be started the first time.
 */
export async function keepConsuming(
  create: () => Promise<StreamConsumers>,
  onFault: (fault: unknown, againInMs: number) => void,
): Promise<KeptConsumers> {
  const stopping = new AbortController();
  const started = async () => {
    const consumers = await create();
    await consumers.start();
    return consumers;
  };
  let running: StreamConsumers | undefined = await started();
  const loop = async () => {
    for (let faults = 0; !stopping.signal.aborted; faults += 1) {
      const since = Date.now();
      try {
        running ??= await started();
        if (stopping.signal.aborted) await running.stop();
        await running.ended;
      } catch (fault) {
        if (Date.now() - since > soundAfterMs) faults = 0;
        await running?.stop();
        running = undefined;
        const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** faults);
        onFault(fault, pauseMs);
        await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };
  const ended = loop();
  return {
    stop: async () => {
      stopping.abort();
      await running?.stop();
      await ended;
    },
  };
}
