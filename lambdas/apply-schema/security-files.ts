import { SafeError } from '../../domain/safe-error.ts';
import type { WarehouseSql } from '../shared/warehouse-sql.ts';
import type { SchemaFile } from './schema-files.ts';

/**
 * The users whose names only a deployment knows: the environment variable that has the name, and what stands for it in
 * `warehouse/security/`.
 */
export const userPlaceholders = [
  { variable: 'LOADER_USER', placeholder: '"IAMR:loader"' },
  { variable: 'RECONCILER_USER', placeholder: '"IAMR:reconciler"' },
] as const;

/** Names of the deployment's users, by environment variable. */
export type DatabaseUsers = Readonly<Partial<Record<(typeof userPlaceholders)[number]['variable'], string>>>;

/**
 * The database user that Redshift gives to a session of an IAM role: `IAMR:<role name>`. An identifier cannot be a
 * parameter of a statement, so nothing but the characters of a role's name may pass; no capitals, because Redshift folds
 * names to lower case, quoted ones too (https://docs.aws.amazon.com/redshift/latest/dg/r_names.html).
 */
const userPattern = /^IAMR:[a-z0-9+=,.@_-]{1,64}$/;

/**
 * Puts the names of the deployment's users in the place of their placeholders. Files that need a user without a name are
 * left out: on a laptop the one session is the administrator's.
 * @throws SafeError naming the variable whose name is not that of a role's user
 */
export function withDatabaseUsers(files: readonly SchemaFile[], users: DatabaseUsers): SchemaFile[] {
  const names = new Map<string, string>();
  for (const { variable, placeholder } of userPlaceholders) {
    const user = users[variable];
    if (user === undefined) continue;
    if (!userPattern.test(user)) {
      throw new SafeError(
        `${variable} is not the database user of an IAM role: it must be IAMR: and the name of the function's role, in lower case`,
      );
    }
    names.set(placeholder, `"${user}"`);
  }
  const nameless = userPlaceholders.flatMap(({ placeholder }) => (names.has(placeholder) ? [] : [placeholder]));
  return files
    .filter(({ text }) => !nameless.some((placeholder) => statementsMention(text, placeholder)))
    .map((file) => ({ ...file, text: file.text.replaceAll(/"IAMR:[^"]+"/g, (name) => names.get(name) ?? name) }));
}

const statementsMention = (text: string, placeholder: string): boolean =>
  text.replaceAll(/--.*$/gm, '').includes(placeholder);

/** A thing that cannot be created twice, and the query that finds it. */
interface Guard {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Whether the statement creates a role, a user or a membership that the catalog has already. */
export async function isThereAlready(warehouse: WarehouseSql, statement: string): Promise<boolean> {
  const guard = guardOf(statement);
  return guard !== undefined && (await warehouse.query(guard.sql, guard.parameters)).length > 0;
}

/**
 * Redshift knows no IF NOT EXISTS for these, and does not say what granting a role twice does
 * (https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_ROLE.html, .../r_CREATE_USER.html, .../r_GRANT.html). Users
 * are compared without case: a first login makes `IAMR:`, a CREATE USER may be folded to `iamr:`.
 */
function guardOf(statement: string): Guard | undefined {
  const text = statement.replaceAll(/^--.*\n/gm, '').trim();
  const [, role] = /^CREATE ROLE ([a-z_]+)$/.exec(text) ?? [];
  if (role !== undefined) {
    return { sql: 'SELECT role_name FROM svv_roles WHERE role_name = :role', parameters: { role } };
  }
  const [, user] = /^CREATE USER "([^"]+)" PASSWORD DISABLE$/.exec(text) ?? [];
  if (user !== undefined) {
    return { sql: 'SELECT usename FROM pg_user WHERE LOWER(usename) = LOWER(:user)', parameters: { user } };
  }
  const [, granted, member] = /^GRANT ROLE ([a-z_]+) TO "([^"]+)"$/.exec(text) ?? [];
  if (granted === undefined || member === undefined) return undefined;
  return {
    sql: 'SELECT role_name FROM svv_user_grants WHERE role_name = :role AND LOWER(user_name) = LOWER(:user)',
    parameters: { role: granted, user: member },
  };
}
