import { type ProcessTimes, timesOfTree } from '../process-tree.ts';

/** What some work took, in seconds. */
export interface Took {
  readonly wall: number;
  /** Processor time of this process, and of the processes below it that work for it. */
  readonly cpu: number;
  /** Of a database server's processes that work by themselves. */
  readonly background: number;
}

/** Processes of a PostgreSQL server that no statement waits for; the I/O workers read for statements. */
const byItself = /^postgres: (?:checkpointer|background writer|walwriter|autovacuum|logical replication)/;

/** Does some work and tells what it took this process and everything below it, what has ended since included. */
export async function measured<T>(work: () => Promise<T>): Promise<Took & { readonly result: T }> {
  const before = timesOfTree(process.pid);
  const started = performance.now();
  const result = await work();
  const wall = (performance.now() - started) / 1000;
  const after = timesOfTree(process.pid);
  const all = totalOf(after) - totalOf(before);
  const ownBefore = new Map(before.map(({ pid, own }) => [pid, own]));
  const cpu = after
    .filter(({ title }) => !byItself.test(title))
    .reduce((sum, { pid, own }) => sum + own - (ownBefore.get(pid) ?? 0), 0);
  return { result, wall, cpu, background: Math.max(0, all - cpu) };
}

const totalOf = (tree: readonly ProcessTimes[]): number => tree.reduce((sum, { own, ended }) => sum + own + ended, 0);
