import type { LintRule } from './lint-rule.ts';
import { type LintToken, partsOf } from './lint-tokens.ts';
import { portableFunctions, refusedFunctions } from './portable-functions.ts';

/** Words that may stand before a parenthesis without calling anything. */
const notCalls = new Set(
  `ALL AND ANY AS BETWEEN BY CASE CUBE DECIMAL DISTINCT ELSE EXCEPT FILTER FROM GROUP HAVING IN INTERSECT IS JOIN LIKE NOT
  ON OR OVER PARTITION ROLLUP SELECT SETS THEN UNION USING VALUES WHEN WHERE WITHIN`.split(/\s+/),
);

function isCall(tokens: readonly LintToken[], index: number): boolean {
  const token = tokens[index];
  const before = tokens[index - 1];
  if (token?.kind !== 'word' || tokens[index + 1]?.text !== '(' || notCalls.has(token.upper)) return false;
  // `(..) name (columns)`, `AS name (columns)` and `WITH name (columns)` give names.
  return !(before?.text === ')' || before?.upper === 'AS' || before?.upper === 'WITH');
}

const knownFunctions: LintRule = (tokens, index) => {
  const token = tokens[index];
  if (token === undefined || !isCall(tokens, index)) return undefined;
  const name = token.text.toLowerCase();
  if (name === 'exists' && tokens[index + 2]?.upper === 'SELECT') return undefined;
  if (portableFunctions.has(name)) return undefined;
  const message =
    refusedFunctions.get(name) ??
    `${name} is not in the portable subset; see portable-functions.ts for what both engines know`;
  return { rule: `function-${name}`, message };
};

const argumentCounts: LintRule = (tokens, index) => {
  const open = tokens[index + 1];
  if (open === undefined || !isCall(tokens, index)) return undefined;
  const count = partsOf(tokens, index + 2, open.close, index + 1).length;
  const name = tokens[index]?.text.toLowerCase();
  if (name === 'datediff' && count !== 2) {
    return { rule: 'datediff-unit', message: 'units of datediff differ; write datediff(end, start) for days' };
  }
  if (name === 'regexp_extract' && count !== 3) {
    return { rule: 'regexp-group', message: 'the default group differs; write regexp_extract(x, pattern, group)' };
  }
  if (name === 'unix_timestamp' && count !== 1) {
    return { rule: 'parse-format', message: 'patterns differ; write unix_timestamp of a TIMESTAMP' };
  }
  return undefined;
};

/** True when a CAST encloses the token within its own query: a sub-query between the two hides the type. */
function insideCast(tokens: readonly LintToken[], index: number): boolean {
  for (let open = tokens[index]?.open ?? -1; open !== -1; open = tokens[open]?.open ?? -1) {
    const start = tokens[open + 1]?.upper;
    if (start === 'SELECT' || start === 'WITH') return false;
    const before = tokens[open - 1]?.upper;
    if (before === 'CAST' || before === 'TRY_CAST') return true;
  }
  return false;
}

const typedAggregates: LintRule = (tokens, index) => {
  const name = tokens[index]?.upper;
  if ((name !== 'SUM' && name !== 'AVG') || !isCall(tokens, index) || insideCast(tokens, index)) return undefined;
  return {
    rule: `untyped-${name.toLowerCase()}`,
    message: `the type of ${name} differs (a sum of integers is HUGEINT in DuckDB); write CAST(${name}(x) AS type)`,
  };
};

const windowed: LintRule = (tokens, index) => {
  const name = tokens[index]?.upper ?? '';
  if (!['FIRST_VALUE', 'LAST_VALUE', 'NTH_VALUE'].includes(name) || !isCall(tokens, index)) return undefined;
  const after = tokens[(tokens[index + 1]?.close ?? index) + 1]?.upper;
  if (after === 'OVER') return undefined;
  return {
    rule: 'order-dependent',
    message: `${name} without OVER depends on the order of rows; add OVER (ORDER BY ..)`,
  };
};

const textFunctions = new Set(
  `LOWER UPPER TRIM LTRIM RTRIM SUBSTRING LEFT RIGHT REPLACE LPAD RPAD SPLIT_PART CONCAT_WS INITCAP SUBSTRING_INDEX
  REGEXP_EXTRACT GET_JSON_OBJECT DATE_FORMAT ARRAY_JOIN`.split(/\s+/),
);
const integerTypes = new Set(['INT', 'INTEGER', 'BIGINT', 'SMALLINT', 'TINYINT', 'LONG']);

/** Judges the casts whose argument shows its type: a text, a number with decimals, a quotient. */
const decidableCasts: LintRule = (tokens, index) => {
  if (tokens[index]?.upper !== 'CAST' || !isCall(tokens, index)) return undefined;
  const open = index + 1;
  const close = tokens[open]?.close ?? tokens.length;
  let as = close;
  for (let at = open + 1; at < close; at++) if (tokens[at]?.upper === 'AS' && tokens[at]?.open === open) as = at;
  const type = tokens[as + 1]?.upper ?? '';
  const first = tokens[open + 1];
  const isText =
    first?.kind === 'string' ? as === open + 2 : textFunctions.has(first?.upper ?? '') && isCall(tokens, open + 1);
  if (isText && type !== 'STRING') {
    return {
      rule: 'cast-of-text',
      message: `a text that is no ${type} fails or is NULL; write TRY_CAST(x AS ${type})`,
    };
  }
  const inside = tokens.slice(open + 1, as).filter((token) => token.open === open);
  const hasFraction = inside.some(
    (token) => token.text === '/' || (token.kind === 'number' && token.text.includes('.')),
  );
  if (integerTypes.has(type) && hasFraction) {
    return { rule: 'fraction-to-integer', message: 'Spark cuts, DuckDB rounds; write CAST(FLOOR(x) AS BIGINT)' };
  }
  return undefined;
};

/** Rules about function calls. */
export const lintCalls: readonly LintRule[] = [
  knownFunctions,
  argumentCounts,
  typedAggregates,
  windowed,
  decidableCasts,
];
