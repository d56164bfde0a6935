import { readdirSync, readFileSync } from 'node:fs';

/** A process as one look at /proc shows it; times in seconds. */
export interface ProcessTimes {
  readonly pid: number;
  /** Its command line, which a server's processes rewrite to tell what they do. */
  readonly title: string;
  /** Processor time that it has taken itself. */
  readonly own: number;
  /** What those of its children took, and theirs, that have ended. */
  readonly ended: number;
}

/** Ticks of a processor's clock in a second, on every architecture of Linux. */
const ticksPerSecond = 100;

/** Processes by parent, from one look at /proc. */
function children(): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statOf(Number(name))[1]);
    found.set(parent, [...(found.get(parent) ?? []), Number(name)]);
  }
  return found;
}

/** Fields 3 and on; the name in field 2 may hold spaces: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function statOf(pid: number): string[] {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function treeOf(root: number): number[] {
  const byParent = children();
  const tree = [root];
  for (const pid of tree) tree.push(...(byParent.get(pid) ?? []));
  return tree;
}

/**
 * Processor time of a process and of all that it started. Parents are read before their children, so what ends meanwhile
 * is missed rather than counted twice. Linux only: elsewhere nothing.
 */
export function timesOfTree(root: number): ProcessTimes[] {
  if (process.platform !== 'linux') return [];
  return treeOf(root).map((pid) => {
    const stat = statOf(pid);
    const [user, system, endedUser, endedSystem] = stat.slice(11, 15).map(Number);
    return {
      pid,
      title: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim(),
      own: exactTime(pid, Number(stat[17])) ?? ((user ?? 0) + (system ?? 0)) / ticksPerSecond,
      ended: ((endedUser ?? 0) + (endedSystem ?? 0)) / ticksPerSecond,
    };
  });
}

/** Seconds, where the system tells more than ticks of 10 ms: of this process, and of one with a single thread. */
function exactTime(pid: number, threads: number): number | undefined {
  if (pid === process.pid) {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  }
  const [nanoseconds] = threads === 1 ? read(`/proc/${pid}/schedstat`).split(' ') : [];
  return nanoseconds === undefined || nanoseconds === '' ? undefined : Number(nanoseconds) / 1e9;
}

/** MiB of memory of a process and all that it started; what they share counts once. Linux only: elsewhere 0. */
export function memoryOfTree(root: number): number {
  if (process.platform !== 'linux') return 0;
  const kilobytes = treeOf(root).map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0),
  );
  return kilobytes.reduce((sum, part) => sum + part, 0) / 1024;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It has ended since.
    return '';
  }
}
