import { inspect } from 'node:util';
import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { describe, expect, it } from 'vitest';
import {
  createWarehouseSql,
  type RedshiftDataSender,
  StatementRunsOnError,
  WarehouseStatementError,
} from '../../lambdas/shared/warehouse-sql.ts';

const place = { workgroupName: 'medstream', database: 'medstream' };

/** A client that answers each command by its class and keeps what it was sent. */
function recordingClient(answer: (command: object) => object): {
  readonly client: RedshiftDataSender;
  readonly sent: object[];
} {
  const sent: object[] = [];
  const send = async (command: object): Promise<object> => {
    sent.push(command);
    return { $metadata: {}, ...answer(command) };
  };
  return { client: { send } as RedshiftDataSender, sent };
}

/** The error of a batch of the statements `one`, `two` and `three` that ends as the parts or the state say. */
async function failing({
  sql: text = 'SELECT 1',
  parts,
  state = { Status: 'FAILED', Error: 'ERROR', SubStatements: parts },
}: {
  readonly sql?: string;
  readonly parts?: readonly object[];
  readonly state?: object;
}): Promise<{ readonly error: WarehouseStatementError }> {
  const { client } = recordingClient((command) =>
    command instanceof BatchExecuteStatementCommand ? { Id: 'q' } : state,
  );
  const statements = ['one', 'two', 'three'].map((name) => ({ name, sql: text }));
  const error = await createWarehouseSql({ client, ...place })
    .batch({ statements })
    .catch((caught: unknown) => caught);
  if (!(error instanceof WarehouseStatementError)) throw error;
  return { error };
}

describe('createWarehouseSql', () => {
  it('takes the SDK client without a cast', () => {
    const client = new RedshiftDataClient({ region: 'eu-west-1' });
    expect(typeof createWarehouseSql({ client, ...place }).batch).toBe('function');
    client.destroy();
  });

  it('names a query, and stops waiting for it when the caller has no more time', async () => {
    let remainingMs = 9500;
    const { client, sent } = recordingClient((command) => {
      if (command instanceof DescribeStatementCommand) remainingMs -= 6000;
      return command instanceof ExecuteStatementCommand ? { Id: 'q' } : { Status: 'STARTED' };
    });
    const sql = createWarehouseSql({ client, ...place, pollSeconds: 7 });
    const asked = sql.query('SELECT 1', {}, { name: 'check star.x', remainingMs: () => remainingMs });
    await expect(asked).rejects.toThrow(StatementRunsOnError);
    await expect(asked).rejects.toThrow('check star.x did not end in time [Data API statement q]');
    const waits = sent.map((command) => (command as DescribeStatementCommand).input.WaitTimeSeconds);
    expect(waits).toEqual([7, 7, 3]);
    expect((sent[0] as ExecuteStatementCommand).input.StatementName).toBe('check star.x');
  });

  it('waits through every state before the end and passes token, name and parameters on', async () => {
    const states = ['SUBMITTED', 'PICKED', 'STARTED', 'FINISHED'];
    const { client, sent } = recordingClient((command) =>
      command instanceof BatchExecuteStatementCommand ? { Id: 'q' } : { Status: states.shift() },
    );
    const sql = createWarehouseSql({ client, ...place, pollSeconds: 7 });
    await sql.batch({
      statements: [{ name: 'first', sql: 'SELECT :a' }],
      parameters: { a: '1' },
      clientToken: 'token',
      statementName: 'load',
    });
    const [submit, ...polls] = sent;
    expect((submit as BatchExecuteStatementCommand).input).toEqual({
      WorkgroupName: 'medstream',
      Database: 'medstream',
      WaitTimeSeconds: 7,
      Sqls: ['SELECT :a'],
      Parameters: [{ name: 'a', value: '1' }],
      ClientToken: 'token',
      StatementName: 'load',
    });
    expect(polls).toHaveLength(4);
    expect((polls[0] as DescribeStatementCommand).input).toEqual({ Id: 'q', WaitTimeSeconds: 7 });
  });

  it('logs in with a secret only where it is given one', async () => {
    const { client, sent } = recordingClient((command) =>
      command instanceof GetStatementResultCommand ? { Records: [] } : { Id: 'q', Status: 'FINISHED' },
    );
    const sql = createWarehouseSql({ client, ...place, secretArn: 'arn:aws:secretsmanager:eu-west-1:1:secret:admin' });
    await sql.batch({ statements: [{ name: 'one', sql: 'SELECT 1' }] });
    await sql.query('SELECT 1');
    const submitted = sent.filter(
      (command) => command instanceof BatchExecuteStatementCommand || command instanceof ExecuteStatementCommand,
    );
    expect(submitted.map(({ input }) => input.SecretArn)).toEqual([
      'arn:aws:secretsmanager:eu-west-1:1:secret:admin',
      'arn:aws:secretsmanager:eu-west-1:1:secret:admin',
    ]);
    sent.length = 0;
    await createWarehouseSql({ client, ...place }).query('SELECT 1');
    expect((sent[0] as ExecuteStatementCommand).input).not.toHaveProperty('SecretArn');
  });

  it('a failing batch names its statement and its place, and keeps the database’s words to itself', async () => {
    const said = 'ERROR: invalid input syntax for type integer: "Jane Doe"';
    const { error } = await failing({ parts: [{}, { Status: 'FAILED', Error: said }, { Status: 'ABORTED' }] });
    expect(error).toBeInstanceOf(WarehouseStatementError);
    expect(error).toMatchObject({ statement: 'two', index: 1, sqlState: '22P02', databaseError: said });
    expect(error.message).toBe(
      'Warehouse statement 2 (two) failed: a text is no value of the type it is cast to (SQLSTATE 22P02) [Data API statement q]',
    );
    expect([inspect(error), JSON.stringify(error), error.stack].join()).not.toContain('Jane');
  });

  it('an aborted batch fails too, without a statement to blame', async () => {
    const { error } = await failing({ state: { Status: 'ABORTED' } });
    expect(error).toMatchObject({ statement: undefined, databaseError: 'status ABORTED' });
    expect(error.message).toBe('The warehouse batch failed: it was stopped before its end [Data API statement q]');
  });

  it.each([
    ['ERROR: division by zero', 'a division by zero (SQLSTATE 22012)'],
    [
      "ERROR: Invalid digit, Value 'J', Pos 0, Type: Integer Detail: error: Invalid digit code: 1207 context: Jane Doe",
      'a text is no value of the type it is cast to (SQLSTATE 22P02)',
    ],
    [
      'ERROR: Value too long for character type Detail: code: 8001 context: Value too long for type character varying(768)',
      'a text is longer than its column of 768 bytes (SQLSTATE 22001)',
    ],
    [
      'ERROR: 1023 Detail: Serializable isolation violation on table - 1256109, transactions forming the cycle are: 1, 2',
      'another transaction changed the same tables (SQLSTATE 40001)',
    ],
    [
      'ERROR: relation "star.dim_patient" does not exist [ErrorId: 1-68f7ff75-672e60d16356d0f719974665]',
      'there is no such table: star.dim_patient (SQLSTATE 42P01)',
    ],
    ['ERROR: relation "jane_doe" does not exist', 'there is no such table (SQLSTATE 42P01)'],
    [
      "ERROR: Load into table 'patient' failed. Check 'sys_load_error_detail' system table for details.",
      'a file could not be loaded; sys_load_error_detail says where',
    ],
    ['ERROR: something about Jane Doe [SQLSTATE XX000]', 'SQLSTATE XX000'],
  ])('says in our own words what is wrong: %s', async (said, told) => {
    const { error } = await failing({
      sql: 'SELECT * FROM star.dim_patient',
      parts: [{}, { Status: 'FAILED', Error: said }],
    });
    const ids = said.includes('ErrorId') ? 'q, ErrorId 1-68f7ff75-672e60d16356d0f719974665' : 'q';
    expect(error.message).toBe(`Warehouse statement 2 (two) failed: ${told} [Data API statement ${ids}]`);
  });

  it('leaves out what nobody has described, even when it looks like an SQLSTATE or a name', async () => {
    for (const said of ['ERROR: Jane Doe', 'ERROR: no such thing: "SQLSTATE 02139"']) {
      const { error } = await failing({ parts: [{}, { Status: 'FAILED', Error: said }] });
      expect(error.message).toBe(
        'Warehouse statement 2 (two) failed; what the database said may quote data and is left out [Data API statement q]',
      );
    }
  });

  it.each([
    ['invariant I1 of star.dim_patient broken', true],
    ['invariant I12 of staging broken, rows of patient: 17', true],
    ['invariant I1 of star.jane_doe broken', false],
    ['invariant I7 of star.dim_patient broken', false],
    ['invariant I12 of staging broken, rows of jane: 17', false],
  ])('names a broken invariant only in words of the statement: %s', async (said, isOurs) => {
    const sql = `-- check star.dim_patient
SELECT CAST('invariant ' || MIN('I1 of star.dim_patient') || ' broken' AS INTEGER), 'invariant I12 of staging', 'patient'`;
    // Redshift quotes the text that a cast refuses behind the word context.
    const texts = [
      `ERROR: Invalid digit, Value 'i', Pos 0, Type: Integer Detail: code: 1207 context: ${said} query: 12`,
      `ERROR: invalid input syntax for type integer: "${said}" [SQLSTATE 22P02]`,
    ];
    for (const text of texts) {
      const { error } = await failing({ sql, parts: [{}, { Status: 'FAILED', Error: text }] });
      expect(error.message.includes(said)).toBe(isOurs);
      expect(error.message.includes('22P02')).toBe(!isOurs);
    }
  });

  it('a batch that the Data API would not take is not sent, and the error says which limit', async () => {
    const many = Array.from({ length: 48 }, (_, index) => ({ name: `s${index}`, sql: 'SELECT 1' }));
    const long = [{ name: 'insert rows', sql: 'x'.repeat(200 * 1024 + 1) }];
    const { client, sent } = recordingClient(() => ({ Id: 'q' }));
    const sql = createWarehouseSql({ client, ...place });
    await expect(sql.batch({ statements: many, statementName: 'load encounter' })).rejects.toThrow(
      'the batch load encounter has 48 statements; the Redshift Data API takes up to 40 in one transaction',
    );
    await expect(sql.batch({ statements: long })).rejects.toThrow(
      'statement "insert rows" of the batch that begins with "insert rows" has 204801 bytes; the Redshift Data API takes up to 204800',
    );
    expect(sent).toEqual([]);
  });

  it('what the service refuses is told by its name and status', async () => {
    const refused = Object.assign(new Error('Parameter "Jane Doe" is invalid'), {
      name: 'ValidationException',
      $metadata: { httpStatusCode: 400 },
    });
    const { client } = recordingClient(() => {
      throw refused;
    });
    const sql = createWarehouseSql({ client, ...place });
    await expect(sql.query('SELECT 1')).rejects.toMatchObject({
      name: 'WarehouseServiceError',
      message: 'The Redshift Data API did not take a query (ValidationException, HTTP 400)',
      cause: refused,
    });
  });

  it('reads every page and every kind of value', async () => {
    const { client } = recordingClient((command) => {
      if (command instanceof ExecuteStatementCommand) return { Id: 'q' };
      if (command instanceof DescribeStatementCommand) return { Status: 'FINISHED', HasResultSet: true };
      const first = (command as GetStatementResultCommand).input.NextToken === undefined;
      const ColumnMetadata = ['s', 'l', 'd', 'b', 'n', 'big'].map((name) => ({ name }));
      // The SDK's JSON codec gives a bigint for an integer that a number cannot hold.
      const big = { longValue: 1152921504606846975n };
      const record = [
        { stringValue: first ? '1.10' : '' },
        { longValue: 0 },
        { doubleValue: 0.5 },
        { booleanValue: false },
        { isNull: true },
        big,
      ];
      return { ColumnMetadata, Records: [record], ...(first ? { NextToken: 'more' } : {}) };
    });
    const row = { l: 0, d: 0.5, b: false, n: null, big: '1152921504606846975' };
    expect(await createWarehouseSql({ client, ...place }).query('SELECT 1')).toEqual([
      { s: '1.10', ...row },
      { s: '', ...row },
    ]);
  });

  it('a statement without a result set gives no rows', async () => {
    const { client, sent } = recordingClient((command) =>
      command instanceof ExecuteStatementCommand ? { Id: 'q' } : { Status: 'FINISHED', HasResultSet: false },
    );
    expect(await createWarehouseSql({ client, ...place }).query('DELETE FROM t')).toEqual([]);
    expect(sent.some((command) => command instanceof GetStatementResultCommand)).toBe(false);
  });
});
