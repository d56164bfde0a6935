import { createHmac } from 'node:crypto';
import { warehouse as names } from '../../contracts/platform/deployed-names.ts';
import { distinctNames, rowsByName } from '../../domain/sql/distinct-names.ts';
import { splitStatements } from '../../domain/sql/sql-tokens.ts';
import { administrator, readPassword } from '../postgres/database-directory.ts';
import type { PostgresEndpoint } from '../postgres/endpoint.ts';
import { type OwnSession, openSessions } from '../postgres/sessions.ts';
import { rewriteRedshiftSql } from './rewrite.ts';
import { searchPath } from './shims.ts';

/** The login in which a question on this machine is asked: it reads every schema, and can do nothing else. */
const reader = { name: 'medstream_query', schemas: ['star', 'reporting', 'history', 'staging', 'audit'] } as const;

/** Rows of a read-only query; exact decimals, 64-bit integers, dates and timestamps are text. */
export interface WarehouseRows {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** A warehouse whose server runs. */
export interface RunningWarehouse {
  readonly endpoint: PostgresEndpoint;
  /** The server's data directory. */
  readonly directory: string;
}

/**
 * Answers one statement of Redshift SQL, in a read-only transaction of a login that may read and nothing else: no file can
 * be written by it, and no other role be taken. Columns of one name are told apart: `distinctNames`.
 * @throws Error with the database's message, for SQL that does not parse, fails or would write.
 */
export async function readWarehouse({ endpoint, directory }: RunningWarehouse, sql: string): Promise<WarehouseRows> {
  const [statement, another] = splitStatements(sql);
  if (statement === undefined) throw new Error('there is no SQL statement to run');
  if (another !== undefined) throw new Error('one statement at a time, please');
  const secret = readPassword(directory);
  // Who knows the administrator's password knows this one, so that it needs no file of its own.
  const password = createHmac('sha256', secret).update(reader.name).digest('base64url');
  const { database } = names;
  await inOneSession({ endpoint, user: administrator, password: secret, database }, (session) =>
    session.exec(readerRights(password)),
  );
  const settings = { search_path: searchPath, default_transaction_read_only: 'on' };
  return inOneSession({ endpoint, user: reader.name, password, database, settings }, async (session) => {
    const { fields, rows } = await session.query<unknown[]>(rewriteRedshiftSql(statement), [], { rowMode: 'array' });
    const columns = distinctNames(fields.map(({ name }) => name));
    return { columns, rows: rowsByName(columns, rows) };
  });
}

async function inOneSession<T>(
  login: Parameters<typeof openSessions>[0],
  work: (session: OwnSession) => Promise<T>,
): Promise<T> {
  const sessions = openSessions(login, 1);
  try {
    return await sessions.withSession(work);
  } finally {
    await sessions.close();
  }
}

/** One text, so one transaction: two questions at once do not meet halfway. */
function readerRights(password: string): string {
  return `SELECT pg_advisory_xact_lock(hashtext('${reader.name}'));
DO $$ BEGIN
  IF to_regrole('${reader.name}') IS NULL THEN CREATE ROLE ${reader.name}; END IF;
  EXECUTE (SELECT coalesce(string_agg(format('GRANT USAGE ON SCHEMA %1$I TO ${reader.name}; GRANT SELECT ON ALL TABLES IN SCHEMA %1$I TO ${reader.name}', nspname), ';'), 'SELECT 1')
    FROM pg_namespace WHERE nspname IN (${reader.schemas.map((schema) => `'${schema}'`).join(', ')}));
END $$;
GRANT CONNECT ON DATABASE ${names.database} TO ${reader.name};
ALTER ROLE ${reader.name} LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '${password}'`;
}
