import { sqlTokens } from '../../domain/sql/sql-tokens.ts';
import { rewriteRedshiftSql } from './rewrite.ts';

/** What comes behind so many tokens passes as it is, so that nobody's text takes the memory and time of all. */
const mostTokens = 300_000;

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
  for (const { kind, text, start } of sqlTokens(sql)) {
    tokens += 1;
    if (tokens > mostTokens) return [...parts, sql.slice(from)].join('');
    if (kind !== 'operator' || text !== ';') continue;
    parts.push(rewrite(sql.slice(from, start)), ';');
    from = start + 1;
  }
  return [...parts, rewrite(sql.slice(from))].join('');
}
