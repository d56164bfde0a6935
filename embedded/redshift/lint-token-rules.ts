import { isSignificant, type SqlToken, tokenizeSql } from '../../domain/sql/sql-tokens.ts';

/** Something a rule found at a token of the statement. */
export interface TokenFinding {
  readonly rule: string;
  readonly message: string;
  /** Offset in the statement's text, in UTF-16 code units. */
  readonly at: number;
}

/** The portable subset's rows marked L in the dialect table: text that only one of the two engines takes, or that they read differently. */
type Rule = (statement: Significant, at: number) => string | undefined;

/** The significant tokens of a statement, with the questions the rules ask. */
export class Significant {
  readonly tokens: readonly SqlToken[];

  constructor(sql: string) {
    this.tokens = tokenizeSql(sql).filter(isSignificant);
  }

  /** Unquoted word in lower case. */
  word(at: number): string | undefined {
    const token = this.tokens[at];
    return token?.kind === 'word' ? token.text.toLowerCase() : undefined;
  }

  text(at: number): string {
    return this.tokens[at]?.text ?? '';
  }

  /** A word that is called, and not as a method or column of something. */
  calls(at: number, ...names: readonly string[]): boolean {
    return names.includes(this.word(at) ?? '') && this.text(at + 1) === '(' && this.text(at - 1) !== '.';
  }

  /** An unquoted word that is no part of a dotted name. */
  says(at: number, ...words: readonly string[]): boolean {
    return this.text(at - 1) !== '.' && words.every((expected, offset) => this.word(at + offset) === expected);
  }
}

const wordRule =
  (word: string, message: string): Rule =>
  (s, at) =>
    s.says(at, ...word.split(' ')) ? message : undefined;

const callRule =
  (names: readonly string[], message: string): Rule =>
  (s, at) =>
    s.calls(at, ...names) ? message : undefined;

/** Names of types that follow `::`, `AS` in a cast, or a column's name. */
const typeRule =
  (types: readonly string[], message: string): Rule =>
  (s, at) => {
    if (!types.includes(s.word(at) ?? '') || s.text(at - 1) === '.') return undefined;
    const before = s.tokens[at - 1];
    const cast = before?.text === '::' || (s.word(at - 1) === 'as' && s.text(at + 1) === ')');
    const column =
      s.word(0) === 'create' &&
      (before?.kind === 'word' || before?.kind === 'quoted-name') &&
      ['(', ','].includes(s.text(at - 2));
    return cast || column ? message : undefined;
  };

/** Full, singular names; `m` alone is minutes on Redshift. */
const fullDateParts = new Set([
  'year',
  'quarter',
  'month',
  'week',
  'day',
  'hour',
  'minute',
  'second',
  'millisecond',
  'microsecond',
]);

/** The date part of a call, bare or quoted. */
function datePart(s: Significant, at: number): string | undefined {
  const token = s.tokens[at];
  if (token?.kind === 'string') return token.text.slice(1, -1).toLowerCase();
  return s.word(at);
}

/** Rule name -> what it looks for. */
export const tokenRules: Readonly<Record<string, Rule>> = {
  qualify: wordRule('qualify', 'QUALIFY is Redshift-only: filter ROW_NUMBER() in a sub-query.'),
  top: (s, at) =>
    s.says(at, 'top') &&
    ['select', 'distinct', 'all'].includes(s.word(at - 1) ?? '') &&
    s.tokens[at + 1]?.kind === 'number'
      ? 'TOP is Redshift-only: use LIMIT.'
      : undefined,
  'hash-temp-table': (s, at) =>
    s.text(at) === '#' && s.tokens[at + 1]?.kind === 'word' && s.tokens[at - 1]?.kind !== 'number'
      ? '#name is Redshift-only: use CREATE TEMP TABLE.'
      : undefined,
  truncate: (s, at) =>
    at === 0 && s.says(at, 'truncate') ? 'TRUNCATE commits the transaction on Redshift: use DELETE FROM.' : undefined,
  merge: (s, at) =>
    at === 0 && s.says(at, 'merge')
      ? 'MERGE differs: use UPDATE .. FROM, DELETE .. USING and INSERT .. SELECT.'
      : undefined,
  'anonymous-block': (s, at) => (at === 0 && s.says(at, 'do') ? 'DO blocks are Postgres-only.' : undefined),
  pivot: (s, at) => (s.calls(at, 'pivot', 'unpivot') ? 'PIVOT is Redshift-only: use SUM(CASE ..).' : undefined),
  'distinct-from': wordRule('distinct from', 'IS DISTINCT FROM is not on Redshift: compare hashes, or test for NULL.'),
  'on-conflict': wordRule('on conflict', 'ON CONFLICT is Postgres-only: anti-join before INSERT.'),
  returning: wordRule('returning', 'RETURNING is Postgres-only.'),
  filter: (s, at) =>
    s.calls(at, 'filter') && s.text(at - 1) === ')' ? 'FILTER is not on Redshift: use SUM(CASE ..).' : undefined,
  'distinct-on': wordRule('distinct on', 'DISTINCT ON is Postgres-only: filter ROW_NUMBER() in a sub-query.'),
  lateral: wordRule('lateral', 'LATERAL is Postgres-only.'),
  array: (s, at) =>
    s.says(at, 'array') && ['(', '['].includes(s.text(at + 1))
      ? 'Array constructors differ: keep arrays in the lake.'
      : undefined,
  subscript: (s, at) =>
    s.text(at) === '[' ? 'Subscripts and SUPER navigation differ: flatten in the lake.' : undefined,
  'values-table': (s, at) =>
    s.says(at, 'values') && (at === 0 || s.text(at - 1) === '(')
      ? 'VALUES as a table is Postgres-only: use UNION ALL.'
      : undefined,
  'json-operator': (s, at) =>
    ['->', '->>', '#>', '#>>', '@>', '<@'].includes(s.text(at))
      ? 'JSON operators are Postgres-only: use JSON_EXTRACT_PATH_TEXT.'
      : undefined,
  'postgres-type': typeRule(
    ['jsonb', 'json', 'uuid', 'bytea', 'serial', 'bigserial', 'smallserial', 'money', 'inet', 'xml'],
    'This type is Postgres-only.',
  ),
  'text-type': typeRule(['text', 'string'], 'TEXT is VARCHAR(256) on Redshift: write VARCHAR(n).'),
  'current-time': (s, at) =>
    s.says(at, 'current_timestamp') ||
    s.says(at, 'localtimestamp') ||
    s.calls(at, 'now', 'age', 'clock_timestamp', 'statement_timestamp')
      ? 'This runs on the leader node only on Redshift: use GETDATE() or SYSDATE.'
      : undefined,
  backslash: (s, at) =>
    s.tokens[at]?.kind === 'string' && s.text(at).includes('\\')
      ? 'A backslash in a string is an escape on Redshift only: use none.'
      : undefined,
  'escape-string': (s, at) =>
    s.tokens[at]?.kind === 'string' && !s.text(at).startsWith("'")
      ? 'Strings with a prefix are Postgres-only.'
      : undefined,
  'dollar-string': (s, at) =>
    s.tokens[at]?.kind === 'dollar-string'
      ? 'Dollar-quoted text belongs to procedures, which the subset leaves out.'
      : undefined,
  'positional-parameter': (s, at) =>
    s.tokens[at]?.kind === 'positional' ? 'The Data API binds :name, not $1.' : undefined,
  'avg-without-cast': (s, at) => {
    if (!s.calls(at, 'avg')) return undefined;
    const first = s.word(at + 2) === 'distinct' ? at + 3 : at + 2;
    return s.calls(first, 'cast')
      ? undefined
      : 'AVG of an integer truncates on Redshift: AVG(CAST(x AS DECIMAL(p, s))).';
  },
  'long-identifier': (s, at) => {
    const token = s.tokens[at];
    const name = token?.kind === 'quoted-name' ? token.text.slice(1, -1) : token?.kind === 'word' ? token.text : '';
    return Buffer.byteLength(name) > 63 ? 'PostgreSQL cuts names at 63 bytes.' : undefined;
  },
  'redshift-function': callRule(
    ['ratio_to_report', 'fnv_hash', 'checksum', 'farmfingerprint64', 'try_cast', 'convert', 'isnull'],
    'This function is Redshift-only and has no shim: MD5/SHA2 for hashes, CAST for conversions.',
  ),
  'postgres-function': callRule(
    [
      'string_agg',
      'array_agg',
      'array_to_string',
      'generate_series',
      'unnest',
      'jsonb_build_object',
      'to_json',
      'to_jsonb',
      'format',
      'make_interval',
      'make_date',
    ],
    'This function is Postgres-only, or runs on the leader node only on Redshift.',
  ),
  'ignore-nulls': (s, at) =>
    s.says(at, 'ignore', 'nulls') || s.says(at, 'respect', 'nulls')
      ? 'IGNORE NULLS differs between the engines: filter first.'
      : undefined,
  'date-part': (s, at) => {
    if (!s.calls(at, 'dateadd', 'datediff', 'date_trunc', 'date_part')) return undefined;
    const part = datePart(s, at + 2);
    return part !== undefined && fullDateParts.has(part)
      ? undefined
      : 'Write the date part in full and in the singular: m is minutes on Redshift.';
  },
  'datediff-week': (s, at) =>
    s.calls(at, 'datediff') && datePart(s, at + 2) === 'week'
      ? 'The day on which DATEDIFF begins a week is not documented: count days.'
      : undefined,
  'extract-part': (s, at) => {
    if (!s.calls(at, 'extract')) return undefined;
    const part = s.word(at + 2) ?? '';
    if (part === 'epoch') {
      return s.text(at - 1) === '(' && s.word(at - 2) === 'cast'
        ? undefined
        : 'EXTRACT(EPOCH ..) has decimals in Postgres: CAST it to BIGINT.';
    }
    const same = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'dow', 'doy'];
    return same.includes(part) ? undefined : `EXTRACT(${part} ..) differs between the engines.`;
  },
  minus: (s, at) =>
    s.says(at, 'minus', 'select') || s.says(at, 'minus', 'all') ? 'MINUS is Redshift-only: use EXCEPT.' : undefined,
  check: (s, at) =>
    s.calls(at, 'check') && s.word(0) !== 'select' ? 'CHECK constraints are Postgres-only.' : undefined,
  'user-password': (s, at) =>
    s.says(at, 'password') && ['user', 'role'].includes(s.word(1) ?? '') && s.word(at + 1) !== 'disable'
      ? 'No password stands in a file: PASSWORD DISABLE, and users log in through IAM.'
      : undefined,
  'create-or-exists': (s, at) =>
    at === 0 && s.says(at, 'create') && ['user', 'role'].includes(s.word(1) ?? '') && s.word(2) === 'if'
      ? 'Redshift has no IF NOT EXISTS for users and roles: apply-schema asks the catalog first.'
      : undefined,
  'copy-target': (s, at) =>
    at === 0 && s.says(at, 'unload') ? 'UNLOAD has no local twin: write from the lake.' : undefined,
};

/** Applies every token rule to every token of a statement. */
export function findByTokens(sql: string): TokenFinding[] {
  const statement = new Significant(sql);
  return statement.tokens.flatMap((token, at) =>
    Object.entries(tokenRules).flatMap(([rule, look]) => {
      const message = look(statement, at);
      return message === undefined ? [] : [{ rule, message, at: token.start }];
    }),
  );
}
