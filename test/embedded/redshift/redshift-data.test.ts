import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
} from '@aws-sdk/client-redshift-data';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EmbeddedRedshiftData, resultPageRows } from '../../../embedded/redshift/redshift-data.ts';
import { createWarehouseSql, type WarehouseSql } from '../../../lambdas/shared/warehouse-sql.ts';
import { openTemporaryWarehouse, type TemporaryWarehouse } from './warehouse-fixture.ts';

const place = { WorkgroupName: 'medstream', Database: 'medstream', WaitTimeSeconds: 30 };

describe('EmbeddedRedshiftData', () => {
  let warehouse: TemporaryWarehouse;
  let client: EmbeddedRedshiftData;
  let sql: WarehouseSql;

  beforeAll(async () => {
    warehouse = await openTemporaryWarehouse();
    client = new EmbeddedRedshiftData({ engine: warehouse.engine, resolveObject: () => '', listPrefix: () => [] });
    sql = createWarehouseSql({ client, workgroupName: 'medstream', database: 'medstream' });
  });
  beforeEach(async () =>
    warehouse.engine.exec('DROP TABLE IF EXISTS t; CREATE TABLE t (a INTEGER PRIMARY KEY, b VARCHAR(50))'),
  );
  afterAll(async () => warehouse.remove());

  const batch = (Sqls: string[], more: object = {}) =>
    client.send(new BatchExecuteStatementCommand({ ...place, Sqls, ...more }));
  const describeStatement = (Id: string | undefined) =>
    client.send(new DescribeStatementCommand({ Id, WaitTimeSeconds: 30 }));
  const count = async (): Promise<unknown> => (await sql.query('SELECT COUNT(*) AS n FROM t'))[0]?.n;

  it('runs the SCD2 idiom of one batch: temp tables, update from, delete using, all or nothing', async () => {
    await sql.batch({
      statements: [
        { name: 'fill', sql: "INSERT INTO t SELECT 1, 'one'; " },
        { name: 'keys', sql: 'CREATE TEMP TABLE tmp_key DISTKEY (a) AS SELECT a FROM t' },
        { name: 'lock', sql: 'LOCK TABLE t' },
        { name: 'update', sql: "UPDATE t SET b = NVL(NULL, 'two') FROM tmp_key k WHERE t.a = k.a" },
        {
          name: 'insert',
          sql: "INSERT INTO t SELECT a + 1, TO_CHAR(CAST('2020-01-02' AS TIMESTAMP), 'YYYYMMDDHH24MISSUS') FROM tmp_key",
        },
      ],
    });
    expect(await sql.query('SELECT a, b FROM t ORDER BY a')).toEqual([
      { a: 1, b: 'two' },
      { a: 2, b: '20200102000000000000' },
    ]);
    await expect(sql.query('SELECT * FROM tmp_key')).rejects.toThrow(/there is no such table: tmp_key/);
  });

  it('a failing statement rolls the batch back and is named, in the manner of the Data API', async () => {
    const { Id } = await batch(["INSERT INTO t VALUES (1, 'x')", 'SELECT 1 / 0 AS ok', 'DELETE FROM t']);
    const state = await describeStatement(Id);
    expect(state).toMatchObject({
      Status: 'FAILED',
      Error: 'Query #2 failed with ERROR: division by zero [SQLSTATE 22012]',
    });
    expect(
      state.SubStatements?.map(({ Id: part, Status, ResultRows, Error: text }) => [part, Status, ResultRows, text]),
    ).toEqual([
      [`${Id}:1`, 'FINISHED', 1, undefined],
      [`${Id}:2`, 'FAILED', -1, 'ERROR: division by zero [SQLSTATE 22012]'],
      [`${Id}:3`, 'ABORTED', -1, undefined],
    ]);
    expect(await count()).toBe(0);
  });

  it('AUTO_COMMIT keeps what succeeded before and after a failure', async () => {
    const { Id } = await batch(
      ["INSERT INTO t VALUES (1, 'x')", 'SELECT 1 / 0 AS ok', "INSERT INTO t VALUES (2, 'y')"],
      {
        ExecutionMode: 'AUTO_COMMIT',
      },
    );
    expect(await describeStatement(Id)).toMatchObject({
      Status: 'FAILED',
      Error: 'Query #2 failed with ERROR: division by zero [SQLSTATE 22012]',
    });
    expect(await count()).toBe(2);
  });

  it('the same ClientToken runs once and gives the same Id', async () => {
    const first = await batch(["INSERT INTO t VALUES (1, 'x')"], { ClientToken: 'load-1' });
    const second = await batch(["INSERT INTO t VALUES (1, 'x')"], { ClientToken: 'load-1' });
    expect(second.Id).toBe(first.Id);
    expect(await describeStatement(first.Id)).toMatchObject({ Status: 'FINISHED' });
    expect(await count()).toBe(1);
  });

  it('without WaitTimeSeconds a statement is submitted and answered at once', async () => {
    const { WorkgroupName, Database } = place;
    const submitted = await client.send(
      new ExecuteStatementCommand({ WorkgroupName, Database, Sql: 'SELECT 1 AS one' }),
    );
    expect(['SUBMITTED', 'STARTED']).toContain(submitted.Status);
    expect(await describeStatement(submitted.Id)).toMatchObject({
      Status: 'FINISHED',
      HasResultSet: true,
      ResultRows: 1,
    });
  });

  it('parameters are values: never code, and never inside strings, comments or casts', async () => {
    const rows = await sql.query(
      "SELECT :a AS x, ':a' AS y, 1::int /* :a */ AS z, CAST(:n AS INTEGER) + 1 AS n FROM t RIGHT JOIN (SELECT 1 AS one) o ON a = :n",
      {
        a: "'; DROP TABLE t; --",
        n: '41',
      },
    );
    expect(rows).toEqual([{ x: "'; DROP TABLE t; --", y: ':a', z: 1, n: 42 }]);
    expect(await count()).toBe(0);
  });

  it.each<[string, object]>([
    ['unused parameter', { Sqls: ['SELECT 1'], Parameters: [{ name: 'a', value: '1' }] }],
    ['parameter only in a string', { Sqls: ["SELECT ':a'"], Parameters: [{ name: 'a', value: '1' }] }],
    ['empty parameter', { Sqls: ['SELECT :a'], Parameters: [{ name: 'a', value: '' }] }],
    ['missing parameter', { Sqls: ['SELECT :a'] }],
    [
      'parameter given twice',
      {
        Sqls: ['SELECT :a'],
        Parameters: [
          { name: 'a', value: '1' },
          { name: 'a', value: '2' },
        ],
      },
    ],
    ['no statement', { Sqls: [] }],
    ['41 statements', { Sqls: Array.from({ length: 41 }, () => 'SELECT 1') }],
    ['201 KB', { Sqls: [`SELECT '${'x'.repeat(201 * 1024)}'`] }],
    ['two statements in one', { Sqls: ['SELECT 1; SELECT 2'] }],
    ['an empty statement', { Sqls: [' -- nothing'] }],
    ['no database', { Sqls: ['SELECT 1'], Database: undefined }],
    ['a session', { Sqls: ['SELECT 1'], SessionKeepAliveSeconds: 60 }],
    ['a long token', { Sqls: ['SELECT 1'], ClientToken: 'x'.repeat(65) }],
  ])('rejects before running anything: %s', async (_name, input) => {
    await expect(client.send(new BatchExecuteStatementCommand({ ...place, Sqls: [], ...input }))).rejects.toMatchObject(
      {
        name: 'ValidationException',
      },
    );
  });

  it('40 statements and 200 KB are taken', async () => {
    const long = `SELECT '${'x'.repeat(200 * 1024 - 9)}'`;
    expect(await batch([long, ...Array.from({ length: 39 }, () => 'SELECT 1')])).toMatchObject({ Status: 'FINISHED' });
  });

  it.each([
    ['TRUNCATE t', /write DELETE FROM/],
    ['truncate table t', /write DELETE FROM/],
    ['COMMIT', /transaction control/],
    ['SELEC 1', /syntax error/],
  ])('%s ends as FAILED with a text, not as an exception', async (statement, text) => {
    const { Id } = await batch([statement]);
    const state = await describeStatement(Id);
    expect(state.Status).toBe('FAILED');
    expect(state.Error).toMatch(text);
  });

  it('an error is in the database’s own words, as on AWS, with its SQLSTATE behind them', async () => {
    const { Id } = await batch(["SELECT CAST('Jane Doe' AS INTEGER)"]);
    expect((await describeStatement(Id)).Error).toBe(
      'Query #1 failed with ERROR: invalid input syntax for type integer: "Jane Doe" [SQLSTATE 22P02]',
    );
  });

  it('what the twin refuses itself says so', async () => {
    const { Id } = await batch(['COMMIT']);
    expect((await describeStatement(Id)).Error).toMatch(/^Query #1 failed with ERROR: medstream: COMMIT: a batch is/);
  });

  it('gives fields in the shapes of the Data API', async () => {
    const { Id } = await client.send(
      new ExecuteStatementCommand({
        ...place,
        Sql: `SELECT 1 AS i, CAST(2 AS BIGINT) AS l, CAST(1152921504606846975 AS BIGINT) AS big, CAST(1.10 AS DECIMAL(9,2)) AS n, 0.5::float8 AS d,
          TRUE AS b, NULL AS nothing, '' AS empty, CAST('2020-01-01' AS TIMESTAMP) AS at, CAST('2020-01-01' AS DATE) AS day, JSON_PARSE('{"a":1}') AS s, 1 AS i`,
      }),
    );
    const result = await client.send(new GetStatementResultCommand({ Id }));
    expect(result.Records).toEqual([
      [
        { longValue: 1 },
        { longValue: 2 },
        { stringValue: '1152921504606846975' },
        { stringValue: '1.10' },
        { doubleValue: 0.5 },
        { booleanValue: true },
        { isNull: true },
        { stringValue: '' },
        { stringValue: '2020-01-01 00:00:00' },
        { stringValue: '2020-01-01' },
        { stringValue: '{"a": 1}' },
        { longValue: 1 },
      ],
    ]);
    expect(result.ColumnMetadata?.map(({ name, typeName }) => `${name} ${typeName}`)).toEqual([
      'i int4',
      'l int8',
      'big int8',
      'n numeric',
      'd float8',
      'b bool',
      'nothing varchar',
      'empty varchar',
      'at timestamp',
      'day date',
      's super',
      'i int4',
    ]);
  });

  it('a long result comes in pages, whole and in order', async () => {
    const rows = 2 * resultPageRows + 1;
    await warehouse.engine.exec(`INSERT INTO t SELECT i, 'x' FROM generate_series(1, ${rows}) i`);
    const all = await sql.query('SELECT a FROM t ORDER BY a');
    expect(all.map(({ a }) => a)).toEqual(Array.from({ length: rows }, (_, index) => index + 1));
  });

  it('each statement of a batch has a result of its own', async () => {
    const { Id } = await batch(['SELECT 1 AS one', 'DELETE FROM t', 'SELECT 2 AS two']);
    expect((await client.send(new GetStatementResultCommand({ Id: `${Id}:3` }))).Records).toEqual([[{ longValue: 2 }]]);
    await expect(client.send(new GetStatementResultCommand({ Id: `${Id}:2` }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(client.send(new GetStatementResultCommand({ Id }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(client.send(new DescribeStatementCommand({ Id: 'nobody' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('submissions at the same time do not mix', async () => {
    const states = await Promise.all(
      Array.from({ length: 5 }, (_, at) =>
        batch([`CREATE TEMP TABLE mine AS SELECT ${at} AS a`, 'INSERT INTO t SELECT a, NULL FROM mine']),
      ),
    );
    expect(states.map(({ Status }) => Status)).toEqual(Array.from({ length: 5 }, () => 'FINISHED'));
    expect(await count()).toBe(5);
  });
});
