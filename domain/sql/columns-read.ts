import { isSignificant, type SqlToken, tokenizeSql } from './sql-tokens.ts';

/** Names of the columns that a table has; undefined of one that is not known. */
export type ColumnsOf = (table: string) => readonly string[] | undefined;

/** Words that may stand behind a table and are no alias of it. */
const clauses = new Set(
  'WHERE JOIN LEFT RIGHT FULL INNER CROSS ON USING GROUP ORDER HAVING LIMIT UNION EXCEPT INTERSECT QUALIFY'.split(' '),
);

/**
 * The columns that a query of the portable subset names of the tables it reads, as `schema.table.column`, sorted: `alias.column`,
 * and a bare `column` of a table that stands without an alias. What is only passed on by `*` is not among them.
 */
export function columnsRead(sql: string, columnsOf: ColumnsOf): readonly string[] {
  const tokens = tokenizeSql(sql).filter(isSignificant);
  const text = (place: number) => tokens[place]?.text ?? '';
  const tablesOf = new Map<string, Set<string>>();
  const withoutAlias = new Set<string>();
  const places = new Set<number>();
  for (const [place, token] of tokens.entries()) {
    if (!/^(?:FROM|JOIN)$/i.test(token.text) || text(place + 2) !== '.') continue;
    const table = `${text(place + 1)}.${text(place + 3)}`;
    const behind = place + (/^AS$/i.test(text(place + 4)) ? 5 : 4);
    const alias = isAlias(tokens[behind]) ? text(behind) : undefined;
    for (const name of alias === undefined ? [text(place + 3)] : [alias]) {
      tablesOf.set(name, (tablesOf.get(name) ?? new Set()).add(table));
    }
    if (alias === undefined) withoutAlias.add(table);
    for (const own of [place + 1, place + 3, behind]) places.add(own);
  }
  const found = new Set<string>();
  const add = (tables: Iterable<string>, column: string) => {
    for (const table of tables) if (columnsOf(table)?.includes(column)) found.add(`${table}.${column}`);
  };
  for (const [place, { kind, text: word }] of tokens.entries()) {
    if (kind !== 'word' || places.has(place)) continue;
    if (text(place - 1) === '.') add(tablesOf.get(text(place - 2)) ?? [], word);
    else if (!/^AS$/i.test(text(place - 1)) && !['.', '('].includes(text(place + 1))) add(withoutAlias, word);
  }
  return [...found].sort();
}

const isAlias = (token: SqlToken | undefined) => token?.kind === 'word' && !clauses.has(token.text.toUpperCase());
