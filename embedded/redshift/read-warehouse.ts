import { distinctColumnNames, rowsByName } from '../../domain/sql/column-names.ts';
import { splitStatements } from '../../domain/sql/sql-tokens.ts';
import { openWarehouseEngine } from './engine.ts';
import { rewriteRedshiftSql } from './rewrite.ts';

/** Rows of a read-only query, columns of one name told apart (`distinctColumnNames`); exact decimals, 64-bit integers, dates and timestamps are text. */
export interface WarehouseRows {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Answers one statement of Redshift SQL over the warehouse in `directory`, in a read-only transaction.
 * @throws Error with the database's message, for SQL that does not parse, fails or would write.
 */
export async function readWarehouse(directory: string, sql: string): Promise<WarehouseRows> {
  const [statement, another] = splitStatements(sql);
  if (statement === undefined) throw new Error('there is no SQL statement to run');
  if (another !== undefined) throw new Error('one statement at a time, please');
  const engine = await openWarehouseEngine({ directory });
  try {
    return await engine.transaction(async (session) => {
      await session.exec('SET TRANSACTION READ ONLY');
      const options = { rowMode: 'array' } as const;
      const { fields, rows } = await session.query<unknown[]>(rewriteRedshiftSql(statement), [], options);
      const columns = distinctColumnNames(fields.map(({ name }) => name));
      return { columns, rows: rowsByName(columns, rows) };
    });
  } finally {
    await engine.close();
  }
}
