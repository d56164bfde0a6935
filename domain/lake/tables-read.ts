import { isSignificant, tokenizeSql } from '../sql/sql-tokens.ts';

/** The tables a query reads: every `schema.table` that stands after FROM or JOIN, in alphabetical order. */
export function tablesRead(sql: string): readonly string[] {
  const tokens = tokenizeSql(sql).filter(isSignificant);
  const found = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    if (token.text !== '.') continue;
    const schema = tokens[index - 1]?.text;
    const before = tokens[index - 2]?.text.toUpperCase();
    const own = tokens[index + 1]?.text;
    if (before === 'FROM' || before === 'JOIN') found.add(`${schema}.${own}`);
  }
  return [...found].sort();
}
