import { isSignificant, tokenizeSql } from '../sql/sql-tokens.ts';

/** The text of a query that reads its tables from other schemas: those that `places` names, by the present ones. */
export function inSchemas(sql: string, places: Readonly<Record<string, string>>): string {
  const tokens = tokenizeSql(sql);
  const significant = tokens.filter(isSignificant);
  const moved = new Map<number, string>();
  for (const [index, token] of significant.entries()) {
    const place = places[token.text];
    const before = significant[index - 1]?.text.toUpperCase();
    const isTable = (before === 'FROM' || before === 'JOIN') && significant[index + 1]?.text === '.';
    if (place !== undefined && isTable) moved.set(token.start, place);
  }
  return tokens.map(({ start, text }) => moved.get(start) ?? text).join('');
}
