import { execFile } from 'node:child_process';
import { readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SafeError } from '../../domain/safe-error.ts';
import { lockFile, readLockFile } from './endpoint.ts';

/**
 * Stops the server that a process left on this database when it was killed. Whoever calls holds the data directory's lock,
 * so no living process of ours uses it. Nothing is lost: a transaction that was open is rolled back either way.
 * @throws SafeError when it does not end within half a minute
 */
export async function stopLeftServer(databasePath: string): Promise<void> {
  const left = readLockFile(databasePath);
  // Windows tells nothing about a process by which a server could be told from another: the next one says that it is there.
  if (left === undefined || process.platform === 'win32') return;
  if (!(await isServerOf(left.pid, databasePath))) {
    // A server would take any living process of that number for one of its kind.
    rmSync(join(databasePath, lockFile), { force: true });
    return;
  }
  for (let tenths = 0; tenths < 300; tenths += 1) {
    // First the fast way, with a checkpoint; immediate after five seconds: https://www.postgresql.org/docs/18/server-shutdown.html
    if (tenths === 0) signal(left.pid, 'SIGINT');
    if (tenths === 50) signal(left.pid, 'SIGQUIT');
    if (!isAlive(left.pid)) return;
    await pause(tenths < 20 ? 10 : 100);
  }
  throw new SafeError(
    `A PostgreSQL server (process ${left.pid}) that an earlier command left on ${databasePath} does not end. End it, then run this again.`,
  );
}

/** Whether the process is a server on this database: a system gives process numbers out again. */
async function isServerOf(pid: number, databasePath: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') {
    try {
      // A server's working directory is its database.
      return readlinkSync(`/proc/${pid}/cwd`) === databasePath;
    } catch {
      return false;
    }
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }));
  return stdout.includes('postgres') && stdout.includes(databasePath);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}
