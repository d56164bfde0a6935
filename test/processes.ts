import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * What Linux tells of the processes of this machine. Helpers of a server come and go while somebody looks, so nothing here
 * throws for a process that has ended: it says what it says of one that never was.
 */

/** Process ids of everything that runs, zombies among them. */
export const allProcesses = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** Whether it runs; a zombie does not. */
export const isAlive = (pid: number): boolean => /^State:\s+[^Z\s]/m.test(procFile(pid, 'status'));

export const childrenOf = (parent: number): number[] =>
  allProcesses().filter((pid) => new RegExp(`^PPid:\\s+${parent}$`, 'm').test(procFile(pid, 'status')));

/** Its arguments, each with a NUL behind it; empty for none. */
export const commandOf = (pid: number): string => procFile(pid, 'cmdline');

/** Its session, NaN for none: field 6 of https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html. */
export function sessionOf(pid: number): number {
  const stat = procFile(pid, 'stat');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3] ?? Number.NaN);
}

export function workingDirectoryOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function procFile(pid: number, name: 'cmdline' | 'stat' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
