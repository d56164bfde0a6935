import { readFile } from 'node:fs/promises';
import { type DuckDBConnection, DuckDBInstance, type Json } from '@duckdb/node-api';
import { SafeError } from '../../domain/safe-error.ts';
import { distinctNames, rowsByName } from '../../domain/sql/distinct-names.ts';
import { splitStatements } from '../../domain/sql/sql-tokens.ts';

/** Leaves room for the rest of the runtime in 1 GiB; a bigger query spills to the temporary directory. */
const MEMORY_LIMIT = '512MB';
const THREADS = '2';

const macrosFile = new URL('./macros.sql', import.meta.url);

export interface DuckDbSettings {
  /** The only directories that SQL can read or write, once the session is open. */
  readonly allowedDirectories: readonly string[];
  /** Where a query that exceeds the memory limit spills; without one it fails instead. */
  readonly temporaryDirectory?: string;
  readonly memoryLimit?: string;
  /** Whether rows that no ORDER BY puts in order come as they were stored, for which an engine holds them back; so without it. */
  readonly keepsOrder?: boolean;
}

/** Rows as JSON-safe values: decimals, 64-bit integers, dates and timestamps are text, exactly as DuckDB prints them. */
export interface QueryResult {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, Json>>[];
}

/** What goes on in one database. */
interface DatabaseWork {
  /** Those that are open. */
  readonly connections: Set<DuckDBConnection>;
  isInterrupted: boolean;
}

/** A DuckDB database in memory that Spark's settings and functions were given, shut in its own directories. */
export class DuckDbSession {
  readonly #instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly #work: DatabaseWork;

  constructor(instance: DuckDBInstance, connection: DuckDBConnection, work?: DatabaseWork) {
    this.#instance = instance;
    this.connection = connection;
    this.#work = work ?? { connections: new Set(), isInterrupted: false };
    this.#work.connections.add(connection);
  }

  /** Runs one statement and drops its result. */
  async run(sql: string): Promise<void> {
    this.#requireGoingOn();
    await this.connection.run(sql);
  }

  /** Runs one statement and reads all of its rows. Columns of one name are told apart: `distinctNames`. */
  async query(sql: string): Promise<QueryResult> {
    this.#requireGoingOn();
    const reader = await this.connection.runAndReadAll(sql);
    const columns = distinctNames(reader.columnNames());
    return { columns, rows: rowsByName(columns, reader.getRowsJson()) };
  }

  /** Runs `work` with a connection of its own, so that it can go on beside others on the same tables. */
  async onOwnConnection<T>(work: (session: DuckDbSession) => Promise<T>): Promise<T> {
    const connection = await this.#instance.connect();
    try {
      return await work(new DuckDbSession(this.#instance, connection, this.#work));
    } finally {
      this.#work.connections.delete(connection);
      connection.closeSync();
    }
  }

  /** Ends what runs on any connection to this database with an error, and lets nothing more begin. */
  interrupt(): void {
    this.#work.isInterrupted = true;
    for (const connection of this.#work.connections) connection.interrupt();
  }

  #requireGoingOn(): void {
    if (this.#work.isInterrupted) throw new SafeError('the query was interrupted');
  }

  /** Frees the memory of the database; the session cannot be used afterwards. */
  close(): void {
    this.connection.closeSync();
    this.#instance.closeSync();
  }
}

/** `text` as an SQL string literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A path as an SQL string literal. DuckDB wants `/` between its parts; an existing path is never taken for a pattern. */
export function sqlPath(path: string): string {
  return sqlText(process.platform === 'win32' ? path.replaceAll('\\', '/') : path);
}

/**
 * Opens a DuckDB session that behaves as Spark does where the two can agree (time zone UTC, NULLs first in ascending
 * order, the functions of `macros.sql`), never reaches the network and cannot leave `allowedDirectories`. The
 * configuration is locked: no SQL can undo it.
 * Settings: https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview
 */
export async function openDuckDb(settings: DuckDbSettings): Promise<DuckDbSession> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    threads: THREADS,
    memory_limit: settings.memoryLimit ?? MEMORY_LIMIT,
    temp_directory: settings.temporaryDirectory ?? '',
    preserve_insertion_order: String(settings.keepsOrder ?? true),
  });
  const session = new DuckDbSession(instance, await instance.connect());
  try {
    const directories = settings.allowedDirectories.map(sqlText).join(', ');
    for (const statement of [
      "SET GLOBAL TimeZone = 'UTC'",
      "SET GLOBAL default_null_order = 'nulls_first_on_asc_last_on_desc'",
      ...splitStatements(await readFile(macrosFile, 'utf8')),
      `SET allowed_directories = [${directories}]`,
      'SET enable_external_access = false',
      'SET lock_configuration = true',
    ]) {
      await session.run(statement);
    }
  } catch (error) {
    session.close();
    throw error;
  }
  return session;
}
