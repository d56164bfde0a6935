import type { ColumnType } from '../../contracts/contract.ts';

/** A column of a table to create. */
export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType | 'bigint' | 'boolean';
  readonly nullable: boolean;
}

/** The SQL type of a stored column, in Redshift's spelling; lengths of VARCHAR are bytes there. */
export function sqlType(type: TableColumn['type']): string {
  if (typeof type === 'string') return type.toUpperCase();
  switch (type.kind) {
    case 'varchar':
      return `VARCHAR(${type.bytes})`;
    case 'decimal':
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case 'integer':
      return 'INTEGER';
    case 'timestamp':
      return 'TIMESTAMP';
    case 'date':
      return 'DATE';
  }
}

/** `CREATE TABLE IF NOT EXISTS` of a table; the primary key is not enforced by Redshift, so checks assert it. */
export function createTable(table: string, columns: readonly TableColumn[], primaryKey: readonly string[]): string {
  const lines = columns.map(({ name, type, nullable }) => `  ${name} ${sqlType(type)}${nullable ? '' : ' NOT NULL'}`);
  if (primaryKey.length > 0) lines.push(`  PRIMARY KEY (${primaryKey.join(', ')})`);
  return `CREATE TABLE IF NOT EXISTS ${table} (\n${lines.join(',\n')}\n);`;
}

/** A text as a SQL literal. The portable subset has no backslashes, because Redshift takes them as escapes. */
export function sqlLiteral(text: string): string {
  if (text.includes('\\')) throw new Error('a SQL literal of the portable subset cannot hold a backslash');
  return `'${text.replaceAll("'", "''")}'`;
}

/** Every line of `text` indented by `spaces`. */
export function indent(text: string, spaces: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces));
}

/** The first line of every generated file. */
export function generatedHeader(comment: '--' | '#', source: string): string {
  return `${comment} Generated from ${source} by \`npm run codegen\`: change those and run it again.\n`;
}
