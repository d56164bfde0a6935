/** Columns by table, in the order in which they came: the place in the list, counted from one, is the column's field id. */
export type FieldIds = Readonly<Record<string, readonly string[]>>;

/** What the ids are of: a table and its columns in their present order. */
export interface TableColumns {
  readonly name: string;
  readonly columns: readonly { readonly name: string }[];
}

/**
 * The ids with those of new tables and columns behind them. Iceberg finds a column in a file by its id, never by its name
 * or place (https://iceberg.apache.org/spec/#schema-evolution): an id that changed hands would make old files answer with
 * another column. So what has an id keeps it, and the id of a column that is gone is not given again; a table of that name
 * that comes back gets its old ids back.
 */
export function withNewFields(ids: FieldIds, tables: readonly TableColumns[]): FieldIds {
  const grown = tables.map(({ name, columns }): [string, readonly string[]] => {
    const known = ids[name] ?? [];
    return [name, [...known, ...columns.map((column) => column.name).filter((column) => !known.includes(column))]];
  });
  return { ...ids, ...Object.fromEntries(grown) };
}
