import { isSignificant, tokenizeSql } from '../sql/sql-tokens.ts';
import { tablesRead } from './tables-read.ts';

/** A column that names records of another table by their key, which is the first column of that table's grain. */
export interface Link {
  readonly from: string;
  readonly field: string;
  readonly to: string;
}

/**
 * What a mart sums, and how it divides: sums over all parts are those of before, less what parts that changed gave, and
 * what they give now. Nothing else has to be read.
 *
 * Either the rows of a part have one value in the column `by`, in every table that the parts are made of, and those without a
 * value make no part. Or a row of a table gives what it gives by itself and by whether the records are there that it names in `links`.
 */
export interface MartParts {
  /** A column of every table in `reads`. */
  readonly by?: string | undefined;
  readonly links?: readonly Link[] | undefined;
  /** Columns of the parts, and of the mart, that it sums, by its grain. The first counts: a group with none is none. */
  readonly sums: readonly string[];
  /** The query in the parentheses of `parts AS (..)`, with which the mart's text begins. */
  readonly sql: string;
  /** The tables of that query. */
  readonly reads: readonly string[];
}

/** The text in the parentheses of `WITH parts AS (..)`; undefined where a query does not begin so. */
function partsText(sql: string): string | undefined {
  const [first, name, as, open, ...rest] = tokenizeSql(sql).filter(isSignificant);
  if ([first, name, as, open].map((token) => token?.text.toUpperCase()).join(' ') !== 'WITH PARTS AS (')
    return undefined;
  let depth = 1;
  for (const token of rest) {
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (depth === 0) return sql.slice((open?.start ?? 0) + 1, token.start);
  }
  return undefined;
}

/** The parts of a mart's text; undefined where it does not begin with `WITH parts AS (..)`. */
export function martParts(sql: string, notes: Pick<MartParts, 'by' | 'links' | 'sums'>): MartParts | undefined {
  const own = partsText(sql);
  return own === undefined ? undefined : { ...notes, sql: own, reads: tablesRead(own) };
}

/** A mart's text with other parts. */
export function withParts(sql: string, { sql: own }: Pick<MartParts, 'sql'>, parts: string): string {
  const at = sql.indexOf(own);
  return `${sql.slice(0, at)}${parts}${sql.slice(at + own.length)}`;
}
