import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { SafeError, UserError } from '../../domain/safe-error.ts';
import { findBinaries } from './binaries.ts';
import { systemUser } from './system-user.ts';

/** The server's one superuser. Clients are never told its password. */
export const administrator = 'admin';

/** Inside the database's directory, which is closed to everybody else. */
const passwordFile = 'administrator.password';

/** A database cluster to copy, and the name of a database in it. */
export interface Template {
  readonly directory: string;
  readonly database: string;
}

/** Whether a database is, or would be, in this directory: nothing else is. */
export function holdsDatabase(directory: string): boolean {
  return existsSync(join(directory, passwordFile));
}

/**
 * Makes sure that `directory` holds a database cluster whose administrator's password we know. It appears whole or not at all.
 * @param template a database that no server has open: a new one is a copy of it, with a password of its own
 * @throws UserError when `directory` holds something else, or a database of an earlier version
 */
export async function placeDatabase(directory: string, template?: Template): Promise<void> {
  if (holdsDatabase(directory)) return;
  if (existsSync(join(directory, 'PG_VERSION'))) {
    throw new UserError(
      `the warehouse in ${directory} was made by an earlier version of medstream; remove that folder, then run "npx medstream rebuild": everything in it comes from the zones`,
    );
  }
  if (existsSync(directory) && readdirSync(directory).length > 0) {
    throw new UserError(
      `${directory} is not empty and holds no warehouse database; choose another data directory, or empty it`,
    );
  }
  const target = resolve(directory);
  const part = `${target}.${randomUUID()}.part`;
  try {
    if (template === undefined) await initialise(part);
    else await copy(template, part);
    if (existsSync(target)) rmdirSync(target);
    renameSync(part, target);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

/** Password of the administrator of a database that is there. */
export function readPassword(directory: string): string {
  return readFileSync(join(directory, passwordFile), 'utf8').trim();
}

function writePassword(directory: string): string {
  const password = randomBytes(24).toString('base64url');
  writeFileSync(join(directory, passwordFile), `${password}\n`, { mode: 0o600 });
  return password;
}

/** How a cluster is made. No `fsync`: what is half made is made again. `C.UTF-8` orders by code point, as Redshift does. */
export const initdbArgs = [
  ['--username', administrator],
  ['--encoding', 'UTF8'],
  ['--locale-provider', 'builtin'],
  ['--builtin-locale', 'C.UTF-8'],
  ['--locale', 'C'],
  ['--auth', 'scram-sha-256'],
  ['--wal-segsize', '1'],
  ['--no-sync'],
  ['--no-instructions'],
].flat();

async function initialise(part: string): Promise<void> {
  // `initdb` wants a folder without a file, and a file with the password.
  const cluster = join(part, 'cluster');
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  writePassword(part);
  const password = ['--pwfile', join(part, passwordFile)];
  await runAsServer(part, findBinaries().initdb, [...initdbArgs, ...password, '--pgdata', cluster]);
  for (const name of readdirSync(cluster)) renameSync(join(cluster, name), join(part, name));
  rmdirSync(cluster);
}

async function copy({ directory, database }: Template, part: string): Promise<void> {
  mkdirSync(part, { recursive: true, mode: 0o700 });
  await cp(directory, part, { recursive: true });
  const password = writePassword(part);
  // Without a server: https://www.postgresql.org/docs/18/app-postgres.html#APP-POSTGRES-SINGLE-USER
  await runAsServer(
    part,
    findBinaries().postgres,
    ['--single', '-D', part, '-c', 'log_min_messages=fatal', '-c', 'fsync=off', database],
    `ALTER ROLE ${administrator} PASSWORD '${password}'\n`,
  );
}

/** Runs a program of the server on a database that is being made, to its end. */
async function runAsServer(part: string, program: string, args: readonly string[], input = ''): Promise<void> {
  const user = await systemUser();
  user.own(part);
  const [command, ...rest] = user.command(program, args);
  try {
    const running = promisify(execFile)(command, rest, { cwd: dirname(part), ...user.identity });
    running.child.stdin?.end(input);
    await running;
  } catch (error) {
    throw makingError(error, part);
  }
}

/** What these programs say is about files and the system, and of no record. */
function makingError(error: unknown, part: string): Error {
  const said = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : '';
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (/No space left on device/.test(said)) {
    return Object.assign(new SafeError('The warehouse could not be created: the disk is full'), { code: 'ENOSPC' });
  }
  if (code === 'EACCES' || code === 'ENOENT') return new UserError(unreachable(part), { cause: error });
  return new SafeError(`The warehouse could not be created in ${dirname(part)}: ${said || code}`, { cause: error });
}

const unreachable = (part: string) =>
  `the PostgreSQL server of the warehouse cannot be started for ${dirname(part)}: this is root, PostgreSQL runs as an unprivileged user then, and that user can reach either the installation or the data directory not; run it as an ordinary user, or keep both in folders that others may pass`;
