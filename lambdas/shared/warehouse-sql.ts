import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandOutput,
  DescribeStatementCommand,
  type DescribeStatementCommandOutput,
  ExecuteStatementCommand,
  type ExecuteStatementCommandOutput,
  type Field,
  GetStatementResultCommand,
  type GetStatementResultCommandOutput,
} from '@aws-sdk/client-redshift-data';

/** What the adapter needs of a Redshift Data API client: the SDK's client and the embedded twin both fit. */
export interface RedshiftDataSender {
  send(command: ExecuteStatementCommand): Promise<ExecuteStatementCommandOutput>;
  send(command: BatchExecuteStatementCommand): Promise<BatchExecuteStatementCommandOutput>;
  send(command: DescribeStatementCommand): Promise<DescribeStatementCommandOutput>;
  send(command: GetStatementResultCommand): Promise<GetStatementResultCommandOutput>;
}

/** A statement and the name it goes by in errors, e.g. `star/dim_patient: close versions`. */
export interface NamedStatement {
  readonly name: string;
  readonly sql: string;
}

/** Values for `:name` in the SQL. The Data API passes strings only, never NULL and never an empty string. */
export type StatementParameters = Readonly<Record<string, string>>;

/** A value of a result row. Exact decimals, dates, timestamps and integers beyond 2^53 are strings. */
export type SqlValue = string | number | boolean | null;

export interface StatementBatch {
  /** Run in this order as one transaction; up to 40 (https://docs.aws.amazon.com/redshift/latest/mgmt/data-api.html). */
  readonly statements: readonly NamedStatement[];
  readonly parameters?: StatementParameters;
  /** The same token within 8 hours is the same batch: it runs once. 1 to 64 characters. */
  readonly clientToken?: string;
  /** Shown in the service's lists and events. */
  readonly statementName?: string;
}

export interface WarehouseSql {
  /**
   * Runs the statements in one transaction and waits for the end.
   * @throws WarehouseStatementError when one fails: nothing of the batch remains
   */
  batch(batch: StatementBatch): Promise<void>;
  /**
   * Runs one query and gives all its rows, by column name.
   * @throws WarehouseStatementError when it fails
   */
  query(sql: string, parameters?: StatementParameters): Promise<Record<string, SqlValue>[]>;
}

export interface WarehouseSqlOptions {
  readonly client: RedshiftDataSender;
  readonly workgroupName: string;
  readonly database: string;
  /** Secret with the user name and password to log in with; without it the caller's IAM identity is the user. */
  readonly secretArn?: string | undefined;
  /** Longest wait per status request, 1 to 30 s; the request returns as soon as the statement ends. Default 20. */
  readonly pollSeconds?: number;
}

/** A statement that the database refused, or a batch that ended without having run. */
export class WarehouseStatementError extends Error {
  override readonly name = 'WarehouseStatementError';
  /** Name of the failing statement; undefined when the service names none. */
  readonly statement: string | undefined;
  /** Its place in the batch, from 0; undefined when the service names none. */
  readonly index: number | undefined;
  /** What the database said. */
  readonly databaseError: string;

  constructor(statement: string | undefined, index: number | undefined, databaseError: string) {
    const place =
      statement === undefined ? 'The warehouse batch' : `Warehouse statement ${(index ?? 0) + 1} (${statement})`;
    super(`${place} failed: ${databaseError}`);
    this.statement = statement;
    this.index = index;
    this.databaseError = databaseError;
  }
}

const defaultPollSeconds = 20;

/**
 * The warehouse as the Lambda functions see it, over the Redshift Data API: submit, wait, read every page.
 */
export function createWarehouseSql(options: WarehouseSqlOptions): WarehouseSql {
  const { client, workgroupName, database, secretArn, pollSeconds = defaultPollSeconds } = options;
  const connection = {
    WorkgroupName: workgroupName,
    Database: database,
    WaitTimeSeconds: pollSeconds,
    ...(secretArn === undefined ? {} : { SecretArn: secretArn }),
  };

  const waitForEnd = async (id: string): Promise<DescribeStatementCommandOutput> => {
    for (;;) {
      const state = await client.send(new DescribeStatementCommand({ Id: id, WaitTimeSeconds: pollSeconds }));
      if (state.Status === 'FINISHED' || state.Status === 'FAILED' || state.Status === 'ABORTED') return state;
    }
  };

  return {
    batch: async ({ statements, parameters, clientToken, statementName }) => {
      const submitted = await client.send(
        new BatchExecuteStatementCommand({
          ...connection,
          Sqls: statements.map(({ sql }) => sql),
          ...parameterList(parameters),
          ...(clientToken === undefined ? {} : { ClientToken: clientToken }),
          ...(statementName === undefined ? {} : { StatementName: statementName }),
        }),
      );
      const state = await waitForEnd(idOf(submitted));
      if (state.Status !== 'FINISHED') throw batchError(state, statements);
    },
    query: async (sql, parameters) => {
      const submitted = await client.send(
        new ExecuteStatementCommand({ ...connection, Sql: sql, ...parameterList(parameters) }),
      );
      const id = idOf(submitted);
      const state = await waitForEnd(id);
      if (state.Status !== 'FINISHED')
        throw new WarehouseStatementError('query', 0, state.Error ?? `status ${state.Status}`);
      return state.HasResultSet === false ? [] : readRows(client, id);
    },
  };
}

function idOf({ Id }: { readonly Id?: string | undefined }): string {
  if (Id === undefined) throw new Error('The Redshift Data API accepted a statement without giving it an Id.');
  return Id;
}

function parameterList(parameters: StatementParameters = {}): { Parameters?: { name: string; value: string }[] } {
  const list = Object.entries(parameters).map(([name, value]) => ({ name, value }));
  return list.length === 0 ? {} : { Parameters: list };
}

function batchError(
  state: DescribeStatementCommandOutput,
  statements: readonly NamedStatement[],
): WarehouseStatementError {
  const parts = state.SubStatements ?? [];
  const index = parts.findIndex(({ Status }) => Status === 'FAILED');
  const text = (index === -1 ? undefined : parts[index]?.Error) ?? state.Error ?? `status ${state.Status}`;
  return index === -1
    ? new WarehouseStatementError(undefined, undefined, text)
    : new WarehouseStatementError(statements[index]?.name, index, text);
}

async function readRows(client: RedshiftDataSender, id: string): Promise<Record<string, SqlValue>[]> {
  const rows: Record<string, SqlValue>[] = [];
  let token: string | undefined;
  let names: string[] = [];
  do {
    const page = await client.send(
      new GetStatementResultCommand({ Id: id, ...(token === undefined ? {} : { NextToken: token }) }),
    );
    if (names.length === 0) names = (page.ColumnMetadata ?? []).map(({ name, label }) => name ?? label ?? '');
    for (const record of page.Records ?? []) {
      rows.push(Object.fromEntries(record.map((field, at) => [names[at] ?? '', sqlValue(field)])));
    }
    token = page.NextToken;
  } while (token !== undefined && token !== '');
  return rows;
}

/** The SDK types longValue as a number but gives a bigint when a number would lose digits. */
function sqlValue(field: Field): SqlValue {
  if (field.stringValue !== undefined) return field.stringValue;
  if (field.longValue !== undefined)
    return Number.isSafeInteger(field.longValue) ? field.longValue : String(field.longValue);
  if (field.doubleValue !== undefined) return field.doubleValue;
  if (field.booleanValue !== undefined) return field.booleanValue;
  return null;
}
