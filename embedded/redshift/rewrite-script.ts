import { sqlTokens } from '../../domain/sql/sql-tokens.ts';
import { rewriteRedshiftSql } from './rewrite.ts';

/** A statement of more tokens than this passes as it is, so that nobody's text takes the memory and time of all. */
const mostTokens = 1_000_000;

/**
 * Rewrites a client's text of any number of statements, each by itself. What stands between them, and each statement that needs
 * nothing, come out as they went in. Never fails.
 * @param rewrite what is done to each statement
 */
export function rewriteRedshiftScript(
  sql: string,
  rewrite: (statement: string) => string = rewriteRedshiftSql,
): string {
  const parts: string[] = [];
  let from = 0;
  let tokens = 0;
  const endStatement = (to: number): void => {
    const statement = sql.slice(from, to);
    parts.push(tokens > mostTokens ? statement : rewrite(statement));
    from = to;
    tokens = 0;
  };
  for (const { kind, text, start } of sqlTokens(sql)) {
    tokens += 1;
    if (kind !== 'operator' || text !== ';') continue;
    endStatement(start);
    parts.push(';');
    from = start + 1;
  }
  endStatement(sql.length);
  return parts.join('');
}
