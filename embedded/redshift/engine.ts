import { warehouse as names } from '../../contracts/platform/deployed-names.ts';
import { SafeError } from '../../domain/safe-error.ts';
import { administrator, holdsDatabase, placeDatabase, readPassword } from '../postgres/database-directory.ts';
import type { PostgresEndpoint } from '../postgres/endpoint.ts';
import { type PostgresServer, startServer } from '../postgres/server.ts';
import { type OwnSession, openSessions, type Session, type SessionPool } from '../postgres/sessions.ts';
import { installShims, searchPath } from './shims.ts';
import { type InitialContent, templateOf } from './template.ts';

/**
 * The embedded warehouse: a database in a PostgreSQL server of its own, and its administrator's sessions. Statements are
 * Postgres text: callers rewrite Redshift SQL first. Each of `Session`'s calls is a session by itself.
 */
export interface WarehouseEngine extends OwnSession {
  /** Lends a session that nobody else has; afterwards nothing of what was set or made for the session is left. */
  withSession<T>(work: (session: OwnSession) => Promise<T>): Promise<T>;
  /** Where the server listens now. It is started when it does not run; after a crash it may listen elsewhere. */
  endpoint(): Promise<PostgresEndpoint>;
  /** Ends all sessions and the server. */
  close(): Promise<void>;
}

export interface WarehouseEngineOptions {
  /** Data directory of the server; created if absent. One process at a time: the caller holds the lock. */
  readonly directory: string;
  /** What a new database holds from the start, beyond the shims. */
  readonly content?: InitialContent;
}

/** Loads of several contracts, and questions beside them. */
const mostSessions = 10;

/**
 * No nested loops where a hash join can be had, as in Redshift: of what was written a moment ago the planner knows nothing,
 * takes it for a few rows and joins it row by row. Loads, which tell it, are planned otherwise (upkeep.ts). Statistics for joins by
 * keys need few rows, and a load waits for them; autovacuum gathers more for everybody's questions.
 */
const sessionSettings = {
  search_path: searchPath,
  work_mem: '32MB',
  enable_nestloop: 'off',
  default_statistics_target: '10',
} as const;

/**
 * Opens the embedded warehouse: starts a PostgreSQL server on a directory, with the Redshift functions of schema `rs` in its
 * database. A server that ends by itself, because somebody killed it, is started again for the next statement.
 * @throws when the directory cannot be created or holds something that is not a database of this version
 */
export async function openWarehouseEngine({ directory, content }: WarehouseEngineOptions): Promise<WarehouseEngine> {
  if (content !== undefined && !holdsDatabase(directory)) {
    const template = await templateOf(content, (made) => openWarehouseEngine({ directory: made }));
    await placeDatabase(
      directory,
      template === undefined ? undefined : { directory: template, database: names.database },
    );
  }
  let open: Promise<OpenServer> | undefined;
  let isClosed = false;
  const server = (): Promise<OpenServer> => {
    if (isClosed) {
      return Promise.reject(new SafeError('The warehouse engine is closed: open it again to run statements.'));
    }
    open ??= openServer(directory, () => {
      open = undefined;
    });
    return open;
  };
  await server();
  const withSession = async <T>(work: (session: OwnSession) => Promise<T>): Promise<T> =>
    (await server()).sessions.withSession(work);
  return {
    withSession,
    query: (sql, params, options) => withSession((session) => session.query(sql, params, options)),
    exec: (sql) => withSession((session) => session.exec(sql)),
    copyFromCsv: (table, columns, csvFile) => withSession((session) => session.copyFromCsv(table, columns, csvFile)),
    transaction: (fn) => withSession((session) => session.transaction(fn)),
    endpoint: async () => (await server()).endpoint,
    close: async () => {
      isClosed = true;
      const last = await open?.catch(() => undefined);
      if (last === undefined) return;
      await last.sessions.close();
      await last.stop();
    },
  };
}

interface OpenServer extends PostgresServer {
  readonly sessions: SessionPool;
}

/** Starts the server and opens the database; `onEnd` is told when it runs no more, or could not be opened. */
async function openServer(directory: string, onEnd: () => void): Promise<OpenServer> {
  let server: PostgresServer;
  try {
    server = await startServer(directory);
  } catch (error) {
    onEnd();
    throw error;
  }
  server.ended.then(onEnd);
  try {
    const login = { endpoint: server.endpoint, user: administrator, password: readPassword(directory) };
    await prepareDatabase(login);
    const sessions = openSessions({ ...login, database: names.database, settings: sessionSettings }, mostSessions);
    server.ended.then(() => sessions.close());
    return { ...server, sessions };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Gives the one database of a new server its name, and installs the shims. */
async function prepareDatabase(login: Omit<Parameters<typeof openSessions>[0], 'database'>): Promise<void> {
  const prepare = () => inDatabase(names.database, installShims);
  const inDatabase = async (database: string, work: (session: OwnSession) => Promise<void>) => {
    const sessions = openSessions({ ...login, database }, 1);
    await sessions.withSession(work).finally(sessions.close);
  };
  try {
    await prepare();
  } catch (error) {
    if (!isMissingDatabase(error)) throw error;
    await inDatabase('template1', (session) => session.exec(`ALTER DATABASE postgres RENAME TO ${names.database}`));
    await prepare();
  }
}

/** SQLSTATE of a database that does not exist: https://www.postgresql.org/docs/18/errcodes-appendix.html */
const isMissingDatabase = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '3D000';

export type { OwnSession, Session };
