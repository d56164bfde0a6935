import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SafeError, UserError } from '../../domain/safe-error.ts';
import { findBinaries } from './binaries.ts';
import { placeDatabase } from './database-directory.ts';
import { loopback, type PostgresEndpoint, readLockFile, socketFile, socketPort } from './endpoint.ts';
import { stopLeftServer } from './left-server.ts';
import { systemUser } from './system-user.ts';

/** A PostgreSQL server that this process started, and that ends with it. */
export interface PostgresServer {
  readonly endpoint: PostgresEndpoint;
  readonly pid: number;
  /** Resolves when the server's process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** What it said about itself when it ended by itself, without a word of a statement; empty when it was killed. */
  lastWords(): string;
  /** Ends all sessions and the server; what they had not committed is rolled back. */
  stop(): Promise<void>;
}

/** Longest path of a socket on every system (sun_path of macOS has 104 bytes, with the zero at its end). */
const longestSocketPath = 103;

/**
 * One machine, one owner: no replication, no parallel plans on two cores. What is committed is on the disk: a note beside
 * the objects may say already that they are loaded. Nothing of a statement is logged: messages quote values. The pages that a
 * late load over a million facts touches stay in memory: in half of it, most were written out and read again.
 */
const settings: Readonly<Record<string, string>> = {
  autovacuum_naptime: '10s',
  checkpoint_timeout: '15min',
  jit: 'off',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_min_messages: 'fatal',
  log_parameter_max_length_on_error: '0',
  max_connections: '100',
  max_parallel_workers_per_gather: '0',
  max_wal_senders: '0',
  max_wal_size: '512MB',
  min_wal_size: '2MB',
  shared_buffers: '256MB',
  timezone: 'UTC',
  // A new database is a copy, and a small one: no files are kept for the log to come.
  wal_init_zero: 'off',
  wal_level: 'minimal',
  wal_recycle: 'off',
};

/**
 * Fast, immediate, none: https://www.postgresql.org/docs/18/server-shutdown.html. Asked for while the server recovers on a
 * full disk, the first never comes to an end; in the second it kills after five seconds what does not hear it.
 */
const shutdowns = [
  { signal: 'SIGINT', patienceMs: 3000 },
  { signal: 'SIGQUIT', patienceMs: 7000 },
  { signal: 'SIGKILL', patienceMs: 0 },
] as const;

/**
 * Starts a server on the database in `directory`, which is made if absent. A server that a killed process left on it is
 * stopped first. It listens on a Unix socket below the directory (in a temporary folder when the path is too long), or on
 * a free loopback port on Windows, and asks for the administrator's password there too.
 * @throws UserError for what the user can put right; SafeError with the server's words
 */
export async function startServer(directory: string): Promise<PostgresServer> {
  await placeDatabase(directory);
  const path = realpathSync(directory);
  await stopLeftServer(path);
  const { own } = await systemUser();
  own(path);
  // A backend of a server that was killed may hold the shared memory for a moment more.
  for (let attempt = 1; ; attempt += 1) {
    const server = await tryToStart(path);
    if (!(server instanceof Error)) return server;
    if (attempt === 20 || !/shared memory block|lock file "postmaster.pid" already exists/.test(server.message)) {
      throw server;
    }
    await pause(attempt * 10);
  }
}

async function tryToStart(path: string): Promise<PostgresServer | SafeError> {
  const user = await systemUser();
  const listens = await chooseEndpoint(path);
  const args = Object.entries({ ...settings, ...listens.settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const [program, ...rest] = user.command(findBinaries().postgres, ['-D', path, ...args]);
  const child = spawnWatched(program, rest, user.identity);
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000);
  });
  let failure: Error | undefined;
  const ended = new Promise<void>((done) => {
    child.once('close', () => done());
    child.once('error', (error) => {
      failure = error;
      done();
    });
  }).then(listens.remove);
  let isOver = false;
  ended.then(() => {
    isOver = true;
    // Its number may be another process's soon: the watcher must not stop that one.
    child.stdin?.end('over\n');
  });
  while (!isOver) {
    const running = readLockFile(path);
    if (running?.pid === child.pid && running?.isReady === true) {
      return {
        endpoint: listens.endpoint,
        pid: running.pid,
        ended,
        lastWords: () => words.trim(),
        stop: async () => {
          for (const { signal, patienceMs } of shutdowns) {
            if (!isOver) child.kill(signal);
            await Promise.race([ended, pause(patienceMs, undefined, { ref: false })]);
          }
          await ended;
        },
      };
    }
    await Promise.race([ended, pause(5)]);
  }
  return startError(words.trim(), failure);
}

/**
 * The server as a child of this process that does not outlive it: a shell beside it reads from a pipe that only this
 * process writes to, and stops the server when that ends without a word. On Windows it may outlive us, and is stopped by
 * the next one.
 */
function spawnWatched(
  program: string,
  args: readonly string[],
  identity: { readonly uid?: number; readonly gid?: number },
): ChildProcess {
  const stdio = ['pipe', 'ignore', 'pipe'] as const;
  if (process.platform === 'win32') return spawn(program, args, { stdio: [...stdio], windowsHide: true });
  const child = spawn('/bin/sh', ['-c', watchedServer, program, ...args], {
    stdio: [...stdio],
    // Ctrl-C in a terminal is for this process, which then stops the server.
    detached: true,
    cwd: '/',
    ...identity,
  });
  child.stdin?.on('error', () => undefined);
  return child;
}

/** `$$` is the server: `exec` keeps the process. The watcher is nobody's child, so that the server has none it does not know. */
const watchedServer = `server=$$
exec 3<&0 </dev/null
( (
  trap '' INT HUP TERM
  while read -r line <&3; do [ "$line" = over ] && exit; done
  kill -INT "$server"
  for second in 1 2 3 4 5; do sleep 1; kill -0 "$server" || exit; done
  kill -QUIT "$server"
) 2>/dev/null & )
exec 3<&-
exec "$0" "$@"`;

interface Listening {
  readonly endpoint: PostgresEndpoint;
  readonly settings: Readonly<Record<string, string>>;
  /** Removes what the server does not. */
  readonly remove: () => void;
}

async function chooseEndpoint(path: string): Promise<Listening> {
  if (process.platform === 'win32') {
    const port = await freePort();
    return {
      endpoint: { host: loopback, port },
      settings: { listen_addresses: loopback, port: String(port), unix_socket_directories: '' },
      remove: () => undefined,
    };
  }
  const isShort = Buffer.byteLength(socketFile(path, socketPort)) <= longestSocketPath && !path.includes(',');
  const folder = isShort ? path : mkdtempSync(join(realpathSync(tmpdir()), 'medstream-'));
  if (!isShort) (await systemUser()).own(folder);
  return {
    endpoint: { path: socketFile(folder, socketPort) },
    settings: {
      listen_addresses: '',
      port: String(socketPort),
      // A list of names, quoted where they have more than letters.
      unix_socket_directories: `"${folder.replaceAll('"', '""')}"`,
      unix_socket_permissions: '0700',
    },
    remove: () => {
      if (!isShort) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((found, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, loopback, () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function startError(words: string, failure: Error | undefined): SafeError {
  if (/No space left on device/.test(words)) {
    return Object.assign(new SafeError('The warehouse cannot be opened: the disk is full'), { code: 'ENOSPC' });
  }
  if (/incompatible with server/.test(words)) {
    return new UserError(
      'the warehouse was made by another version of PostgreSQL; remove its folder, then run "npx medstream rebuild"',
    );
  }
  const said = words === '' ? (failure?.message ?? 'it said nothing') : words;
  return new SafeError(`The PostgreSQL server of the warehouse did not start: ${said}`, { cause: failure });
}
