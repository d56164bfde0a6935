import { tokenizeSql } from '../../domain/sql/sql-tokens.ts';

/** A value for `:name`; the Data API knows strings only. */
export interface NamedParameter {
  readonly name: string;
  readonly value: string;
}

/** The names of the `:name` parameters of a statement, without those inside strings, comments and `::` casts. */
export function parameterNames(sql: string): Set<string> {
  const names = new Set<string>();
  for (const token of tokenizeSql(sql)) if (token.kind === 'parameter') names.add(token.text.slice(1));
  return names;
}

/**
 * Puts the values in the place of their `:name`, each as a quoted literal that the database casts to the type it needs.
 * A name without a value stays; the callers have checked that there is none.
 */
export function bindParameters(sql: string, parameters: readonly NamedParameter[]): string {
  if (parameters.length === 0) return sql;
  const values = new Map(parameters.map(({ name, value }) => [name, `'${value.replaceAll("'", "''")}'`]));
  let bound = '';
  for (const token of tokenizeSql(sql)) {
    bound += token.kind === 'parameter' ? (values.get(token.text.slice(1)) ?? token.text) : token.text;
  }
  return bound;
}
