import type { FreshnessSummary } from './freshness.ts';

/** The parts of `up` that can be in trouble by themselves. */
export type Part = 'endpoint' | 'files' | 'stream' | 'load' | 'lake' | 'audit' | 'serve';

/** What is wrong with a part, until it works again. */
export interface Trouble {
  readonly part: Part;
  /** What happened and what to do, for people; nothing of a record. */
  readonly text: string;
  /** When it is tried again, epoch ms; null when nothing waits for that. */
  readonly againAt: number | null;
}

/** How `up` is doing at one moment. Counts are since it started, times are epoch ms. */
export interface UpStatus {
  readonly at: number;
  readonly startedAt: number;
  /** Records put into the stream, over the last seconds. */
  readonly recordsPerSecond: number;
  readonly received: number;
  /** Records in the stream that the functions have not handled. */
  readonly waitingInStream: number;
  /** Records in silver, those that are known already among them. */
  readonly accepted: number;
  /** By the first reason of each. */
  readonly quarantined: Readonly<Record<string, number>>;
  /** Records that were given up after all attempts, and wait in quarantine under aws/lambda. */
  readonly undelivered: number;
  readonly loads: {
    readonly count: number;
    readonly inserted: number;
    readonly duplicates: number;
    /** Records in silver and not yet in the star. */
    readonly waiting: number;
    /** Of the last that brought something. */
    readonly lastAt: number | null;
    readonly lastTookMs: number | null;
    /** Objects that could not be loaded and are left out. */
    readonly setAside: number;
  };
  readonly freshnessMs: FreshnessSummary;
  readonly lake: {
    readonly builtAt: number | null;
    readonly tookMs: number | null;
    /** When it is built again if something changed; null before the first time. */
    readonly nextAt: number | null;
    readonly isBuilding: boolean;
  };
  /** Whole tables, by the last check of each. */
  readonly audit: {
    readonly tables: number;
    readonly invariants: number;
    readonly broken: number;
    /** When all of them last held; null when they never did. */
    readonly heldAt: number | null;
    readonly isChecking: boolean;
  };
  readonly clients: number;
  readonly troubles: readonly Trouble[];
}
