import { Wakeup } from '../../embedded/kinesis/wakeup.ts';

export interface RepeatedWorkOptions {
  /** From one start to the next, ms. */
  readonly everyMs: number;
  /** The longest time between attempts that fail, ms. */
  readonly longestPauseMs: number;
  /** Whether there is something to do. */
  readonly isWanted: () => boolean;
  readonly work: () => Promise<void>;
  /** Told of an attempt that failed, and in how many ms the next begins. */
  readonly onFailure: (error: unknown, againInMs: number) => void;
}

/** Work that is done again and again, one at a time, until it is stopped. */
export interface RepeatedWork {
  /** To be called when there may be something to do. */
  wake(): void;
  /** When the next attempt is due, epoch ms; it begins then if it is wanted. */
  nextAt(): number;
  /** Begins no more and resolves when what is under way has ended. */
  stop(): Promise<void>;
}

/**
 * Does work whenever it is wanted, at the earliest `everyMs` after it last began. An attempt that fails is made again after
 * a pause that doubles: nothing ends the repetition but `stop`.
 */
export function repeatWork({ everyMs, longestPauseMs, isWanted, work, onFailure }: RepeatedWorkOptions): RepeatedWork {
  const wakeup = new Wakeup();
  let isStopped = false;
  let nextAt = Date.now();
  let failures = 0;
  const loop = async () => {
    while (!isStopped) {
      const dueInMs = nextAt - Date.now();
      if (!isWanted()) {
        await wakeup.wait();
      } else if (dueInMs > 0) {
        const timer = setTimeout(() => wakeup.notify(), dueInMs);
        await wakeup.wait();
        clearTimeout(timer);
      } else {
        nextAt = Date.now() + everyMs;
        try {
          await work();
          failures = 0;
        } catch (error) {
          const pauseMs = Math.min(longestPauseMs, everyMs * 2 ** failures);
          failures += 1;
          nextAt = Date.now() + pauseMs;
          if (!isStopped) onFailure(error, pauseMs);
        }
      }
    }
  };
  // Not before the caller has what it may wake.
  const ended = Promise.resolve().then(loop);
  return {
    wake: () => wakeup.notify(),
    nextAt: () => nextAt,
    stop: () => {
      isStopped = true;
      wakeup.notify();
      return ended;
    },
  };
}
