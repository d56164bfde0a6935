import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandOutput,
  DescribeStatementCommand,
  type DescribeStatementCommandOutput,
  ExecuteStatementCommand,
  type ExecuteStatementCommandOutput,
  GetStatementResultCommand,
  type GetStatementResultCommandOutput,
} from '@aws-sdk/client-redshift-data';
import type { DuckDBInstance } from '@duckdb/node-api';
import type { Lookup } from '../../domain/warehouse/lookups.ts';
import { bindParameters, type NamedParameter } from './bind-parameters.ts';
import { columnMetadata, dataApiField } from './data-api-fields.ts';
import {
  ResourceNotFoundException,
  ValidationException,
  validateConnection,
  validateParameters,
  validateStatements,
} from './data-api-validation.ts';
import type { WarehouseEngine } from './engine.ts';
import { type ObjectLocations, openParquetReader } from './parquet-copy.ts';
import { databaseErrorText, runStatements, type StatementRun } from './statement-runner.ts';

export interface EmbeddedRedshiftDataOptions extends ObjectLocations {
  /** The database, or one that is being opened: submissions wait for it. */
  readonly engine: WarehouseEngine | Promise<WarehouseEngine>;
  /** Reads Parquet for COPY; opened on the first COPY when not given. */
  readonly duckdb?: DuckDBInstance;
  /** By which columns loads look rows up; without them no index is made. */
  readonly lookups?: readonly Lookup[];
  /** Where a COPY writes its temporary file; the system's temporary directory by default. */
  readonly temporaryDirectory?: string;
}

/** Rows of one GetStatementResult page. AWS cuts pages by size; callers must follow NextToken either way. */
export const resultPageRows = 1000;

/** How many statements are remembered with their results. AWS keeps them for 24 hours. */
const rememberedStatements = 500;

/** Longest time a caller may wait in one request: https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_DescribeStatement.html */
const longestWaitSeconds = 30;

interface Submission {
  readonly id: string;
  readonly batch: boolean;
  readonly createdAt: Date;
  updatedAt: Date;
  readonly statements: StatementRun[];
  status: 'SUBMITTED' | 'STARTED' | 'FINISHED' | 'FAILED';
  error: string | undefined;
  /** Resolves when the statements have ended, well or not. */
  done: Promise<void>;
}

type EmbeddedCommand =
  | ExecuteStatementCommand
  | BatchExecuteStatementCommand
  | DescribeStatementCommand
  | GetStatementResultCommand;

type EmbeddedOutput =
  | ExecuteStatementCommandOutput
  | BatchExecuteStatementCommandOutput
  | DescribeStatementCommandOutput
  | GetStatementResultCommandOutput;

/**
 * The Redshift Data API on the embedded warehouse: the same commands, states and answers, in the process. Submissions run
 * side by side, each in a session and a transaction of its own. What the database refuses ends as status FAILED
 * with its text; `send` itself throws only for requests that the service would reject (`ValidationException`,
 * `ResourceNotFoundException`), and when the database could not be opened.
 */
export class EmbeddedRedshiftData {
  readonly #options: EmbeddedRedshiftDataOptions;
  readonly #submissions = new Map<string, Submission>();
  readonly #idOfToken = new Map<string, string>();
  #duckdb: Promise<DuckDBInstance> | undefined;

  constructor(options: EmbeddedRedshiftDataOptions) {
    this.#options = options;
  }

  send(command: ExecuteStatementCommand): Promise<ExecuteStatementCommandOutput>;
  send(command: BatchExecuteStatementCommand): Promise<BatchExecuteStatementCommandOutput>;
  send(command: DescribeStatementCommand): Promise<DescribeStatementCommandOutput>;
  send(command: GetStatementResultCommand): Promise<GetStatementResultCommandOutput>;
  async send(command: EmbeddedCommand): Promise<EmbeddedOutput> {
    if (command instanceof ExecuteStatementCommand) return this.#execute(command);
    if (command instanceof BatchExecuteStatementCommand) return this.#batchExecute(command);
    if (command instanceof DescribeStatementCommand) return this.#describe(command);
    if (command instanceof GetStatementResultCommand) return this.#result(command);
    throw new ValidationException('The embedded warehouse does not know this command.');
  }

  async #execute({ input }: ExecuteStatementCommand): Promise<ExecuteStatementCommandOutput> {
    validateConnection(input);
    await this.#options.engine;
    const statements = validateStatements([input.Sql]);
    const parameters = validateParameters(input.Parameters, statements);
    return this.#submit(statements, parameters, { batch: false, autoCommit: false, input });
  }

  async #batchExecute({ input }: BatchExecuteStatementCommand): Promise<BatchExecuteStatementCommandOutput> {
    validateConnection(input);
    await this.#options.engine;
    const statements = validateStatements(input.Sqls);
    const parameters = validateParameters(input.Parameters, statements);
    return this.#submit(statements, parameters, {
      batch: true,
      autoCommit: input.ExecutionMode === 'AUTO_COMMIT',
      input,
    });
  }

  async #submit(
    statements: readonly string[],
    parameters: readonly NamedParameter[],
    how: {
      readonly batch: boolean;
      readonly autoCommit: boolean;
      readonly input: ExecuteStatementCommand['input'] | BatchExecuteStatementCommand['input'];
    },
  ): Promise<ExecuteStatementCommandOutput> {
    const { ClientToken, Database, WaitTimeSeconds, WorkgroupName } = how.input;
    const known = ClientToken === undefined ? undefined : this.#submissions.get(this.#idOfToken.get(ClientToken) ?? '');
    const submission = known ?? this.#start(statements, parameters, how);
    if (known === undefined && ClientToken !== undefined) this.#idOfToken.set(ClientToken, submission.id);
    await waitFor(submission, WaitTimeSeconds);
    return {
      $metadata: {},
      Id: submission.id,
      CreatedAt: submission.createdAt,
      Database,
      WorkgroupName,
      Status: submission.status,
      HasResultSet: submission.statements.some((run) => run.hasResultSet),
    };
  }

  #start(
    statements: readonly string[],
    parameters: readonly NamedParameter[],
    { batch, autoCommit }: { readonly batch: boolean; readonly autoCommit: boolean },
  ): Submission {
    const submission: Submission = {
      id: randomUUID(),
      batch,
      createdAt: new Date(),
      updatedAt: new Date(),
      statements: statements.map((sql) => ({
        sql,
        bound: bindParameters(sql, parameters),
        status: 'SUBMITTED',
        hasResultSet: false,
        rowCount: -1,
        durationNanoseconds: -1,
      })),
      status: 'SUBMITTED',
      error: undefined,
      done: Promise.resolve(),
    };
    submission.done = this.#run(submission, autoCommit);
    this.#submissions.set(submission.id, submission);
    this.#forgetOldest();
    return submission;
  }

  /** Never rejects: whatever goes wrong is the submission's error. */
  async #run(submission: Submission, autoCommit: boolean): Promise<void> {
    const { engine, listPrefix, resolveObject, lookups = [], temporaryDirectory = tmpdir() } = this.#options;
    const copy = { listPrefix, resolveObject, temporaryDirectory, duckdb: () => this.#parquetReader() };
    try {
      await (await engine).withSession(async (session) => {
        submission.status = 'STARTED';
        submission.error = await runStatements(session, submission.statements, {
          batch: submission.batch,
          autoCommit,
          copy,
          lookups,
        });
      });
    } catch (error) {
      submission.error = `ERROR: ${databaseErrorText(error)}`;
    }
    submission.status = submission.error === undefined ? 'FINISHED' : 'FAILED';
    submission.updatedAt = new Date();
  }

  async #parquetReader(): Promise<DuckDBInstance> {
    this.#duckdb ??= this.#options.duckdb === undefined ? openParquetReader() : Promise.resolve(this.#options.duckdb);
    return this.#duckdb;
  }

  #forgetOldest(): void {
    for (const [id, { status }] of this.#submissions) {
      if (this.#submissions.size <= rememberedStatements) return;
      if (status === 'FINISHED' || status === 'FAILED') this.#submissions.delete(id);
    }
  }

  async #describe({ input }: DescribeStatementCommand): Promise<DescribeStatementCommandOutput> {
    const { submission, index } = this.#find(input.Id);
    await waitFor(submission, input.WaitTimeSeconds);
    const { statements, id, createdAt, updatedAt } = submission;
    const part = index === undefined ? undefined : statements[index];
    const single = part ?? (submission.batch ? undefined : statements[0]);
    const runs = part === undefined ? statements : [part];
    return {
      $metadata: {},
      Id: input.Id,
      Status: part?.status ?? submission.status,
      Error: part === undefined ? submission.error : part.error,
      CreatedAt: createdAt,
      UpdatedAt: updatedAt,
      HasResultSet: runs.some((run) => run.hasResultSet),
      ResultRows: single?.rowCount ?? -1,
      ResultSize: -1,
      Duration: runs.reduce((total, run) => total + Math.max(0, run.durationNanoseconds), 0),
      QueryString: single?.sql,
      SubStatements:
        submission.batch && part === undefined
          ? statements.map((run, at) => ({
              Id: `${id}:${at + 1}`,
              Status: run.status,
              Error: run.error,
              QueryString: run.sql,
              ResultRows: run.rowCount,
              ResultSize: -1,
              Duration: run.durationNanoseconds,
              HasResultSet: run.hasResultSet,
              CreatedAt: createdAt,
              UpdatedAt: updatedAt,
            }))
          : undefined,
    };
  }

  async #result({ input }: GetStatementResultCommand): Promise<GetStatementResultCommandOutput> {
    const { submission, index } = this.#find(input.Id);
    const run = submission.statements[index ?? 0];
    if (submission.batch && index === undefined) {
      throw new ValidationException(
        'A batch has no result of its own: ask for the result of one of its statements, "<id>:<number>".',
      );
    }
    if (submission.status !== 'FINISHED' && run?.status !== 'FINISHED') {
      throw new ResourceNotFoundException('The statement has not finished, so it has no result.');
    }
    if (run?.result === undefined) throw new ResourceNotFoundException('The statement returned no result set.');
    const { rows, fields } = run.result;
    const from = input.NextToken === undefined ? 0 : Number(input.NextToken);
    if (!Number.isInteger(from) || from < 0 || from > rows.length)
      throw new ValidationException('NextToken is not one of this result.');
    const to = from + resultPageRows;
    return {
      $metadata: {},
      ColumnMetadata: columnMetadata(fields),
      TotalNumRows: rows.length,
      Records: rows
        .slice(from, to)
        .map((row) => row.map((value, at) => dataApiField(value, fields[at]?.dataTypeID ?? 0))),
      NextToken: to < rows.length ? String(to) : undefined,
    };
  }

  /** `<uuid>` is a submission, `<uuid>:2` the second statement of a batch. */
  #find(id: string | undefined): { readonly submission: Submission; readonly index: number | undefined } {
    const [uuid = '', number] = (id ?? '').split(':');
    const submission = this.#submissions.get(uuid);
    const index = number === undefined ? undefined : Number(number) - 1;
    if (submission === undefined || (index !== undefined && submission.statements[index] === undefined)) {
      throw new ResourceNotFoundException(`Query does not exist: ${id ?? '(no Id)'}.`);
    }
    return { submission, index };
  }
}

async function waitFor(submission: Submission, seconds: number | undefined): Promise<void> {
  if (seconds === undefined) return;
  if (seconds < 1 || seconds > longestWaitSeconds) {
    throw new ValidationException(`WaitTimeSeconds must be between 1 and ${longestWaitSeconds}.`);
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, seconds * 1000);
  await Promise.race([submission.done, promise]);
  clearTimeout(timer);
}
