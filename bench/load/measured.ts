import { type ProcessTimes, timesOfTree } from '../process-tree.ts';

/** What some work took, in seconds. */
export interface Took {
  readonly wall: number;
  /** Processor time of this process, of programs that it ran, and of the server's processes that work for statements. */
  readonly cpu: number;
  /** Processor time of the server's processes that ended: sessions of another program, and autovacuum's workers. */
  readonly ended: number;
  /** Processor time of the server's processes that work by themselves: checkpoints, autovacuum. */
  readonly background: number;
}

/** Processor times and the clock at one moment. */
export interface Moment {
  readonly tree: readonly ProcessTimes[];
  /** Milliseconds. */
  readonly clock: number;
}

/** Processes of a PostgreSQL server that no statement waits for; the I/O workers read for statements. */
const byItself = /^postgres: (?:checkpointer|background writer|walwriter|autovacuum|logical replication)/;

/** What this process and everything below it have taken until now. */
export function moment(): Moment {
  return { tree: timesOfTree(process.pid), clock: performance.now() };
}

/** What lies between two moments. A session of this process is not expected to end between them. */
export function between(start: Moment, end: Moment): Took {
  const ownBefore = new Map(start.tree.map(({ pid, own }) => [pid, own]));
  const endedBefore = new Map(start.tree.map(({ pid, ended }) => [pid, ended]));
  const took = { cpu: 0, ended: 0, background: 0 };
  for (const { pid, title, own, ended } of end.tree) {
    const whole = own - (ownBefore.get(pid) ?? 0);
    if (byItself.test(title)) took.background += whole;
    else took.cpu += whole;
    took[pid === process.pid ? 'cpu' : 'ended'] += ended - (endedBefore.get(pid) ?? 0);
  }
  return { wall: (end.clock - start.clock) / 1000, ...took };
}

/** Does some work and tells what it took. */
export async function measured<T>(work: () => Promise<T>): Promise<Took & { readonly result: T }> {
  const start = moment();
  const result = await work();
  return { result, ...between(start, moment()) };
}
