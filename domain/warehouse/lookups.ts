import { eventKeyColumn, supersededDeliveries } from './conventions.ts';
import type { Star } from './star.ts';

/** Columns by which rows of a table are looked up. */
export interface Lookup {
  /** Schema and name. */
  readonly table: string;
  /** In the order of their use: equality first, then a bound. */
  readonly columns: readonly string[];
}

/** Path below `warehouse/` of the lookups. */
export const lookupsFile = 'generated/lookups.json';

/**
 * By which columns loads find the rows that a change is about. Redshift has no index: there, these are scans of narrow
 * columns. The embedded engine makes an index of each, once the table is large.
 */
export function lookupsOf({ dimensions, facts }: Star): Lookup[] {
  return [
    { table: supersededDeliveries, columns: [eventKeyColumn] },
    { table: 'audit.loaded_object', columns: ['contract', 'object_key'] },
    ...dimensions.flatMap(({ name, bk, table }) => [
      { table: `history.${table.name}`, columns: [eventKeyColumn] },
      { table: `history.${table.name}`, columns: [table.key.name, 'version_at'] },
      // Of a key with many versions a load builds the last ones again: those that end after an instant.
      { table: `star.${name}`, columns: [bk, 'valid_to'] },
    ]),
    ...facts.flatMap(({ name, table, references, at }) => [
      { table: `history.${table.name}`, columns: [eventKeyColumn] },
      { table: `history.${table.name}`, columns: [table.key.name] },
      ...references.map(({ bk }) => ({ table: `star.${name}`, columns: [bk, at] })),
    ]),
  ];
}

/** The lookups as a file: one a line. */
export function lookupsText(lookups: readonly Lookup[]): string {
  const lines = lookups.map(({ table, columns }) => {
    const names = columns.map((column) => JSON.stringify(column)).join(', ');
    return `  { "table": ${JSON.stringify(table)}, "columns": [${names}] }`;
  });
  return `[\n${lines.join(',\n')}\n]\n`;
}
