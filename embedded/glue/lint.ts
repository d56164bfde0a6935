import { lintCalls } from './lint-calls.ts';
import { lintExpressions } from './lint-expressions.ts';
import type { LakeLintFinding, LintRule } from './lint-rule.ts';
import { lintTokens } from './lint-tokens.ts';

const refusedWords: ReadonlyMap<string, string> = new Map([
  ['QUALIFY', 'Spark 3.5 has no QUALIFY; write ROW_NUMBER() in a sub-query and WHERE on it'],
  ['PIVOT', 'PIVOT names its columns differently; write SUM(CASE ..) per column'],
  ['UNPIVOT', 'UNPIVOT differs; write UNION ALL'],
  ['DIV', 'DuckDB has no DIV; write a / NULLIF(b, 0) on DOUBLE, then ROUND and CAST'],
  ['ILIKE', 'write lower(x) LIKE'],
  ['EXCLUDE', 'Spark has no SELECT * EXCLUDE; name the columns'],
  ['ASOF', 'Spark has no ASOF JOIN; write a window or a range join'],
  ['POSITIONAL', 'Spark has no POSITIONAL JOIN'],
  ['PARTITIONED', 'tables are made by the job, not by the model'],
  ['TBLPROPERTIES', 'tables are made by the job, not by the model'],
  ['OVERWRITE', 'tables are written by the job, not by the model'],
  ['CURRENT_DATE', 'a model depends on its data alone; take the time from a column'],
  ['CURRENT_TIMESTAMP', 'a model depends on its data alone; take the time from a column'],
  ['ROW_COUNT', 'a model depends on its data alone'],
]);

const refusedPairs: ReadonlyMap<string, string> = new Map([
  ['LEFT ANTI', 'DuckDB spells it ANTI JOIN; write NOT EXISTS (SELECT ...)'],
  ['LEFT SEMI', 'DuckDB spells it SEMI JOIN; write EXISTS (SELECT ...)'],
  ['ANTI JOIN', 'Spark spells it LEFT ANTI JOIN; write NOT EXISTS (SELECT ...)'],
  ['SEMI JOIN', 'Spark spells it LEFT SEMI JOIN; write EXISTS (SELECT ...)'],
  ['LATERAL VIEW', 'DuckDB has no LATERAL VIEW; write SELECT explode(a) AS x in a sub-query'],
  ['WITH ROLLUP', 'write GROUP BY ROLLUP(a, b)'],
  ['WITH CUBE', 'write GROUP BY CUBE(a, b)'],
  ['AT TIME', 'time zones differ; store UTC and use from_utc_timestamp for display'],
  ['BY NAME', 'Spark has no UNION BY NAME; list the columns in one order'],
  ['BY ALL', 'name the columns to group or order by'],
  ['DISTINCT ON', 'Spark has no DISTINCT ON; write ROW_NUMBER() in a sub-query'],
  ['IGNORE NULLS', 'the place of IGNORE NULLS differs; write MAX(CASE ..) or filter first'],
]);

const words: LintRule = (tokens, index) => {
  const token = tokens[index];
  if (token?.kind !== 'word') return undefined;
  // `EXCLUDE` and the like are names after a dot or AS.
  const before = tokens[index - 1]?.upper;
  if (before === '.' || before === 'AS') return undefined;
  const word = refusedWords.get(token.upper);
  if (word !== undefined) return { rule: token.upper.toLowerCase(), message: word };
  const pair = `${token.upper} ${tokens[index + 1]?.upper}`;
  const message = refusedPairs.get(pair);
  return message === undefined ? undefined : { rule: pair.toLowerCase().replace(' ', '-'), message };
};

const quoting: LintRule = (tokens, index) => {
  const token = tokens[index];
  if (token === undefined) return undefined;
  if (token.text === '`') return { rule: 'backtick', message: 'DuckDB has no backticks; use snake_case names' };
  if (token.kind === 'quoted-name') {
    return { rule: 'double-quote', message: '"x" is a text in Spark and a name in DuckDB; use snake_case names' };
  }
  if (token.kind === 'dollar-string' || (token.kind === 'string' && !token.text.startsWith("'"))) {
    return { rule: 'string-form', message: "write texts as '..'" };
  }
  if (token.kind === 'parameter' || token.kind === 'positional') {
    return { rule: 'parameter', message: 'a model takes no parameters' };
  }
  if (token.kind === 'string' && token.text.includes('\\')) {
    return { rule: 'backslash', message: 'Spark reads a backslash as an escape, DuckDB as itself; write [0-9], [.]' };
  }
  return undefined;
};

const operators: LintRule = (tokens, index) => {
  const token = tokens[index];
  const next = tokens[index + 1];
  if (token?.kind !== 'operator') return undefined;
  const touches = next !== undefined && next.start === token.start + token.text.length;
  if (token.text === '::') return { rule: 'double-colon', message: 'write CAST(x AS type), or TRY_CAST for text' };
  if (token.text === '->' || token.text === '->>') {
    return { rule: 'arrow', message: 'lambdas and JSON arrows differ; explode, or get_json_object(x, path)' };
  }
  if (token.text === '<=' && next?.text === '>' && touches) {
    return { rule: 'null-safe-equal', message: 'DuckDB has no <=>; write IS NOT DISTINCT FROM' };
  }
  if (token.text === '/' && next?.text === '/' && touches) {
    return { rule: 'division', message: 'Spark has no //; write a / NULLIF(b, 0) on DOUBLE, then ROUND and CAST' };
  }
  if (token.text === '[') {
    const subscript =
      ['word', 'quoted-name'].includes(tokens[index - 1]?.kind ?? '') || tokens[index - 1]?.text === ')';
    if (!subscript || next?.kind !== 'string') {
      return { rule: 'subscript', message: 'a[0] is the first in Spark and NULL in DuckDB; write element_at(a, 1)' };
    }
  }
  if (token.text === ';') return { rule: 'semicolon', message: 'a model is one query without a semicolon' };
  if (token.text === ',') {
    const ends = next === undefined || next.text === ')' || ['FROM', 'WHERE', 'GROUP', 'ORDER'].includes(next.upper);
    if (ends) return { rule: 'trailing-comma', message: 'Spark refuses a comma with nothing after it' };
  }
  return undefined;
};

const oneQuery: LintRule = (tokens, index) => {
  if (index !== 0 || tokens[0]?.upper === 'SELECT' || tokens[0]?.upper === 'WITH') return undefined;
  return { rule: 'one-query', message: 'a model is one SELECT, with or without WITH; the job writes the table' };
};

const rules: readonly LintRule[] = [oneQuery, words, quoting, operators, ...lintCalls, ...lintExpressions];

/**
 * Finds what a lake query says differently to Spark 3.5 (ANSI mode) and to DuckDB, token by token: every construct that
 * one of them refuses or gives another meaning, as far as the text alone can tell. An empty result means that the query
 * stays in the portable subset; a query with a type the text does not show (the `-` of two columns, the `/` of two
 * decimals) can still differ, which the run on Spark shows.
 */
export function lintLakeSql(sql: string): readonly LakeLintFinding[] {
  const tokens = lintTokens(sql);
  if (tokens.length === 0)
    return [{ rule: 'one-query', line: 1, message: 'a model is one SELECT; this text is empty' }];
  const findings: LakeLintFinding[] = [];
  for (const [index, token] of tokens.entries()) {
    for (const rule of rules) {
      const finding = rule(tokens, index);
      if (finding !== undefined) findings.push({ ...finding, line: token.line });
    }
  }
  return findings;
}
