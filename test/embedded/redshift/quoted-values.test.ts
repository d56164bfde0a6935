import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeError } from '../../../cli/main.ts';
import { errorText, withoutForeignText } from '../../../domain/safe-error.ts';
import { EmbeddedRedshiftData } from '../../../embedded/redshift/redshift-data.ts';
import {
  createWarehouseSql,
  type WarehouseSql,
  WarehouseStatementError,
} from '../../../lambdas/shared/warehouse-sql.ts';
import { openTemporaryWarehouse, type TemporaryWarehouse } from './warehouse-fixture.ts';

const value = 'Maynard46';

let warehouse: TemporaryWarehouse;
let sql: WarehouseSql;
beforeAll(async () => {
  warehouse = await openTemporaryWarehouse();
  await warehouse.engine.exec(`
    CREATE TABLE person (name VARCHAR(9) UNIQUE, age INTEGER CHECK (age > 0), visits INTEGER NOT NULL);
    INSERT INTO person VALUES ('${value}', 46, 1);
    -- Redshift quotes more than PostgreSQL does: this says what it is given, as an error of the given SQLSTATE.
    CREATE FUNCTION complain(state TEXT, said TEXT) RETURNS INTEGER LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION '%', said USING ERRCODE = state; END $$`);
  sql = createWarehouseSql({
    client: new EmbeddedRedshiftData({
      engine: warehouse.engine,
      resolveObject: () => Promise.reject(new Error('no objects')),
      listPrefix: () => [],
    }),
    workgroupName: 'medstream',
    database: 'medstream',
  });
});
afterAll(() => warehouse.remove());

async function failureOf(statement: string): Promise<WarehouseStatementError> {
  const statements = [{ name: 'insert the versions of star.dim_person', sql: statement }];
  const error = await sql.batch({ statements }).catch((caught: unknown) => caught);
  if (!(error instanceof WarehouseStatementError)) throw new Error('the statement did not fail', { cause: error });
  return error;
}

/** Everything that a log, a console or a service may come to show of an error. */
function shown(error: WarehouseStatementError): string {
  return [
    error.message,
    error.stack,
    inspect(error, { depth: 10 }),
    JSON.stringify(error),
    errorText(error),
    describeError(error),
    inspect(withoutForeignText(error)),
  ].join('\n');
}

describe('a value that the database quotes is shown nowhere', () => {
  test.each([
    ['22P02', 'invalid input syntax', `SELECT CAST(name AS INTEGER) FROM person`],
    ['22007', 'no date', `SELECT CAST(name AS DATE) FROM person`],
    ['22001', 'a length', `SELECT complain('22001', 'Value too long for character type: ' || name) FROM person`],
    ['23514', 'a CHECK', `SELECT complain('23514', 'row violates check constraint: ' || name) FROM person`],
    ['23505', 'uniqueness', `SELECT complain('23505', 'violates unique constraint: ' || name) FROM person`],
    ['XX000', 'something unheard of', `SELECT complain('XX000', name) FROM person`],
  ])('%s: %s', async (sqlState, _what, statement) => {
    const error = await failureOf(statement);
    expect(error.databaseError).toContain(value);
    expect(error.sqlState).toBe(sqlState);
    expect(shown(error)).not.toContain(value);
    expect(error.message).toContain(`Warehouse statement 1 (insert the versions of star.dim_person) failed: `);
    expect(error.message).toContain(`SQLSTATE ${sqlState}`);
  });
});

test.each([
  ['22001', `INSERT INTO person VALUES ('${value}, Jane', 46, 1)`, 'a text is longer than its column of 9 bytes'],
  ['22012', 'SELECT age / (age - age) FROM person', 'a division by zero'],
  ['23502', `INSERT INTO person VALUES ('Jane', 46, NULL)`, 'a NULL where none may be'],
  ['23505', `INSERT INTO person VALUES ('${value}', 46, 1)`, 'a row that must be unique exists twice'],
  ['23514', `INSERT INTO person VALUES ('Jane', -46, 1)`, 'a row breaks a CHECK of its table'],
  ['42P01', 'SELECT * FROM star.dim_persom', 'there is no such table: star.dim_persom'],
  ['42703', 'SELECT nom FROM person', 'there is no such column: nom'],
])('the error of the engine says what is wrong: %s', async (sqlState, statement, told) => {
  const error = await failureOf(statement);
  expect(error.message).toContain(`failed: ${told} (SQLSTATE ${sqlState}) [`);
  expect(shown(error)).not.toContain(value);
});
