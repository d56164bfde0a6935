import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { warehouse as names } from '../../../contracts/platform/deployed-names.ts';
import { UserError } from '../../../domain/safe-error.ts';
import type { OwnSession, Session } from '../../postgres/sessions.ts';
import { rewriteRedshiftScript } from '../rewrite-script.ts';
import { repositoryWarehouse } from '../warehouse-root.ts';
import { scramVerifier } from './passwords.ts';

/** A user that clients log in as: all its rights are those of a role of the warehouse, which one file grants. */
interface Login {
  readonly name: string;
  readonly role: string;
  readonly grants: string;
  /** Of the server's connections, the share that this login may have. */
  readonly share: number;
}

const logins = [
  { name: 'analyst', role: 'medstream_analyst', grants: 'security/analyst-grants.sql', share: 0.75 },
  { name: 'steward', role: 'medstream_steward', grants: 'security/steward-grants.sql', share: 0.25 },
] as const satisfies readonly Login[];

export type LoginName = (typeof logins)[number]['name'];

export const loginNames: readonly LoginName[] = logins.map(({ name }) => name);

/** Where an analyst may build tables of their own, if whoever serves the warehouse lets them. */
export const workspaceSchema = 'workspace';

export interface LoginOptions {
  readonly passwords: Readonly<Record<LoginName, string>>;
  /** Whether analysts may create tables in {@link workspaceSchema}. What they made there before is kept either way. */
  readonly workspace: boolean;
}

/**
 * Makes the logins of the served warehouse what they must be, whatever became of them: run as the administrator, at every
 * start. A login may change its own password and settings, and nothing else; both are set anew here.
 * @throws UserError when the warehouse has no schema yet
 */
export async function prepareLogins(administrator: OwnSession, options: LoginOptions): Promise<void> {
  await administrator.transaction(async (session) => {
    await requireRoles(session);
    await session.exec(closedDoors);
    const connections = await connectionsForClients(session);
    for (const login of logins) {
      await session.exec(await undone(session, login));
      const limit = Math.floor(connections * login.share);
      await session.exec(loginSql(login, limit, options.passwords[login.name]));
      // Rights on tables that come later: what DROP OWNED could take from the role in an earlier version.
      await session.exec(rewriteRedshiftScript(readFileSync(join(repositoryWarehouse, login.grants), 'utf8')));
    }
    await session.exec(await workspaceSql(session, options.workspace));
  });
}

async function requireRoles(session: Session): Promise<void> {
  for (const { role } of logins) {
    const { rows } = await session.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
    if (rows.length === 0) {
      throw new UserError('the warehouse is empty, or older than this version; run "npm start" first');
    }
  }
}

/** What the administrator's own sessions need, and the server for itself. */
const reservedConnections = 15;

async function connectionsForClients(session: Session): Promise<number> {
  const { rows } = await session.query<{ most: number }>("SELECT current_setting('max_connections')::int AS most");
  return Math.max((rows[0]?.most ?? 0) - reservedConnections, logins.length);
}

/**
 * Functions of PostgreSQL that everybody may call, and that reach beyond the caller's own session: large objects are
 * written, advisory locks keep others waiting, a snapshot is written to a file, a message to the log of transactions.
 */
const withdrawn = `proname ~ '^(lo_|loread$|lowrite$|pg_(try_)?advisory_)'
  OR proname IN ('pg_export_snapshot', 'pg_logical_emit_message', 'pg_terminate_backend')`;

/**
 * What PostgreSQL allows everybody: any database, temporary tables, some functions; and what a member of a role may do to
 * it: no rights on the role are needed to take back its default privileges, or to change one's own. Both are refused by a
 * trigger, which none but a superuser can disable (https://www.postgresql.org/docs/18/event-triggers.html).
 */
const closedDoors = `SELECT pg_advisory_xact_lock(hashtext('medstream.logins'));
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT datname FROM pg_database LOOP
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', name);
  END LOOP;
  FOR name IN SELECT CAST(CAST(oid AS regprocedure) AS text) FROM pg_proc
    WHERE pronamespace = CAST('pg_catalog' AS regnamespace) AND (${withdrawn}) LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', name);
  END LOOP;
END $$;
CREATE OR REPLACE FUNCTION rs.refuse_logins() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  IF session_user IN (${logins.map(({ name }) => `'${name}'`).join(', ')}) THEN
    RAISE EXCEPTION 'permission denied: % is for the administrator', tg_tag USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_event_trigger WHERE evtname = 'medstream_refuse_logins') THEN
    CREATE EVENT TRIGGER medstream_refuse_logins ON ddl_command_start
      WHEN TAG IN ('ALTER DEFAULT PRIVILEGES', 'DROP OWNED') EXECUTE FUNCTION rs.refuse_logins();
  END IF;
END $$;`;

/** Statements that take back what a login has set for itself, and memberships that it should not have. */
async function undone(session: Session, { name, role }: Login): Promise<string> {
  const { rows } = await session.query<{ sql: string }>(
    `SELECT format('ALTER ROLE %I %s RESET ALL', $1::text,
        CASE WHEN s.setdatabase = 0 THEN '' ELSE format('IN DATABASE %I', d.datname) END) AS sql
      FROM pg_db_role_setting s LEFT JOIN pg_database d ON d.oid = s.setdatabase WHERE s.setrole = to_regrole($1)
    UNION ALL SELECT format('REVOKE %I FROM %I GRANTED BY %I CASCADE', r.rolname, $1::text, g.rolname)
      FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid JOIN pg_roles g ON g.oid = m.grantor
      WHERE m.member = to_regrole($1)
        AND NOT (r.rolname = $2 AND m.inherit_option AND NOT m.set_option AND NOT m.admin_option)`,
    [name, role],
  );
  return rows.map(({ sql }) => `${sql};`).join('\n');
}

/**
 * The search path finds the star without its name, and Redshift's functions before PostgreSQL's. No nested
 * loops where a hash join can be had, as in Redshift: of what was loaded a moment ago the planner has no statistics yet. A
 * client that is gone must not leave its statement running.
 */
const settings: Readonly<Record<string, string>> = {
  search_path: 'star, reporting, public, rs, pg_catalog',
  work_mem: "'32MB'",
  enable_nestloop: 'off',
  // Windows cannot see it.
  ...(process.platform === 'win32' ? {} : { client_connection_check_interval: "'2s'" }),
};

function loginSql({ name, role }: Login, limit: number, password: string): string {
  return `DO $$ BEGIN IF to_regrole('${name}') IS NULL THEN CREATE ROLE ${name}; END IF; END $$;
ALTER ROLE ${name} LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  CONNECTION LIMIT ${limit} VALID UNTIL 'infinity' PASSWORD '${scramVerifier(password)}';
${Object.entries(settings)
  .map(([setting, value]) => `ALTER ROLE ${name} SET ${setting} = ${value};`)
  .join('\n')}
GRANT ${role} TO ${name} WITH INHERIT TRUE, SET FALSE, ADMIN FALSE;
REVOKE ALL ON DATABASE ${names.database} FROM ${name};
GRANT CONNECT ON DATABASE ${names.database} TO ${name};`;
}

/**
 * The workspace is the administrator's, so that no analyst can drop it or let others in: a steward who ran what an analyst
 * left there would run it with the rights of a steward. Tools that build tables make temporary ones on the way.
 */
async function workspaceSql(session: Session, isOpen: boolean): Promise<string> {
  if (isOpen) {
    return `CREATE SCHEMA IF NOT EXISTS ${workspaceSchema};
GRANT USAGE, CREATE ON SCHEMA ${workspaceSchema} TO analyst;
GRANT TEMPORARY ON DATABASE ${names.database} TO analyst;`;
  }
  const { rows } = await session.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [workspaceSchema]);
  return rows.length === 0 ? '' : `REVOKE ALL ON SCHEMA ${workspaceSchema} FROM analyst;`;
}

/** Names of all settings of the server, in lower case. */
export async function settingNames(session: Session): Promise<Set<string>> {
  const { rows } = await session.query<{ name: string }>('SELECT lower(name) AS name FROM pg_settings');
  return new Set(rows.map(({ name }) => name));
}
