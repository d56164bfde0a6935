import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../domain/safe-error.ts';

/** The directory of an embedded platform, held by this process alone until `release`. */
export interface DataDirectory {
  /** Absolute path. */
  readonly path: string;
  readonly s3Path: string;
  readonly streamPath: string;
  readonly warehousePath: string;
  /** Lets the next process in. Synchronous, so that exit and signal handlers can call it; a second call does nothing. */
  release(): void;
}

/** Where the warehouse of a data directory lies. */
export const warehousePathOf = (path: string): string => join(path, 'warehouse');

/** Where the buckets of a data directory lie. */
export const s3PathOf = (path: string): string => join(path, 's3');

/** Another process, or another part of this one, has the directory open. */
export class DataDirectoryInUseError extends UserError {
  override readonly name = 'DataDirectoryInUseError';
  readonly path: string;
  readonly pid: number;
  readonly purpose: string;

  constructor(path: string, holder: Holder) {
    super(
      `The data directory ${path} is in use by "${holder.purpose}" (process ${holder.pid}, since ${holder.since}). ` +
        'Wait until it has finished, stop it, or choose another directory with --data.',
    );
    this.path = path;
    this.pid = holder.pid;
    this.purpose = holder.purpose;
  }
}

interface Holder {
  readonly pid: number;
  readonly purpose: string;
  /** ISO 8601 time at which the lock was taken. */
  readonly since: string;
  /** Identifies the process beyond its number, which the system gives out again; null where the system does not tell. */
  readonly processStart: string | null;
}

type LockState = { readonly kind: 'free' } | { readonly kind: 'held'; readonly holder: Holder };

/**
 * Opens the data directory at `path` for one purpose ("medstream run"), with access for its owner only, whoever made it.
 *
 * The lock is a file per turn, `lock/1`, `lock/2` and so on; the highest one counts and is never removed. A turn is
 * taken by hard-linking a finished file to the next number, which only one of several racers can do. A turn whose
 * process is gone, after kill -9 for instance, is over. Processes must share one process table: a directory mounted
 * into several containers or machines is not protected.
 *
 * @throws DataDirectoryInUseError when a living process holds it, UserError when it is another user's.
 */
export async function openDataDirectory(path: string, purpose: string): Promise<DataDirectory> {
  const absolute = resolve(path);
  const locks = join(absolute, 'lock');
  mkdirSync(absolute, { recursive: true, mode: 0o700 });
  keepToOwner(absolute);
  mkdirSync(locks, { recursive: true, mode: 0o700 });
  const turn = takeTurn(absolute, locks, {
    pid: process.pid,
    purpose,
    since: new Date().toISOString(),
    processStart: linuxProcess(process.pid)?.start ?? null,
  });
  let held = true;
  return {
    path: absolute,
    s3Path: s3PathOf(absolute),
    streamPath: join(absolute, 'stream'),
    warehousePath: warehousePathOf(absolute),
    release: () => {
      if (!held) return;
      held = false;
      replaceFile(join(locks, String(turn)), JSON.stringify({ kind: 'free' }));
    },
  };
}

/** Raw records lie in it, so a directory that was made for others to read is closed to them. */
function keepToOwner(directory: string): void {
  try {
    chmodSync(directory, 0o700);
  } catch (cause) {
    throw new UserError(
      `${directory} cannot be closed to other users (it is another user's, or its disk knows no permissions), and raw records would lie in it; choose another directory with --data`,
      { cause },
    );
  }
}

function takeTurn(directory: string, locks: string, holder: Holder): number {
  for (;;) {
    const highest = Math.max(0, ...turns(locks));
    const state = highest === 0 ? { kind: 'free' as const } : readLock(join(locks, String(highest)));
    // Removed under our eyes: someone took a later turn.
    if (state === undefined) continue;
    if (state.kind === 'held' && isAlive(state.holder)) throw new DataDirectoryInUseError(directory, state.holder);
    const turn = highest + 1;
    if (!linkNewFile(locks, turn, JSON.stringify({ kind: 'held', holder }))) continue;
    // A slow racer may take a turn that later turns have left behind and cleared away; only the highest one counts.
    const all = turns(locks);
    if (all.some((other) => other > turn)) {
      removeFile(join(locks, String(turn)));
      continue;
    }
    for (const earlier of all) if (earlier < turn) removeFile(join(locks, String(earlier)));
    return turn;
  }
}

function turns(locks: string): number[] {
  return readdirSync(locks)
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Whether this process made the file of the turn: the file appears whole, and only if nobody made it before. */
function linkNewFile(locks: string, turn: number, text: string): boolean {
  const draft = join(locks, `draft-${randomUUID()}`);
  writeFileSync(draft, text, { flag: 'wx', mode: 0o600 });
  try {
    linkSync(draft, join(locks, String(turn)));
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    removeFile(draft);
  }
}

function replaceFile(path: string, text: string): void {
  const draft = `${path}-${randomUUID()}`;
  writeFileSync(draft, text, { flag: 'wx', mode: 0o600 });
  renameSync(draft, path);
}

function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

function readLock(path: string): LockState | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  const state: unknown = JSON.parse(text);
  if (typeof state !== 'object' || state === null || !('holder' in state)) return { kind: 'free' };
  return { kind: 'held', holder: parseHolder(state.holder, path) };
}

function parseHolder(value: unknown, path: string): Holder {
  if (typeof value === 'object' && value !== null && 'pid' in value && 'purpose' in value && 'since' in value) {
    const { pid, purpose, since } = value;
    const start = 'processStart' in value && typeof value.processStart === 'string' ? value.processStart : null;
    if (typeof pid === 'number' && typeof purpose === 'string' && typeof since === 'string') {
      return { pid, purpose, since, processStart: start };
    }
  }
  throw new UserError(`The lock file ${path} cannot be read; if no medstream process is running, remove it.`);
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: the process is there but belongs to another user.
    return hasCode(error, 'EPERM');
  }
  const found = linuxProcess(holder.pid);
  if (found === undefined) return true;
  return !found.ended && (holder.processStart === null || found.start === holder.processStart);
}

/**
 * When a process started (clock ticks since boot, with the id of that boot) and whether it has ended and only waits for
 * its parent to notice; undefined where there is no /proc.
 * Fields 3 and 22 of https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; the name in field 2 may hold spaces.
 */
function linuxProcess(pid: number): { start: string; ended: boolean } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { start: `${boot}/${fields[19]}`, ended: fields[0] === 'Z' || fields[0] === 'X' };
  } catch {
    return undefined;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
