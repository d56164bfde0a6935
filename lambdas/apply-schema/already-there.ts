import type { WarehouseSql } from '../shared/warehouse-sql.ts';

/** A thing that cannot be created twice, and the query that finds it. */
interface Guard {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Whether the statement creates a role, a user, a membership or a column that the catalog has already. */
export async function isThereAlready(warehouse: WarehouseSql, statement: string): Promise<boolean> {
  const guard = guardOf(statement);
  return guard !== undefined && (await warehouse.query(guard.sql, guard.parameters)).length > 0;
}

/** A migration that takes NOT NULL off columns, which a table that was created after it never had. */
const whereNotNull = /^-- Only where ([a-z]+)\.([a-z0-9_]+)\.([a-z0-9_]+) is NOT NULL\.$/m;

/**
 * Whether a file is about a column that is not as its first lines say (`-- Only where star.fact_x.y is NOT NULL.`): such a
 * file has nothing to do. Of a table that is not there no column is.
 */
export async function isOutOfPlace(warehouse: WarehouseSql, text: string): Promise<boolean> {
  const [, schema, table, column] = whereNotNull.exec(text) ?? [];
  if (schema === undefined || table === undefined || column === undefined) return false;
  const found = await warehouse.query(
    `SELECT column_name FROM svv_columns
WHERE table_schema = :schema AND table_name = :table AND column_name = :column AND is_nullable = 'NO'`,
    { schema, table, column },
  );
  return found.length === 0;
}

/**
 * Redshift knows no IF NOT EXISTS for these, and does not say what granting a role twice does. A column is there when its
 * table was created after the column came, or when a deployment ended between two statements
 * (https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_ROLE.html, .../r_CREATE_USER.html, .../r_GRANT.html, .../r_ALTER_TABLE.html). Users
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
  const [, schema, table, column] = /^ALTER TABLE ([a-z]+)\.([a-z0-9_]+) ADD COLUMN ([a-z0-9_]+) /.exec(text) ?? [];
  if (schema !== undefined && table !== undefined && column !== undefined) {
    return {
      sql: `SELECT column_name FROM svv_columns
WHERE table_schema = :schema AND table_name = :table AND column_name = :column`,
      parameters: { schema, table, column },
    };
  }
  const [, granted, member] = /^GRANT ROLE ([a-z_]+) TO "([^"]+)"$/.exec(text) ?? [];
  if (granted === undefined || member === undefined) return undefined;
  return {
    sql: 'SELECT role_name FROM svv_user_grants WHERE role_name = :role AND LOWER(user_name) = LOWER(:user)',
    parameters: { role: granted, user: member },
  };
}
