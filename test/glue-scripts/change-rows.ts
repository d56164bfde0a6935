import { createHash } from 'node:crypto';
import { registry } from '../../contracts/registry.ts';
import { changeLogColumns, type LakeColumn } from '../../domain/lake/lake-columns.ts';
import { lakeTables } from '../../domain/lake/lake-tables.ts';
import { lineageColumns, type SilverTable, sequenceDigits } from '../../domain/records/silver-table.ts';

/** A row of a change log as text by column; null where a column has no value. */
export type ChangeRow = Readonly<Record<string, string | null>>;

export type ChangeFields = Readonly<Record<string, string | number | null>>;

const lineage = new Set(lineageColumns.map((column) => column.name));

/** The tables of the product's contracts. */
export const lakeLogs = lakeTables(registry);

/** The table of a contract of the product. */
export function logNamed(name: string): SilverTable {
  const log = lakeLogs.find((table) => table.name === name);
  if (log === undefined) throw new Error(`no contract is called ${name}`);
  return log;
}

const logOf = (log: SilverTable | string) => (typeof log === 'string' ? logNamed(log) : log);

/** What a column holds of which nothing is said: NULL where it may, else something plain. */
export function defaultOf(column: LakeColumn): string | null {
  if (column.nullable) return null;
  if (column.type.startsWith('DECIMAL')) return '0.00';
  if (column.type === 'BOOLEAN') return 'false';
  if (column.type === 'DATE') return '2020-01-01';
  if (column.type === 'TIMESTAMP') return '2020-01-01 00:00:00';
  if (column.type === 'INT' || column.type === 'BIGINT') return '1';
  return column.name;
}

/** A change in `log`: the given fields over plain defaults; the hash follows from op and the masked fields. */
export function change(log: SilverTable | string, fields: ChangeFields): ChangeRow {
  const table = logOf(log);
  const columns = changeLogColumns(table);
  const unknown = Object.keys(fields).find((name) => !columns.some((column) => column.name === name));
  if (unknown !== undefined) throw new Error(`${table.name} has no column ${unknown}`);
  const row: Record<string, string | null> = {};
  for (const column of columns) {
    const given = fields[column.name];
    row[column.name] = given === undefined ? defaultOf(column) : given === null ? null : String(given);
  }
  row.op = String(fields.op ?? 'U');
  row.sequence = String(fields.sequence ?? 1).padStart(sequenceDigits, '0');
  row.event_id = String(fields.event_id ?? `event-${fields.sequence ?? 1}`);
  const said = Object.entries(row).filter(([name]) => !lineage.has(name));
  const hash = createHash('sha256')
    .update(JSON.stringify([row.op, said]))
    .digest('hex');
  row.row_hash = String(fields.row_hash ?? hash);
  return row;
}

const text = (value: string | null | undefined) =>
  value === null || value === undefined ? 'NULL' : `'${value.replaceAll("'", "''")}'`;

/** The rows as a query with the column types of the change log. */
export function rowsQuery(log: SilverTable | string, rows: readonly ChangeRow[]): string {
  return typedRows(changeLogColumns(logOf(log)), rows);
}

/** The rows as a query with the names and types of `columns`. */
export function typedRows(columns: readonly LakeColumn[], rows: readonly ChangeRow[]): string {
  const typed = columns.map(({ name, type }) => `CAST(${name} AS ${type}) AS ${name}`).join(', ');
  const names = columns.map(({ name }) => name).join(', ');
  if (rows.length === 0) return `SELECT ${typed} FROM (SELECT ${columns.map((c) => `NULL AS ${c.name}`)}) WHERE false`;
  const values = rows.map((row) => `(${columns.map(({ name }) => text(row[name])).join(', ')})`);
  return `SELECT ${typed} FROM (VALUES ${values.join(', ')}) AS given(${names})`;
}
