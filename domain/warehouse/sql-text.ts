import type { ColumnType } from '../../contracts/fields.ts';
import { SafeError } from '../safe-error.ts';

/** A column of a table to create. */
export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType | { readonly kind: 'bigint' };
  readonly nullable: boolean;
  /** How Redshift compresses it, where it should not choose. */
  readonly encoding?: 'RAW';
}

/** What a table is besides its columns. Keys are not enforced by Redshift, which trusts them: checks assert them. */
export interface TableAttributes {
  readonly primaryKey?: string;
  readonly foreignKeys?: readonly ForeignKey[];
  readonly storage?: Storage;
}

/** How Redshift lays a table out; what is left out, it chooses (https://docs.aws.amazon.com/redshift/latest/dg/c_designing-tables-best-practices.html). */
export interface Storage {
  /** On every node, or by the values of a column. */
  readonly distribution?: 'all' | { readonly column: string };
  readonly sortKey?: string;
  readonly because: string;
}

export interface ForeignKey {
  readonly column: string;
  readonly table: string;
  readonly key: string;
}

/** A statement, and the name it goes by in generated files, errors and tests. */
export interface Statement {
  readonly name: string;
  /** Without its semicolon. */
  readonly sql: string;
}

/** Statements as a file has them: each led by its name. */
export function statementsText(statements: readonly Statement[]): string {
  return statements.map(({ name, sql }) => `-- ${name}\n${sql};\n`).join('\n');
}

/** The SQL type of a stored column, in Redshift's spelling; lengths of VARCHAR are bytes there. */
export function sqlType(type: TableColumn['type']): string {
  switch (type.kind) {
    case 'varchar':
      return `VARCHAR(${type.bytes})`;
    case 'decimal':
      return `DECIMAL(${type.precision}, ${type.scale})`;
    default:
      return type.kind.toUpperCase();
  }
}

/** Name, type and encoding of a column. */
export function columnDefinition({ name, type, encoding }: TableColumn): string {
  return `${name} ${sqlType(type)}${encoding === undefined ? '' : ` ENCODE ${encoding}`}`;
}

/** The attributes of a table that say how it is laid out. */
export function storageClauses({ distribution, sortKey }: Omit<Storage, 'because'>): string[] {
  return [
    ...(distribution === 'all' ? ['DISTSTYLE ALL'] : []),
    ...(distribution !== undefined && distribution !== 'all' ? [`DISTKEY (${distribution.column})`] : []),
    ...(sortKey === undefined ? [] : [`SORTKEY (${sortKey})`]),
  ];
}

/** `CREATE TABLE IF NOT EXISTS` of a table, led by why it is laid out as it is. */
export function createTable(table: string, columns: readonly TableColumn[], attributes: TableAttributes = {}): string {
  const { primaryKey, foreignKeys = [], storage } = attributes;
  const lines = columns.map((column) => `  ${columnDefinition(column)}${column.nullable ? '' : ' NOT NULL'}`);
  if (primaryKey !== undefined) lines.push(`  PRIMARY KEY (${primaryKey})`);
  for (const { column, table: target, key } of foreignKeys) {
    lines.push(`  FOREIGN KEY (${column}) REFERENCES ${target} (${key})`);
  }
  const why = storage === undefined ? '' : `-- ${storage.because}\n`;
  const layout = storageClauses(storage ?? {}).map((clause) => ` ${clause}`);
  return `${why}CREATE TABLE IF NOT EXISTS ${table} (\n${lines.join(',\n')}\n)${layout.join('')}`;
}

/** A text as a SQL literal. The portable subset has no backslashes, because Redshift takes them as escapes. */
export function sqlLiteral(text: string): string {
  if (text.includes('\\')) throw new SafeError('a SQL literal of the portable subset cannot hold a backslash');
  return `'${text.replaceAll("'", "''")}'`;
}

/** Every line of `text` indented by `spaces`. */
export function indent(text: string, spaces: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces));
}

/** A list that stands in parentheses, one entry a line. */
export function listed(entries: readonly string[], spaces = 2): string {
  return entries.map((entry) => `${' '.repeat(spaces)}${entry}`).join(',\n');
}

/** The first line of every generated file. */
export function generatedHeader(comment: '--' | '#', source: string): string {
  return `${comment} Generated from ${source} by \`npm run codegen\`: change those and run it again.\n`;
}
