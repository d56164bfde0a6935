import { SafeError } from '../../domain/safe-error.ts';
import type { WarehouseSql } from '../shared/warehouse-sql.ts';
import type { SchemaFile } from './schema-files.ts';

/** Stands in `warehouse/security/loader-user.sql` for the user of the load function, whose name only a deployment knows. */
export const loaderUserPlaceholder = '"IAMR:loader"';

/**
 * The database user that Redshift gives to a session of an IAM role: `IAMR:<role name>`. An identifier cannot be a
 * parameter of a statement, so nothing but the characters of a role's name may pass; no capitals, because Redshift folds
 * names to lower case, quoted ones too (https://docs.aws.amazon.com/redshift/latest/dg/r_names.html).
 */
const loaderUserPattern = /^IAMR:[a-z0-9+=,.@_-]{1,64}$/;

/**
 * Puts the name of the loader's user in the place of its placeholder. Without a name, as on a laptop, where the one
 * session is the administrator's, the files that need it are left out.
 * @throws SafeError when the name is not that of a role's user
 */
export function withLoaderUser(files: readonly SchemaFile[], loaderUser: string | undefined): SchemaFile[] {
  if (loaderUser === undefined) return files.filter(({ text }) => !statementsMention(text));
  if (!loaderUserPattern.test(loaderUser)) {
    throw new SafeError(
      "LOADER_USER is not the database user of an IAM role: it must be IAMR: and the name of the load function's role, in lower case",
    );
  }
  return files.map((file) => ({ ...file, text: file.text.replaceAll(loaderUserPlaceholder, `"${loaderUser}"`) }));
}

const statementsMention = (text: string): boolean => text.replaceAll(/--.*$/gm, '').includes(loaderUserPlaceholder);

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
