import { type DuckDBConnection, StatementType } from '@duckdb/node-api';
import { isSignificant, locateStatements, tokenizeSql } from '../../domain/sql/sql-tokens.ts';

const readingWords = new Set(['SELECT', 'WITH', 'DESCRIBE', 'SHOW', 'EXPLAIN']);

const refusal =
  'The lake is read-only here: ask one question that begins with SELECT, WITH, DESCRIBE, SHOW or EXPLAIN. ' +
  'Tables change only by running the models.';

/** The query that an EXPLAIN explains, without its options; EXPLAIN ANALYZE would run it. */
function explainedQuery(sql: string): string {
  const tokens = tokenizeSql(sql).filter(isSignificant);
  let at = 1;
  if (tokens[at]?.text.toUpperCase() === 'ANALYZE') at += 1;
  if (tokens[at]?.text === '(') at = tokens.findIndex((token) => token.text === ')') + 1;
  return sql.slice(tokens[at]?.start ?? sql.length);
}

/**
 * The one reading statement in `sql`, without its `;`. What DuckDB makes of the statement decides, not its first word
 * alone: `WITH .. INSERT` and `EXPLAIN ANALYZE COPY ..` are refused.
 * @throws Error that says what may be asked, or DuckDB's own message when the statement does not parse or bind.
 */
export async function requireReading(connection: DuckDBConnection, sql: string): Promise<string> {
  const statements = locateStatements(sql);
  const statement = statements[0];
  if (statement === undefined) throw new Error(`There is no statement to run. ${refusal}`);
  if (statements.length > 1) throw new Error(`There are ${statements.length} statements. ${refusal}`);
  const first = tokenizeSql(statement.sql).find(isSignificant)?.text.toUpperCase() ?? '';
  if (!readingWords.has(first)) throw new Error(refusal);
  if (first === 'EXPLAIN') {
    await requireReading(connection, explainedQuery(statement.sql));
    return statement.sql;
  }
  const extracted = await connection.extractStatements(statement.sql);
  if (extracted.count !== 1) throw new Error(refusal);
  const prepared = await extracted.prepare(0);
  try {
    if (prepared.statementType !== StatementType.SELECT) throw new Error(refusal);
  } finally {
    prepared.destroySync();
  }
  return statement.sql;
}
