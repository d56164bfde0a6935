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
import { errorName, SafeError } from '../../domain/safe-error.ts';
import { dataApiLimits } from './data-api-limits.ts';
import { type DatabaseFault, readDatabaseError } from './database-error.ts';
import { httpStatusOf } from './object-store.ts';

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
   * @throws SafeError that names batch and limit when the Data API would not take it, WarehouseServiceError when it did not
   */
  batch(batch: StatementBatch): Promise<void>;
  /**
   * Runs one query and gives all its rows, by column name.
   * @throws WarehouseStatementError when it fails, WarehouseServiceError when the Data API did not take it,
   *   StatementRunsOnError when it took longer than the caller waits
   */
  query(sql: string, parameters?: StatementParameters, options?: QueryOptions): Promise<Record<string, SqlValue>[]>;
}

export interface QueryOptions {
  /** Its name in errors, and in the service's lists and events. */
  readonly name?: string;
  /** How long the caller still waits, ms; without it as long as the query takes. */
  readonly remainingMs?: () => number;
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

/** Where and how a statement failed. */
export interface FailedStatement {
  /** Its name; undefined when the service names none. */
  readonly name: string | undefined;
  /** Its place in the batch, from 0; undefined when the service names none. */
  readonly index: number | undefined;
  /** Its SQL, without the values of parameters. */
  readonly sql: string;
  /** The Data API's id of the submission. */
  readonly submissionId: string;
  /** What the database said. */
  readonly databaseError: string;
}

/**
 * A statement that the database refused, or a batch that ended without having run. The message says which one, with the
 * SQLSTATE, a reason in our words, or the check that failed. The database's own words may quote a record: they stay in
 * `databaseError`, which neither a logger nor the console shows.
 */
export class WarehouseStatementError extends SafeError {
  override readonly name = 'WarehouseStatementError';
  readonly statement: string | undefined;
  readonly index: number | undefined;
  readonly sqlState: string | undefined;
  /** What may be said of the error, in our words; undefined for a text that nobody has described. */
  readonly reason: string | undefined;
  /** A check of the load found rows that contradict each other. */
  readonly isBrokenCheck: boolean;
  /** Not enumerable: for a debugger and for tests. */
  declare readonly databaseError: string;

  constructor({ name, index, sql, submissionId, databaseError }: FailedStatement) {
    const fault = readDatabaseError(databaseError, sql);
    const place = name === undefined ? 'The warehouse batch' : `Warehouse statement ${(index ?? 0) + 1} (${name})`;
    super(`${place} failed${reasonOf(fault)} [${idsOf(submissionId, fault)}]`);
    this.statement = name;
    this.index = index;
    this.sqlState = fault.sqlState;
    this.reason = fault.reason;
    this.isBrokenCheck = fault.isBrokenCheck;
    Object.defineProperty(this, 'databaseError', { value: databaseError, enumerable: false });
  }
}

/** Nobody waits for a statement any more. It goes on in the warehouse, which ends it at the latest after its own limit. */
export class StatementRunsOnError extends SafeError {
  override readonly name = 'StatementRunsOnError';

  constructor(statement: string, submissionId: string) {
    super(`Warehouse statement ${statement} did not end in time [Data API statement ${submissionId}]`);
  }
}

function reasonOf({ reason, sqlState }: DatabaseFault): string {
  const state = sqlState === undefined ? '' : `SQLSTATE ${sqlState}`;
  if (reason !== undefined) return `: ${reason}${state === '' ? '' : ` (${state})`}`;
  return state === '' ? '; what the database said may quote data and is left out' : `: ${state}`;
}

/** By which the operator of a stage finds the whole text. */
function idsOf(submissionId: string, { errorId }: DatabaseFault): string {
  return `Data API statement ${submissionId}${errorId === undefined ? '' : `, ErrorId ${errorId}`}`;
}

/** The Data API did not take a request, or did not answer. Its cause is the client's error, whose text is not ours. */
export class WarehouseServiceError extends SafeError {
  override readonly name = 'WarehouseServiceError';

  constructor(what: string, cause: unknown) {
    super(`The Redshift Data API did not take ${what} (${errorName(cause)}${statusOf(cause)})`, { cause });
  }
}

function statusOf(error: unknown): string {
  const status = httpStatusOf(error);
  return status === undefined ? '' : `, HTTP ${status}`;
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

  const secondsToWait = (remainingMs: number) => Math.min(pollSeconds, Math.floor(remainingMs / 1000));

  const waitForEnd = async (
    id: string,
    { name = 'query', remainingMs = () => Number.POSITIVE_INFINITY }: QueryOptions = {},
  ): Promise<DescribeStatementCommandOutput> => {
    for (;;) {
      const waitSeconds = secondsToWait(remainingMs());
      if (waitSeconds < 1) throw new StatementRunsOnError(name, id);
      const command = new DescribeStatementCommand({ Id: id, WaitTimeSeconds: waitSeconds });
      const state = await sent(`the question how statement ${id} does`, () => client.send(command));
      if (state.Status === 'FINISHED' || state.Status === 'FAILED' || state.Status === 'ABORTED') return state;
    }
  };

  return {
    batch: async ({ statements, parameters, clientToken, statementName }) => {
      const batchName = `the batch ${statementName ?? `that begins with "${statements[0]?.name}"`}`;
      requireWithinLimits(batchName, statements);
      const command = new BatchExecuteStatementCommand({
        ...connection,
        Sqls: statements.map(({ sql }) => sql),
        ...parameterList(parameters),
        ...(clientToken === undefined ? {} : { ClientToken: clientToken }),
        ...(statementName === undefined ? {} : { StatementName: statementName }),
      });
      const id = idOf(await sent(batchName, () => client.send(command)));
      const state = await waitForEnd(id);
      if (state.Status !== 'FINISHED') throw batchError(id, state, statements);
    },
    query: async (sql, parameters, options = {}) => {
      const { name = 'query', remainingMs = () => Number.POSITIVE_INFINITY } = options;
      const command = new ExecuteStatementCommand({
        ...connection,
        WaitTimeSeconds: Math.max(1, secondsToWait(remainingMs())),
        Sql: sql,
        ...parameterList(parameters),
        ...(options.name === undefined ? {} : { StatementName: name }),
      });
      const id = idOf(await sent('a query', () => client.send(command)));
      const state = await waitForEnd(id, options);
      if (state.Status !== 'FINISHED') {
        const databaseError = state.Error ?? `status ${state.Status}`;
        throw new WarehouseStatementError({ name, index: 0, sql, submissionId: id, databaseError });
      }
      return state.HasResultSet === false ? [] : readRows(client, id);
    },
  };
}

/** Sends a request. @throws WarehouseServiceError instead of what the client throws */
async function sent<T>(what: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw error instanceof SafeError ? error : new WarehouseServiceError(what, error);
  }
}

/** The service refuses such a batch too, but names neither statement nor file. */
function requireWithinLimits(batchName: string, statements: readonly NamedStatement[]): void {
  const { statementsPerBatch, statementBytes } = dataApiLimits;
  if (statements.length > statementsPerBatch) {
    throw new SafeError(
      `${batchName} has ${statements.length} statements; the Redshift Data API takes up to ${statementsPerBatch} in one transaction`,
    );
  }
  for (const { name, sql } of statements) {
    const bytes = Buffer.byteLength(sql);
    if (bytes > statementBytes) {
      throw new SafeError(
        `statement "${name}" of ${batchName} has ${bytes} bytes; the Redshift Data API takes up to ${statementBytes}`,
      );
    }
  }
}

function idOf({ Id }: { readonly Id?: string | undefined }): string {
  if (Id === undefined) throw new SafeError('The Redshift Data API accepted a statement without giving it an Id.');
  return Id;
}

function parameterList(parameters: StatementParameters = {}): { Parameters?: { name: string; value: string }[] } {
  const list = Object.entries(parameters).map(([name, value]) => ({ name, value }));
  return list.length === 0 ? {} : { Parameters: list };
}

function batchError(
  submissionId: string,
  state: DescribeStatementCommandOutput,
  statements: readonly NamedStatement[],
): WarehouseStatementError {
  const parts = state.SubStatements ?? [];
  const at = parts.findIndex(({ Status }) => Status === 'FAILED');
  const databaseError = parts[at]?.Error ?? state.Error ?? `status ${state.Status}`;
  const failed = statements[at];
  return new WarehouseStatementError({
    name: failed?.name,
    index: failed === undefined ? undefined : at,
    sql: failed?.sql ?? statements.map(({ sql }) => sql).join(';\n'),
    submissionId,
    databaseError,
  });
}

async function readRows(client: RedshiftDataSender, id: string): Promise<Record<string, SqlValue>[]> {
  const rows: Record<string, SqlValue>[] = [];
  let token: string | undefined;
  let names: string[] = [];
  do {
    const command = new GetStatementResultCommand({ Id: id, ...(token === undefined ? {} : { NextToken: token }) });
    const page = await sent(`the question for the rows of statement ${id}`, () => client.send(command));
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
