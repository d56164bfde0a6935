import { distinctNames, rowsByName } from '../../domain/sql/distinct-names.ts';
import { splitStatements } from '../../domain/sql/sql-tokens.ts';
import { openWarehouseEngine } from './engine.ts';
import { prepareReader } from './reader-guard.ts';
import { rewriteRedshiftSql } from './rewrite.ts';

/** The role that a question on this machine is asked in: it reads every schema, and can do nothing else. */
const queryReader = {
  role: 'medstream_query',
  schemas: ['star', 'reporting', 'history', 'staging', 'audit'],
} as const;

/** Rows of a read-only query; exact decimals, 64-bit integers, dates and timestamps are text. */
export interface WarehouseRows {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Answers one statement of Redshift SQL over the warehouse in `directory`, in a read-only transaction and a role that may
 * read and nothing else: no file can be written by it, and no other role be taken. Columns of one name are told apart:
 * `distinctNames`.
 * @throws Error with the database's message, for SQL that does not parse, fails or would write.
 */
export async function readWarehouse(directory: string, sql: string): Promise<WarehouseRows> {
  const [statement, another] = splitStatements(sql);
  if (statement === undefined) throw new Error('there is no SQL statement to run');
  if (another !== undefined) throw new Error('one statement at a time, please');
  const engine = await openWarehouseEngine({ directory });
  try {
    await prepareReader(engine, queryReader);
    return await engine.transaction(async (session) => {
      await session.exec(`SET TRANSACTION READ ONLY; SET LOCAL ROLE ${queryReader.role}`);
      // One statement is what this protocol takes, whatever the text makes of it.
      const { fields, rows } = await session.query<unknown[]>(rewriteRedshiftSql(statement), [], { rowMode: 'array' });
      const columns = distinctNames(fields.map(({ name }) => name));
      return { columns, rows: rowsByName(columns, rows) };
    });
  } finally {
    await engine.close();
  }
}
