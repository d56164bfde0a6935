import { setTimeout as pause } from 'node:timers/promises';

export interface PaceOptions {
  /** Records a second at most; null for as fast as it goes. */
  readonly perSecond: number | null;
  /** Records in all. */
  readonly of: number;
  readonly progress: (line: string) => void;
}

const toldEveryMs = 2000;
const number = new Intl.NumberFormat('en-US');

/** Called with the number of records that are done so far; the next ones are made when it has resolved. */
export type Done = (records: number) => Promise<void>;

/** Keeps to a rate, and tells now and then how far it is and how fast it goes. */
export function pacer({ perSecond, of, progress }: PaceOptions): {
  readonly done: Done;
  /** Of so many records in all. */
  readonly perSecond: (records: number) => number;
} {
  const from = performance.now();
  let toldAt = from;
  return {
    perSecond: (records) => Math.round((records * 1000) / (performance.now() - from)),
    done: async (records) => {
      const now = performance.now();
      if (now - toldAt >= toldEveryMs) {
        toldAt = now;
        const rate = Math.round((records * 1000) / (now - from));
        progress(`${number.format(records)} of ${number.format(of)} records, ${number.format(rate)} a second`);
      }
      if (perSecond === null || perSecond === 0) return;
      const dueMs = (records / perSecond) * 1000 - (now - from);
      if (dueMs > 0) await pause(dueMs);
    },
  };
}
