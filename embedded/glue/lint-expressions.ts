import type { LintRule } from './lint-rule.ts';
import { type LintToken, partsOf } from './lint-tokens.ts';

/** Index of the first token from `from` that ends the clause opened inside `open`. */
function endOfClause(tokens: readonly LintToken[], from: number, open: number, enders: ReadonlySet<string>): number {
  for (let index = from; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined || index === tokens[open]?.close) return index;
    if (token.open === open && (enders.has(token.upper) || token.text === ';')) return index;
  }
  return tokens.length;
}

const afterOrderBy = new Set(['ROWS', 'RANGE', 'GROUPS', 'LIMIT', 'OFFSET', 'UNION', 'EXCEPT', 'INTERSECT']);

const nullOrder: LintRule = (tokens, index) => {
  const token = tokens[index];
  if (token?.upper !== 'ORDER' || tokens[index + 1]?.upper !== 'BY') return undefined;
  const end = endOfClause(tokens, index + 2, token.open, afterOrderBy);
  const silent = partsOf(tokens, index + 2, end, token.open).some(([from, to]) => {
    const lastWords = tokens.slice(from, to).map((part) => part.upper);
    return !(lastWords.at(-2) === 'NULLS' && ['FIRST', 'LAST'].includes(lastWords.at(-1) ?? ''));
  });
  return silent
    ? {
        rule: 'null-order',
        message: 'where NULL sorts differs; end every ORDER BY item with NULLS FIRST or NULLS LAST',
      }
    : undefined;
};

/** The index of the last token of the operand that begins at `from`: a name, a literal, a call or a parenthesis. */
function endOfOperand(tokens: readonly LintToken[], from: number): number {
  let at = from;
  while (tokens[at + 1]?.text === '.') at += 2;
  if (tokens[at]?.text === '(') return tokens[at]?.close ?? at;
  if (tokens[at + 1]?.text === '(' && tokens[at]?.kind === 'word') return tokens[at + 1]?.close ?? at;
  return at;
}

/** The index of the first token of the operand that ends at `to`. */
function startOfOperand(tokens: readonly LintToken[], to: number): number {
  let at = to;
  if (tokens[at]?.text === ')') {
    at = tokens.findIndex((token) => token.close === to);
    if (tokens[at - 1]?.kind === 'word') at -= 1;
  }
  while (tokens[at - 1]?.text === '.') at -= 2;
  return at;
}

function castType(tokens: readonly LintToken[], from: number, to: number): string | undefined {
  if (!['CAST', 'TRY_CAST'].includes(tokens[from]?.upper ?? '')) return undefined;
  const as = tokens.findLastIndex((token, index) => index < to && token.upper === 'AS' && token.open === from + 1);
  return tokens[as + 1]?.upper;
}

const safeDivision: LintRule = (tokens, index) => {
  if (tokens[index]?.text !== '/' || tokens[index - 1]?.text === '/' || tokens[index + 1]?.text === '/')
    return undefined;
  const divisor = tokens[index + 1];
  const isConstant = divisor?.kind === 'number' && Number(divisor.text) !== 0;
  if (divisor?.upper !== 'NULLIF' && !isConstant) {
    return { rule: 'division', message: 'x / 0 is Infinity in DuckDB and an error in Spark; write a / NULLIF(b, 0)' };
  }
  const start = startOfOperand(tokens, index - 1);
  const left = castType(tokens, start, index - 1);
  const inner = divisor?.upper === 'NULLIF' ? index + 3 : index + 1;
  const right = castType(tokens, inner, endOfOperand(tokens, inner));
  if (left === 'DECIMAL' || right === 'DECIMAL') {
    return { rule: 'decimal-division', message: 'quotients of decimals differ; CAST both to DOUBLE, ROUND, then CAST' };
  }
  return undefined;
};

const timeFunctions = new Set(['DATE_TRUNC', 'ADD_MONTHS', 'LAST_DAY', 'FROM_UTC_TIMESTAMP', 'TO_UTC_TIMESTAMP']);

/** True for what looks like a date or a time: a literal, a cast, a function of dates, or a column named `.._date`, `.._at`. */
function isTime(tokens: readonly LintToken[], from: number, to: number): boolean {
  const first = tokens[from];
  const last = tokens[to];
  if (first === undefined || last === undefined) return false;
  if (['DATE', 'TIMESTAMP'].includes(castType(tokens, from, to) ?? '')) return true;
  if (timeFunctions.has(first.upper) && tokens[from + 1]?.text === '(') return true;
  if (last.kind === 'string' && ['DATE', 'TIMESTAMP'].includes(tokens[to - 1]?.upper ?? '')) return true;
  return last.kind === 'word' && /_(DATE|AT)$/.test(last.upper) && tokens[to + 1]?.text !== '(';
}

const timeDifference: LintRule = (tokens, index) => {
  if (tokens[index]?.text !== '-' || tokens[index + 1]?.upper === 'INTERVAL') return undefined;
  const left = isTime(tokens, startOfOperand(tokens, index - 1), index - 1);
  const literal =
    ['DATE', 'TIMESTAMP'].includes(tokens[index + 1]?.upper ?? '') && tokens[index + 2]?.kind === 'string';
  const rightStart = literal ? index + 2 : index + 1;
  if (!left && !isTime(tokens, rightStart, endOfOperand(tokens, rightStart))) return undefined;
  return {
    rule: 'date-difference',
    message: 'differences of times have other types; write datediff(end, start) or a difference of unix_timestamp(x)',
  };
};

const emptyIn: LintRule = (tokens, index) =>
  tokens[index]?.upper === 'IN' && tokens[index + 1]?.text === '(' && tokens[index + 2]?.text === ')'
    ? { rule: 'empty-in', message: 'NULL IN () is NULL in Spark and false in DuckDB; leave the condition out' }
    : undefined;

const afterGroupBy = new Set(['HAVING', 'ORDER', 'LIMIT', 'UNION', 'EXCEPT', 'INTERSECT', 'WINDOW']);

/** Aliases that the SELECT list before `groupBy` gives to expressions, in upper case. A renamed column is no expression. */
function expressionAliases(tokens: readonly LintToken[], groupBy: number): ReadonlySet<string> {
  const open = tokens[groupBy]?.open ?? -1;
  const isOurs = (word: string) => (token: LintToken, index: number) =>
    index < groupBy && token.open === open && token.upper === word;
  const from = tokens.findLastIndex(isOurs('SELECT'));
  const to = tokens.findIndex((token, index) => index > from && isOurs('FROM')(token, index));
  const aliases = new Set<string>();
  if (from === -1 || to === -1) return aliases;
  for (const [start, end] of partsOf(tokens, from + 1, to, open)) {
    const alias = tokens[end - 1];
    if (tokens[end - 2]?.upper !== 'AS' || alias === undefined) continue;
    const source = tokens.slice(start, end - 2);
    const isSameColumn =
      source.at(-1)?.upper === alias.upper && source.every((t) => t.kind === 'word' || t.text === '.');
    if (!isSameColumn) aliases.add(alias.upper);
  }
  return aliases;
}

const groupByAlias: LintRule = (tokens, index) => {
  const token = tokens[index];
  if (token?.upper !== 'GROUP' || tokens[index + 1]?.upper !== 'BY') return undefined;
  const aliases = expressionAliases(tokens, index);
  const end = endOfClause(tokens, index + 2, token.open, afterGroupBy);
  const isAlias = partsOf(tokens, index + 2, end, token.open).some(
    ([from, to]) => to === from + 1 && aliases.has(tokens[from]?.upper ?? ''),
  );
  return isAlias
    ? {
        rule: 'group-by-alias',
        message: 'Spark may refuse an alias of the SELECT list in GROUP BY; repeat the expression',
      }
    : undefined;
};

/** Rules about clauses and operators. */
export const lintExpressions: readonly LintRule[] = [nullOrder, safeDivision, timeDifference, emptyIn, groupByAlias];
