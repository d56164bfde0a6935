import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../embedded/kinesis/clock.ts';

interface Timer {
  readonly atMs: number;
  readonly ring: () => void;
}

/** A clock that stands still until everything under way has come to rest, then jumps to the next timer. */
export class VirtualClock implements Clock {
  #nowMs: number;
  readonly #timers = new Set<Timer>();

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  sleep(milliseconds: number, signal: AbortSignal = new AbortController().signal): Promise<void> {
    if (signal.aborted || milliseconds <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const ring = (): void => {
        this.#timers.delete(timer);
        signal.removeEventListener('abort', ring);
        resolve();
      };
      const timer = { atMs: this.#nowMs + milliseconds, ring };
      this.#timers.add(timer);
      signal.addEventListener('abort', ring, { once: true });
    });
  }

  /** Lets time pass until the work is done. Fails when nothing is left that could finish it. */
  async run<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    work.then(settle, settle);
    while (!settled) {
      // Every reaction in these tests is a microtask, so one turn of the event loop brings all of them to rest.
      await setImmediate();
      if (settled) break;
      const next = [...this.#timers].reduce<Timer | undefined>(
        (first, timer) => (first === undefined || timer.atMs < first.atMs ? timer : first),
        undefined,
      );
      if (next === undefined) throw new Error('Everything waits and no timer is set: the work will never finish.');
      this.#nowMs = next.atMs;
      next.ring();
    }
    return work;
  }
}
