import { isSignificant, tokenizeSql } from '../../domain/sql/sql-tokens.ts';

/** A predicate of a statement: one of those that AND joins in WHERE, ON or HAVING, or several in a WHEN. */
export interface Predicate {
  readonly text: string;
  /** The statement without it. */
  readonly without: string;
}

const begins = new Set(['where', 'on', 'having', 'when']);
const ends = new Set([...begins, 'then', 'group', 'order', 'left', 'join', 'cross', 'union', 'select', ';']);

/** The predicates of a statement, those of its sub-queries too. */
export function predicatesOf(sql: string): Predicate[] {
  const tokens = tokenizeSql(sql).filter(isSignificant);
  const word = (at: number) => tokens[at]?.text.toLowerCase() ?? ';';
  const found: Predicate[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    if (tokens[at]?.kind !== 'word' || !begins.has(word(at))) continue;
    let [from, depth, cases] = [at + 1, 0, 0];
    const own: Predicate[] = [];
    for (let end = from; end <= tokens.length; end += 1) {
      const text = word(end);
      const isOver = depth === 0 && cases === 0 && (text === ')' || ends.has(text));
      if (isOver || (text === 'and' && depth === 0 && cases === 0)) {
        const [first, last] = [tokens[from], tokens[end - 1]];
        if (first !== undefined && last !== undefined) {
          const [start, stop] = [first.start, last.start + last.text.length];
          own.push({ text: sql.slice(start, stop), without: `${sql.slice(0, start)}TRUE${sql.slice(stop)}` });
        }
        from = end + 1;
      }
      if (isOver) break;
      if (text === '(') depth += 1;
      else if (text === ')') depth -= 1;
      else if (text === 'case') cases += 1;
      else if (text === 'end') cases -= 1;
    }
    // What a CASE tells apart by one condition is a value, and no predicate.
    if (word(at) !== 'when' || own.length > 1) found.push(...own);
  }
  return found;
}
