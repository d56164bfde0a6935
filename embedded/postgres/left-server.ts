import { execFile } from 'node:child_process';
import { readdirSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SafeError } from '../../domain/safe-error.ts';
import { lockFile, readLockFile, socketFile, socketPort } from './endpoint.ts';

/**
 * Stops the server that a process left on this database when it was killed, and removes the files by which a server that
 * was killed itself would keep the next one out. Whoever calls holds the data directory's lock, so no living process of
 * ours uses it. Nothing is lost: a transaction that was open is rolled back either way.
 * @throws SafeError when it does not end within half a minute
 */
export async function stopLeftServer(databasePath: string): Promise<void> {
  // Windows tells nothing by which a server could be known: there the next one says that one is there.
  if (process.platform === 'win32') return;
  const left = readLockFile(databasePath);
  if (left !== undefined) await stop(left.pid, databasePath);
  // A server takes any process of the number in these files for one of its kind, also one that has ended and waits to be
  // buried.
  const socket = socketFile(databasePath, socketPort);
  for (const file of [join(databasePath, lockFile), socket, `${socket}.lock`]) rmSync(file, { force: true });
}

async function stop(server: number, databasePath: string): Promise<void> {
  for (let tenths = 0; tenths < 300; tenths += 1) {
    const living = await processesOn(databasePath, server);
    if (living.length === 0) return;
    // First the fast way, with a checkpoint; immediate after five seconds: https://www.postgresql.org/docs/18/server-shutdown.html
    if (living.includes(server)) {
      if (tenths === 0) signal(server, 'SIGINT');
      if (tenths === 50) signal(server, 'SIGQUIT');
    } else {
      // Sessions of a server that was killed notice it when they next wait for something, which may be late.
      for (const pid of living) signal(pid, 'SIGQUIT');
    }
    await pause(tenths < 20 ? 10 : 100);
  }
  throw new SafeError(
    `A PostgreSQL server (process ${server}) that an earlier command left on ${databasePath} does not end. End it, then run this again.`,
  );
}

/** Living processes of a server on this database; only its main process where the system tells no more. */
async function processesOn(databasePath: string, server: number): Promise<number[]> {
  if (process.platform === 'linux') {
    // Their working directory is the database, and one that has ended has none: a system gives process numbers out again.
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && workingDirectory(name) === databasePath)
      .map(Number);
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(server)]).catch(() => ({
    stdout: '',
  }));
  return stdout.includes('postgres') && stdout.includes(databasePath) ? [server] : [];
}

function workingDirectory(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}
