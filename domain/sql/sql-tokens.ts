/**
 * SQL text as tokens, for code that must change or judge SQL without ever touching a literal, a comment or a quoted name.
 * The lexical rules are PostgreSQL's (https://www.postgresql.org/docs/current/sql-syntax-lexical.html), which Redshift
 * shares except for the backslash in plain strings; the portable subset has no backslashes.
 */

export type SqlTokenKind =
  | 'whitespace'
  | 'comment'
  /** `'..'`, with an `E`, `B`, `X`, `N` or `U&` prefix as part of the token. */
  | 'string'
  /** `"name"`. */
  | 'quoted-name'
  /** `$tag$ .. $tag$`. */
  | 'dollar-string'
  | 'number'
  | 'word'
  /** `:name`, a bind parameter of the Redshift Data API. */
  | 'parameter'
  /** `$1`, a positional parameter of the Postgres protocol. */
  | 'positional'
  | 'operator';

export interface SqlToken {
  readonly kind: SqlTokenKind;
  /** Exactly the characters of the input. */
  readonly text: string;
  /** Offset of the first character in the input, in UTF-16 code units. */
  readonly start: number;
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13) || code === 0xfeff || code === 0xa0;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isWordStart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 128 && !isSpace(code));
const isWordPart = (code: number): boolean => isWordStart(code) || isDigit(code) || code === 36;

/** Longest first: the scanner takes the first that fits. Anything else is one character. */
const longOperators = ['->>', '#>>', '::', ':=', '||', '<=', '>=', '<>', '!=', '=>', '->', '#>', '@>', '<@'];

/** A line ends with a line feed or a carriage return. */
function endOfLineComment(sql: string, from: number): number {
  let at = from;
  while (at < sql.length && sql.charCodeAt(at) !== 10 && sql.charCodeAt(at) !== 13) at += 1;
  return at;
}

/** Block comments nest in both engines. An unclosed one runs to the end of the text. */
function endOfBlockComment(sql: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < sql.length) {
    if (sql.startsWith('/*', at)) {
      depth += 1;
      at += 2;
    } else if (sql.startsWith('*/', at)) {
      depth -= 1;
      at += 2;
      if (depth === 0) return at;
    } else {
      at += 1;
    }
  }
  return sql.length;
}

/** End of a quoted run that starts at `from`; the quote doubled is the quote itself. */
function endOfQuoted(sql: string, from: number, backslashEscapes: boolean): number {
  const quote = sql.charCodeAt(from);
  let at = from + 1;
  while (at < sql.length) {
    const code = sql.charCodeAt(at);
    if (backslashEscapes && code === 92) {
      at += 2;
    } else if (code !== quote) {
      at += 1;
    } else if (sql.charCodeAt(at + 1) === quote) {
      at += 2;
    } else {
      return at + 1;
    }
  }
  return sql.length;
}

/** From behind a string to the quote that continues it on a later line: white space and comments, with a line's end first. */
const continuation = /[ \t\f\v]*[\n\r](?:[ \t\f\v\n\r]|--[^\n\r]*[\n\r])*(?=')/y;

/** End of a string whose backslashes escape. So do those of its continuations, which would be plain strings by themselves. */
function endOfEscapeString(sql: string, from: number): number {
  let end = endOfQuoted(sql, from, true);
  for (;;) {
    continuation.lastIndex = end;
    if (!continuation.test(sql)) return end;
    end = endOfQuoted(sql, continuation.lastIndex, true);
  }
}

/** The `$tag$` that opens a dollar-quoted body at `from`, if one does. */
function dollarTag(sql: string, from: number): string | undefined {
  let at = from + 1;
  if (isDigit(sql.charCodeAt(at))) return undefined;
  while (at < sql.length && sql.charCodeAt(at) !== 36) {
    if (!isWordPart(sql.charCodeAt(at))) return undefined;
    at += 1;
  }
  return at < sql.length ? sql.slice(from, at + 1) : undefined;
}

function endOfNumber(sql: string, from: number): number {
  let at = from;
  while (isDigit(sql.charCodeAt(at)) || sql.charCodeAt(at) === 95) at += 1;
  if (sql.charCodeAt(at) === 46 && sql.charCodeAt(at + 1) !== 46) {
    at += 1;
    while (isDigit(sql.charCodeAt(at))) at += 1;
  }
  const exponent = sql.charCodeAt(at);
  if (exponent === 101 || exponent === 69) {
    const sign = sql.charCodeAt(at + 1);
    const digits = sign === 43 || sign === 45 ? at + 2 : at + 1;
    if (isDigit(sql.charCodeAt(digits))) {
      at = digits;
      while (isDigit(sql.charCodeAt(at))) at += 1;
    }
  }
  return at;
}

function endOfWord(sql: string, from: number): number {
  let at = from + 1;
  while (at < sql.length && isWordPart(sql.charCodeAt(at))) at += 1;
  return at;
}

function nextToken(sql: string, start: number): { kind: SqlTokenKind; end: number } {
  const code = sql.charCodeAt(start);
  const next = sql.charCodeAt(start + 1);
  if (isSpace(code)) {
    let end = start + 1;
    while (end < sql.length && isSpace(sql.charCodeAt(end))) end += 1;
    return { kind: 'whitespace', end };
  }
  if (code === 45 && next === 45) return { kind: 'comment', end: endOfLineComment(sql, start) };
  if (code === 47 && next === 42) return { kind: 'comment', end: endOfBlockComment(sql, start) };
  if (code === 39) return { kind: 'string', end: endOfQuoted(sql, start, false) };
  if (code === 34) return { kind: 'quoted-name', end: endOfQuoted(sql, start, false) };
  if (isWordStart(code)) {
    if (next === 39 && 'eEbBxXnN'.includes(sql.charAt(start))) {
      const hasEscapes = code === 101 || code === 69;
      return {
        kind: 'string',
        end: hasEscapes ? endOfEscapeString(sql, start + 1) : endOfQuoted(sql, start + 1, false),
      };
    }
    if ((code === 117 || code === 85) && next === 38) {
      const quote = sql.charCodeAt(start + 2);
      if (quote === 39) return { kind: 'string', end: endOfQuoted(sql, start + 2, false) };
      if (quote === 34) return { kind: 'quoted-name', end: endOfQuoted(sql, start + 2, false) };
    }
    return { kind: 'word', end: endOfWord(sql, start) };
  }
  if (isDigit(code) || (code === 46 && isDigit(next))) return { kind: 'number', end: endOfNumber(sql, start) };
  if (code === 36) {
    if (isDigit(next)) return { kind: 'positional', end: endOfNumber(sql, start + 1) };
    const tag = dollarTag(sql, start);
    if (tag !== undefined) {
      const close = sql.indexOf(tag, start + tag.length);
      return { kind: 'dollar-string', end: close === -1 ? sql.length : close + tag.length };
    }
  }
  if (code === 58 && isWordStart(next)) return { kind: 'parameter', end: endOfWord(sql, start + 1) };
  for (const operator of longOperators) {
    if (sql.startsWith(operator, start)) return { kind: 'operator', end: start + operator.length };
  }
  return { kind: 'operator', end: start + 1 };
}

/** The tokens of SQL text one after the other, for text of any length: {@link tokenizeSql}. */
export function* sqlTokens(sql: string): Generator<SqlToken, void> {
  let start = 0;
  while (start < sql.length) {
    const { kind, end } = nextToken(sql, start);
    const stop = Math.min(end, sql.length);
    yield { kind, text: sql.slice(start, stop), start };
    start = stop;
  }
}

/**
 * Cuts SQL text into tokens. Never fails: an unclosed string or comment runs to the end of the text.
 * The texts of the tokens, concatenated, are the input.
 */
export function tokenizeSql(sql: string): SqlToken[] {
  return [...sqlTokens(sql)];
}

/** True for the tokens that mean something to the database: not white space, not a comment. */
export function isSignificant(token: SqlToken): boolean {
  return token.kind !== 'whitespace' && token.kind !== 'comment';
}

/** A statement of a script and where it starts, so that a finding can name a line of the file. */
export interface SqlStatement {
  readonly sql: string;
  /** Offset of `sql` in the script, in UTF-16 code units. */
  readonly start: number;
}

/**
 * Splits a script on its `;` like {@link splitStatements}, and says where in the script each statement starts.
 */
export function locateStatements(sql: string): SqlStatement[] {
  const statements: SqlStatement[] = [];
  let from = 0;
  let significant = false;
  const close = (to: number): void => {
    const text = sql.slice(from, to);
    if (significant) statements.push({ sql: text.trim(), start: from + (text.length - text.trimStart().length) });
    significant = false;
  };
  for (const token of tokenizeSql(sql)) {
    if (token.kind === 'operator' && token.text === ';') {
      close(token.start);
      from = token.start + 1;
    } else if (isSignificant(token)) {
      significant = true;
    }
  }
  close(sql.length);
  return statements;
}

/**
 * Splits a script into its statements on the `;` outside strings, comments, quoted names and `$tag$` bodies.
 * Statements come trimmed and without their `;`, with the comments that lead them; those that hold only white space or
 * comments are dropped.
 */
export function splitStatements(sql: string): string[] {
  return locateStatements(sql).map((statement) => statement.sql);
}
