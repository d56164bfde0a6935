import { createReadStream } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type PostgresEndpoint, socketPort } from './endpoint.ts';

/** `object`: a row is a record by column name; `array`: a row is an array, so columns of equal names survive. */
export interface QueryOptions {
  readonly rowMode?: 'object' | 'array';
}

/** What the server answers to one statement. Exact decimals, 64-bit integers, dates and timestamps are strings. */
export interface QueryResult<Row = Record<string, unknown>> {
  readonly rows: Row[];
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  /** Rows returned or changed; 0 for commands that have no count. */
  readonly rowCount: number;
}

/** Statements on one session. They are Postgres text: callers rewrite Redshift SQL first. */
export interface Session {
  /** Runs one statement; a text of several is refused. */
  query<Row = Record<string, unknown>>(
    sql: string,
    params?: readonly unknown[],
    options?: QueryOptions,
  ): Promise<QueryResult<Row>>;
  /** Runs a script of any number of statements, in one transaction unless it says otherwise. */
  exec(sql: string): Promise<void>;
  /**
   * Appends the rows of a CSV file to a table (`schema.table`, quoted where needed). Fields are in the order of `columns`,
   * or of the table when that is empty; an unquoted empty field is NULL, a quoted one is an empty string.
   * @returns the number of rows loaded
   */
  copyFromCsv(table: string, columns: readonly string[], csvFile: string): Promise<number>;
}

/** A session with which nobody else can interfere. */
export interface OwnSession extends Session {
  /** Runs `fn` in a transaction: committed when it resolves, rolled back when it rejects. */
  transaction<T>(fn: (session: Session) => Promise<T>): Promise<T>;
}

/** How a login reaches a server. */
export interface Login {
  readonly endpoint: PostgresEndpoint;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Settings of each session, which `RESET ALL` goes back to. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Sessions of one login, opened when they are needed and kept for the next. */
export interface SessionPool {
  /** Lends a session. Afterwards nothing of what was set, prepared or made for the session is left. */
  withSession<T>(work: (session: OwnSession) => Promise<T>): Promise<T>;
  /** Ends all sessions; those that are lent out when they are given back. */
  close(): Promise<void>;
}

const { builtins } = pg.types;

/** Types whose JavaScript form would lose digits or microseconds, or shift by a time zone; and JSON, which leaves the warehouse as text too. */
const textTypes: ReadonlySet<number> = new Set([
  builtins.INT8,
  builtins.NUMERIC,
  builtins.DATE,
  builtins.TIME,
  builtins.TIMETZ,
  builtins.TIMESTAMP,
  builtins.TIMESTAMPTZ,
  builtins.INTERVAL,
  builtins.JSON,
  builtins.JSONB,
]);

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    textTypes.has(oid) ? (value: string) => value : pg.types.getTypeParser(oid, format as 'text'),
};

/** Opens a pool; it connects with the first session that is asked for. */
export function openSessions(login: Login, mostSessions: number): SessionPool {
  const pool = new pg.Pool({ ...clientConfig(login), max: mostSessions, idleTimeoutMillis: 0 });
  // A session that nobody uses breaks when the server ends; whoever asks for the next one is told.
  pool.on('error', () => undefined);
  return {
    withSession: async (work) => {
      const client = await pool.connect().catch(throwConnectionError);
      let isClean = false;
      // A connection that breaks says so to whoever waits for an answer; to nobody it would end the process.
      const ignore = () => undefined;
      client.on('error', ignore);
      try {
        const result = await work(ownSession(client));
        isClean = true;
        return result;
      } finally {
        // What failed may have left the session anywhere, even in the middle of a COPY.
        const left = isClean ? await client.query('DISCARD ALL').catch((error: unknown) => error) : true;
        client.off('error', ignore);
        client.release(left instanceof Error || left === true);
      }
    },
    close: async () => {
      if (!pool.ending) await pool.end();
    },
  };
}

function clientConfig({ endpoint, user, password, database, settings = {} }: Login): pg.ClientConfig {
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\ ]/g, '\\$&')}`);
  return {
    // `pg` takes the folder of a socket for a host.
    ...('path' in endpoint ? { host: dirname(endpoint.path), port: socketPort } : endpoint),
    user,
    password,
    database,
    types,
    ...(options.length === 0 ? {} : { options: options.join(' ') }),
  };
}

function ownSession(client: pg.ClientBase): OwnSession {
  const ask = (config: string | pg.QueryConfig) => client.query(config).catch(throwConnectionError);
  const session: Session = {
    query: async <Row>(sql: string, params: readonly unknown[] = [], { rowMode = 'object' }: QueryOptions = {}) => {
      const { rows, fields, rowCount } = await ask({
        text: sql,
        values: [...params],
        // One statement is what this protocol takes, whatever the text makes of it.
        queryMode: 'extended',
        ...(rowMode === 'array' ? { rowMode } : {}),
      } as pg.QueryConfig);
      return { rows: rows as Row[], fields, rowCount: rowCount ?? 0 };
    },
    exec: async (sql) => {
      await ask(sql);
    },
    copyFromCsv: async (table, columns, csvFile) => {
      const list = columns.length === 0 ? '' : ` (${columns.join(', ')})`;
      const rows = client.query(copyFrom(`COPY ${table}${list} FROM STDIN WITH (FORMAT csv)`));
      await pipeline(createReadStream(csvFile), rows).catch(throwConnectionError);
      return rows.rowCount;
    },
  };
  return {
    ...session,
    transaction: async (fn) => {
      await ask('BEGIN');
      try {
        const result = await fn(session);
        await ask('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch(() => undefined);
        throw error;
      }
    },
  };
}

/** A connection that broke, as the database would number it: `pg` gives it words, and the system its own codes. */
function throwConnectionError(error: unknown): never {
  if (!(error instanceof Error)) throw error;
  const code = 'code' in error ? String(error.code) : '';
  const isBroken =
    /^(?:ECONNRESET|ECONNREFUSED|EPIPE|ENOENT)$/.test(code) ||
    /^(?:Connection terminated|Client has encountered a connection error|timeout expired)/.test(error.message);
  if (!isBroken) throw error;
  throw Object.assign(new Error('the connection to the database is lost', { cause: error }), { code: '08006' });
}
