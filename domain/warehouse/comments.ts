import { sqlLiteral } from './sql-text.ts';

/** A table or view, and what is said about it. */
export interface Described {
  /** Schema and name. */
  readonly name: string;
  readonly description: string;
  /** What one row is, in words. */
  readonly grain: string;
  readonly columns: readonly { readonly name: string; readonly description: string }[];
}

/** `COMMENT ON` statements of a table or view and its columns: what BI tools show as remarks. */
export function commentStatements({ name, description, grain, columns }: Described): string {
  const kind = name.startsWith('reporting.') ? 'VIEW' : 'TABLE';
  return [
    `COMMENT ON ${kind} ${name} IS ${sqlLiteral(`${description} Grain: ${grain}.`)};`,
    ...columns.map((column) => `COMMENT ON COLUMN ${name}.${column.name} IS ${sqlLiteral(column.description)};`),
  ].join('\n');
}
