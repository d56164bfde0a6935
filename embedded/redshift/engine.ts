import { mkdirSync } from 'node:fs';
import { PGlite, type Results, type Transaction, types } from '@electric-sql/pglite';
import { SafeError } from '../../domain/safe-error.ts';
import { defaultImageCacheDirectory, placeDatabaseImage } from './database-image.ts';
import { installShims, searchPath } from './shims.ts';

/** `object`: a row is a record by column name; `array`: a row is an array, so columns of equal names survive. */
export interface QueryOptions {
  readonly rowMode?: 'object' | 'array';
}

/** What the engine answers to one statement. Exact decimals, 64-bit integers, dates and timestamps are strings. */
export interface QueryResult<Row = Record<string, unknown>> {
  readonly rows: Row[];
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  /** The command tag's word, e.g. `SELECT`, `INSERT`. */
  readonly command: string;
  /** Rows returned or changed; 0 for commands that have no count. */
  readonly rowCount: number;
}

/** Statements on the database's one session. They are Postgres text: callers rewrite Redshift SQL first. */
export interface WarehouseSession {
  query<Row = Record<string, unknown>>(
    sql: string,
    params?: readonly unknown[],
    options?: QueryOptions,
  ): Promise<QueryResult<Row>>;
  /** Runs a script of any number of statements. */
  exec(sql: string): Promise<void>;
  /**
   * Appends CSV rows to a table (`schema.table`, quoted where needed). Fields are in the order of `columns`, or of the table when that is empty; an
   * unquoted empty field is NULL, a quoted one is an empty string.
   * @returns the number of rows loaded
   */
  copyFromCsv(table: string, columns: readonly string[], csv: Blob): Promise<number>;
}

export interface WarehouseEngine extends WarehouseSession {
  /** Runs `fn` in a transaction: committed when it resolves, rolled back when it rejects. */
  transaction<T>(fn: (session: WarehouseSession) => Promise<T>): Promise<T>;
  /**
   * Gives `fn` the database's one session for as long as it runs; everyone else waits. Inside it, `transaction` of the
   * given session opens a transaction. Afterwards temporary tables are gone and role, search path and time zone are back to the default.
   */
  exclusive<T>(fn: (session: ExclusiveSession) => Promise<T>): Promise<T>;
  /** The database itself, for the wire protocol; use it only inside {@link WarehouseEngine.exclusive}. */
  readonly database: PGlite;
  close(): Promise<void>;
}

export interface ExclusiveSession extends WarehouseSession {
  transaction<T>(fn: (session: WarehouseSession) => Promise<T>): Promise<T>;
}

export interface WarehouseEngineOptions {
  /** Data directory; created if absent. One process at a time: the caller holds the lock. */
  readonly directory: string;
  /** Where a ready-made empty database is kept to start from; by default inside node_modules of the project. */
  readonly imageCacheDirectory?: string;
  /** What a new database holds from the start, beyond the shims; it is part of the cached image. */
  readonly initialContent?: InitialContent;
}

export interface InitialContent {
  /** Changes when the content does. */
  readonly key: string;
  readonly fill: (engine: WarehouseEngine) => Promise<void>;
}

const asText = (value: string): string => value;

/** Types whose JavaScript form would lose digits or microseconds, or shift by a time zone. */
const textParsers = {
  [types.INT8]: asText,
  [types.NUMERIC]: asText,
  [types.DATE]: asText,
  [types.TIME]: asText,
  [types.TIMETZ]: asText,
  [types.TIMESTAMP]: asText,
  [types.TIMESTAMPTZ]: asText,
  [types.INTERVAL]: asText,
  // SUPER leaves the warehouse as text too.
  [types.JSON]: asText,
  [types.JSONB]: asText,
};

/**
 * Opens the embedded warehouse: PostgreSQL in WebAssembly on a directory, in UTC, with the Redshift functions of schema
 * `rs` installed. A first start copies a ready-made database image, which is built and cached on the first use ever.
 * @throws when the directory cannot be created or holds something that is not a database of this version
 */
export async function openWarehouseEngine(options: WarehouseEngineOptions): Promise<WarehouseEngine> {
  const { directory, imageCacheDirectory = defaultImageCacheDirectory, initialContent } = options;
  await placeDatabase(directory, imageCacheDirectory, initialContent);
  const database = await openDatabase(directory);
  try {
    await installShims(database);
    await database.exec(sessionDefaults);
  } catch (error) {
    await database.close();
    throw error;
  }
  return engineOver(database);
}

async function openDatabase(directory: string): Promise<PGlite> {
  return PGlite.create(directory, { parsers: textParsers });
}

/** Copies the image of this content. It is made from the one without content, since initialising takes longest. */
async function placeDatabase(
  directory: string,
  imageCacheDirectory: string,
  initialContent: InitialContent | undefined,
): Promise<void> {
  await placeDatabaseImage({
    directory,
    imageCacheDirectory,
    contentKey: initialContent?.key ?? '',
    build: async (target) => {
      if (initialContent === undefined) return buildDatabase(target);
      await placeDatabase(target, imageCacheDirectory, undefined);
      await fillDatabase(target, initialContent);
    },
  });
}

/** Initialises a database that has the shims in a new directory. */
async function buildDatabase(directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const database = await openDatabase(directory);
  await installShims(database);
  // Each database is 300 files that every new warehouse would copy, and nobody makes another from these.
  for (const template of ['template0', 'template1']) {
    await database.exec(`ALTER DATABASE ${template} IS_TEMPLATE false`);
    await database.exec(`DROP DATABASE ${template}`);
  }
  await database.exec('CHECKPOINT');
  await database.close();
}

async function fillDatabase(directory: string, { fill }: InitialContent): Promise<void> {
  const database = await openDatabase(directory);
  await database.exec(sessionDefaults);
  const engine = engineOver(database);
  await fill(engine);
  await engine.exec('VACUUM ANALYZE');
  await engine.exec('CHECKPOINT');
  await engine.close();
}

/**
 * No nested loops where a hash join can be had, as in Redshift: nothing gathers statistics here between the statements of
 * a load, and without them the planner takes what was just written for a few rows and joins it row by row.
 */
const sessionDefaults = `RESET ROLE; SET search_path TO ${searchPath}; SET TIME ZONE 'UTC'; SET default_transaction_read_only = off; SET work_mem = '32MB'; SET enable_nestloop = off`;

function engineOver(database: PGlite): WarehouseEngine {
  let tail: Promise<unknown> = Promise.resolve();
  let closed = false;
  /** First come, first served: the next one starts when the one before is done, whether it succeeded or not. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = tail.then(() => {
      if (closed) throw new SafeError('The warehouse engine is closed: open it again to run statements.');
      return work();
    });
    tail = turn.catch(() => undefined);
    return turn;
  };
  const direct = sessionOver(database);
  const transaction = <T>(fn: (session: WarehouseSession) => Promise<T>): Promise<T> =>
    database.transaction((tx) => fn(sessionOver(tx)));
  return {
    database,
    query: (sql, params, queryOptions) => inTurn(() => direct.query(sql, params, queryOptions)),
    exec: (sql) => inTurn(() => direct.exec(sql)),
    copyFromCsv: (table, columns, csv) => inTurn(() => direct.copyFromCsv(table, columns, csv)),
    transaction: (fn) => inTurn(() => transaction(fn)),
    exclusive: (fn) =>
      inTurn(async () => {
        try {
          return await fn({ ...direct, transaction });
        } finally {
          await database.exec(`${sessionDefaults}; DISCARD TEMP`);
        }
      }),
    close: async () => {
      if (closed) return;
      await inTurn(async () => database.close());
      closed = true;
    },
  };
}

function sessionOver(connection: PGlite | Transaction): WarehouseSession {
  return {
    query: async <Row>(sql: string, params: readonly unknown[] = [], options: QueryOptions = {}) => {
      const result: Results<Row> = await connection.query<Row>(sql, [...params], {
        rowMode: options.rowMode ?? 'object',
      });
      return {
        rows: result.rows,
        fields: result.fields,
        command: result.command ?? '',
        rowCount: result.rowCount ?? result.affectedRows ?? 0,
      };
    },
    exec: async (sql) => {
      await connection.exec(sql);
    },
    copyFromCsv: async (table, columns, csv) => {
      const list = columns.length === 0 ? '' : ` (${columns.join(', ')})`;
      const result = await connection.query(`COPY ${table}${list} FROM '/dev/blob' WITH (FORMAT csv)`, [], {
        blob: csv,
      });
      return result.rowCount ?? result.affectedRows ?? 0;
    },
  };
}
