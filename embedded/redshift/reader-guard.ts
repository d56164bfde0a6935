import { type SqlToken, splitStatements } from '../../domain/sql/sql-tokens.ts';
import type { WarehouseSession } from './engine.ts';
import { rewriteRedshiftSql, significantTokens } from './rewrite.ts';

/** The role every client of the served warehouse has, whatever user name it gives. */
export const readerRole = 'bi_reader';

/** The schemas it may read. */
export const readableSchemas = ['star', 'reporting'] as const;

/** A role that reads, and the schemas it may read. */
export interface Reader {
  readonly role: string;
  readonly schemas: readonly string[];
}

/**
 * Creates the read-only role if it is missing and grants it the readable schemas that exist, with the tables they will get.
 * It can neither become another role (`set_config` and anonymous blocks are closed to it) nor create temporary tables.
 */
export async function prepareReader(
  session: WarehouseSession,
  { role, schemas: readable }: Reader = { role: readerRole, schemas: readableSchemas },
): Promise<void> {
  const { rows: roles } = await session.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  if (roles.length === 0) await session.exec(`CREATE ROLE ${role} NOLOGIN NOINHERIT`);
  const { rows: databases } = await session.query<{ name: string }>('SELECT quote_ident(current_database()) AS name');
  for (const { name } of databases) await session.exec(`REVOKE TEMPORARY ON DATABASE ${name} FROM PUBLIC`);
  await session.exec(
    'REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC; REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC',
  );
  const { rows: schemas } = await session.query<{ name: string }>(
    'SELECT nspname AS name FROM pg_namespace WHERE nspname = ANY($1)',
    [[...readable]],
  );
  for (const { name } of schemas) {
    await session.exec(
      `GRANT USAGE ON SCHEMA ${name} TO ${role};
       GRANT SELECT ON ALL TABLES IN SCHEMA ${name} TO ${role};
       ALTER DEFAULT PRIVILEGES IN SCHEMA ${name} GRANT SELECT ON TABLES TO ${role}`,
    );
  }
}

/** What to do with the text of a client: run `sql`, or answer with the reason it cannot run. */
export type Verdict =
  | { readonly refused: string }
  | {
      readonly sql: string;
      /** `SET` and `RESET` statements in it: they belong to the connection and must be repeated in its later turns. */
      readonly settings: readonly SettingChange[];
    };

/** `SET name ..` with its whole text, `RESET name` without one; a name of `*` forgets all settings. */
export interface SettingChange {
  readonly name: string;
  readonly sql: string | undefined;
}

/** Judges and rewrites a client's text, which may hold several statements. */
export function judgeClientSql(text: string): Verdict {
  const statements = splitStatements(text);
  const settings: SettingChange[] = [];
  const rewritten: string[] = [];
  for (const statement of statements) {
    const tokens = significantTokens(statement);
    const refused = reasonToRefuse(tokens);
    if (refused !== undefined) return { refused };
    const setting = settingOf(tokens, statement);
    if (setting !== undefined) settings.push(setting);
    rewritten.push(setting?.name === '*' ? 'RESET search_path' : rewriteRedshiftSql(statement));
  }
  return { sql: rewritten.length === 0 ? text : rewritten.join(';\n'), settings };
}

const nameOf = (token: SqlToken | undefined): string | undefined => {
  if (token?.kind === 'word') return token.text.toLowerCase();
  return token?.kind === 'quoted-name' ? token.text.slice(1, -1).toLowerCase() : undefined;
};

const shared = 'All connections share one session here';

/** One sentence for the client, or undefined if the statement may go to the database (which may still deny it). */
function reasonToRefuse(tokens: readonly SqlToken[]): string | undefined {
  const words = tokens.map(nameOf);
  const [command, second, third] = words;
  switch (command) {
    case 'copy': {
      const output = words.lastIndexOf('stdout');
      return output > 0 && words[output - 1] === 'to'
        ? undefined
        : 'This connection is read only: of COPY, only COPY .. TO STDOUT is possible.';
    }
    case 'set': {
      const scoped = second === 'session' || second === 'local';
      const name = scoped ? third : second;
      if (name === 'role' || name === 'authorization' || name === 'session_authorization') return roleReason;
      return second === 'session' && third === 'session' ? roleReason : undefined;
    }
    case 'reset':
      return second === 'role' || second === 'session' || second === 'session_authorization' ? roleReason : undefined;
    case 'prepare':
    case 'execute':
    case 'deallocate':
    case 'listen':
    case 'unlisten':
    case 'notify':
      return `${shared}: ${command.toUpperCase()} is not possible. Use the driver's own prepared statements.`;
    case 'do':
    case 'call':
    case 'load':
      return `This connection is read only: ${command.toUpperCase()} is not possible.`;
    case 'lock':
      return 'This connection is read only: LOCK is not possible.';
    default:
      return undefined;
  }
}

const roleReason = `This connection is read only as role ${readerRole}; the role cannot be changed.`;

function settingOf(tokens: readonly SqlToken[], statement: string): SettingChange | undefined {
  const [command, second, third] = tokens.slice(0, 3).map(nameOf);
  if (command === 'discard' || (command === 'reset' && second === 'all')) return { name: '*', sql: undefined };
  if (command === 'reset' && second !== undefined) return { name: second, sql: undefined };
  if (command !== 'set' || second === 'local' || second === 'transaction' || second === 'constraints') return undefined;
  const name = second === 'session' ? third : second;
  return name === undefined || name === 'characteristics' ? undefined : { name, sql: statement };
}
