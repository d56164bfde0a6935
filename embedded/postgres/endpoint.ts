import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a server listens: the file of a Unix socket, or a port of this machine where there are none (Windows). */
export type PostgresEndpoint = { readonly path: string } | { readonly host: string; readonly port: number };

/** A server that has a database open, as its lock file tells it. */
export interface RunningServer {
  readonly pid: number;
  readonly endpoint: PostgresEndpoint;
  /** It has said that it takes connections. */
  readonly isReady: boolean;
}

/** Written by a server as long as it runs. */
export const lockFile = 'postmaster.pid';

export const loopback = '127.0.0.1';

/** A number in the name of a socket's file; no port is open. */
export const socketPort = 5432;

/** The file of a server's socket in a folder, by the port that it is told (https://www.postgresql.org/docs/18/runtime-config-connection.html). */
export const socketFile = (folder: string, port: number): string => join(folder, `.s.PGSQL.${port}`);

/**
 * Reads `postmaster.pid` of a database directory: process id, directory, start, port, socket folder, address, shared memory,
 * state (https://www.postgresql.org/docs/18/storage-file-layout.html). Undefined when no server has it open, or the server
 * has not written it whole.
 */
export function readLockFile(databasePath: string): RunningServer | undefined {
  let text: string;
  try {
    text = readFileSync(join(databasePath, lockFile), 'utf8');
  } catch {
    return undefined;
  }
  const [pid = '', , , port = '', socketFolder = '', address = '', , state = ''] = text.split('\n');
  if (!/^-?\d+$/.test(pid)) return undefined;
  const endpoint =
    socketFolder === ''
      ? { host: address === '' ? loopback : address, port: Number(port) }
      : { path: socketFile(socketFolder, Number(port)) };
  return { pid: Math.abs(Number(pid)), endpoint, isReady: state.trim() === 'ready' };
}
