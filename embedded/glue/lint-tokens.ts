import { isSignificant, type SqlToken, tokenizeSql } from '../../domain/sql/sql-tokens.ts';

/** A significant token with what surrounds it: the text in upper case, and its place among parentheses. */
export interface LintToken extends SqlToken {
  readonly upper: string;
  readonly line: number;
  /** Index of the `(` that encloses this token, or -1 at the top. */
  readonly open: number;
  /** For a `(`: the index of its `)`, or the number of tokens when it is never closed. Otherwise -1. */
  readonly close: number;
}

/** The significant tokens of a query, each with its line (from 1) and its parenthesis. */
export function lintTokens(sql: string): readonly LintToken[] {
  const opens: number[] = [];
  const tokens: LintToken[] = [];
  const closes = new Map<number, number>();
  let line = 1;
  for (const token of tokenizeSql(sql)) {
    if (isSignificant(token)) {
      if (token.text === ')') closes.set(opens.pop() ?? -1, tokens.length);
      tokens.push({ ...token, upper: token.text.toUpperCase(), line, open: opens.at(-1) ?? -1, close: -1 });
      if (token.text === '(') opens.push(tokens.length - 1);
    }
    line += token.text.split('\n').length - 1;
  }
  return tokens.map((token, index) =>
    token.text === '(' ? { ...token, close: closes.get(index) ?? tokens.length } : token,
  );
}

/** Index ranges `[from, to)` of the comma-separated parts of `[from, to)` that stand directly inside `open`. */
export function partsOf(
  tokens: readonly LintToken[],
  from: number,
  to: number,
  open: number,
): readonly (readonly [number, number])[] {
  const parts: [number, number][] = [];
  let start = from;
  for (let index = from; index < to; index++) {
    const token = tokens[index];
    if (token?.text === ',' && token.open === open) {
      parts.push([start, index]);
      start = index + 1;
    }
  }
  parts.push([start, to]);
  return parts;
}
