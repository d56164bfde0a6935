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

describe('createWarehouseSql', () => {
  it('takes the SDK client without a cast', () => {
    const client = new RedshiftDataClient({ region: 'eu-west-1' });
    expect(typeof createWarehouseSql({ client, ...place }).batch).toBe('function');
    client.destroy();
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

  it('a failing batch names its statement, its place and the database’s words', async () => {
    const { client } = recordingClient((command) =>
      command instanceof BatchExecuteStatementCommand
        ? { Id: 'q' }
        : {
            Status: 'FAILED',
            Error: 'Query #2 failed with ERROR: division by zero',
            SubStatements: [
              { Status: 'FINISHED' },
              { Status: 'FAILED', Error: 'ERROR: division by zero' },
              { Status: 'ABORTED' },
            ],
          },
    );
    const sql = createWarehouseSql({ client, ...place });
    const statements = ['one', 'two', 'three'].map((name) => ({ name, sql: 'SELECT 1' }));
    const error = await sql.batch({ statements }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(WarehouseStatementError);
    expect(error).toMatchObject({ statement: 'two', index: 1, databaseError: 'ERROR: division by zero' });
    expect(String(error)).toBe('WarehouseStatementError: Warehouse statement 2 (two) failed: ERROR: division by zero');
  });

  it('an aborted batch fails too, without a statement to blame', async () => {
    const { client } = recordingClient((command) =>
      command instanceof BatchExecuteStatementCommand ? { Id: 'q' } : { Status: 'ABORTED' },
    );
    await expect(
      createWarehouseSql({ client, ...place }).batch({ statements: [{ name: 'one', sql: 'SELECT 1' }] }),
    ).rejects.toMatchObject({
      statement: undefined,
      databaseError: 'status ABORTED',
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
