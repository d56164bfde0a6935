import { execFile } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../../domain/safe-error.ts';

/** How a program of PostgreSQL is started, and whose its files must be. */
export interface SystemUser {
  /** The command line that starts `program` with `args`. */
  command(program: string, args: readonly string[]): readonly [program: string, ...args: string[]];
  /** For `spawn`: who the program runs as; empty for the present user. */
  readonly identity: { readonly uid?: number; readonly gid?: number };
  /** Makes a folder, and what is in it, belong to whom the program runs as, and lets it get there. */
  own(directory: string): void;
}

/** An id that no system gives rights to: `nobody` of Linux. */
const nobody = 65_534;

/** Any id but 0 will do: outside of its namespace the server is still the present user. */
const namespaceArgs = ['--user', '--map-user=1000', '--map-group=1000', '--'];

let found: Promise<SystemUser> | undefined;

/**
 * Who runs the server. PostgreSQL refuses to be root (https://www.postgresql.org/docs/18/postgres-user.html). For root of
 * Linux it sees itself as another user in a user namespace, so that files stay root's; where namespaces are forbidden, as
 * in most containers, it is `nobody`.
 */
export function systemUser(): Promise<SystemUser> {
  found ??= findUser();
  return found;
}

async function findUser(): Promise<SystemUser> {
  if (process.getuid?.() !== 0) return presentUser;
  if (process.platform !== 'linux') {
    throw new UserError('PostgreSQL, which is the warehouse on this machine, refuses to run as root; use another user');
  }
  try {
    await promisify(execFile)('unshare', [...namespaceArgs, 'true']);
    return rootInNamespace;
  } catch {
    return unprivilegedUser;
  }
}

const presentUser: SystemUser = {
  command: (program, args) => [program, ...args],
  identity: {},
  own: () => undefined,
};

const rootInNamespace: SystemUser = {
  command: (program, args) => ['unshare', ...namespaceArgs, program, ...args],
  identity: {},
  own: (directory) => giveTo(directory, 0),
};

const unprivilegedUser: SystemUser = {
  command: (program, args) => [program, ...args],
  identity: { uid: nobody, gid: nobody },
  own: (directory) => {
    giveTo(directory, nobody);
    letPass(dirname(directory));
  },
};

/** Changes the owner of a folder and all in it, unless the folder has this owner already. */
function giveTo(directory: string, id: number): void {
  if (statSync(directory).uid === id) return;
  for (const entry of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    const path = join(directory, entry);
    if (!lstatSync(path).isSymbolicLink()) chownSync(path, id, id);
  }
  chownSync(directory, id, id);
}

/** Everybody may go through a folder of ours, but not look into it: what else is in it has rights of its own. */
function letPass(directory: string): void {
  const { mode, uid } = statSync(directory);
  if (uid === 0 && (mode & 0o001) === 0) chmodSync(directory, (mode & 0o777) | 0o011);
}
