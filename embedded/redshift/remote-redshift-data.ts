import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandOutput,
  DescribeStatementCommand,
  type DescribeStatementCommandOutput,
  ExecuteStatementCommand,
  type ExecuteStatementCommandOutput,
  type GetStatementResultCommand,
  type GetStatementResultCommandOutput,
} from '@aws-sdk/client-redshift-data';
import { SafeError } from '../../domain/safe-error.ts';
import {
  errorFrom,
  type WarehouseCall,
  type WarehouseReply,
  type WarehouseRequest,
  type WarehouseWorkerData,
} from './warehouse-messages.ts';

type Command =
  | ExecuteStatementCommand
  | BatchExecuteStatementCommand
  | DescribeStatementCommand
  | GetStatementResultCommand;

interface Waiting {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The Redshift Data API with its database on another thread, as the service is another machine: a load does not hold up
 * ingest. Calls may be sent before the database is open; they wait.
 */
export class RemoteRedshiftData {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #failure: Error | undefined;

  private constructor(settings: WarehouseWorkerData) {
    this.#worker = new Worker(new URL('./warehouse-worker.ts', import.meta.url), {
      workerData: settings,
      env: compileCacheEnvironment(),
    });
    this.#worker.on('message', (reply: WarehouseReply) => this.#settle(reply));
    this.#worker.on('error', (error) =>
      this.#fail(new SafeError('The thread of the embedded warehouse failed', { cause: error })),
    );
    this.#worker.on('exit', () => this.#fail(new SafeError('The embedded warehouse has been closed')));
  }

  /** Opens the database in `warehousePath`; COPY reads the buckets below `s3Path`. */
  static start(settings: WarehouseWorkerData): RemoteRedshiftData {
    return new RemoteRedshiftData(settings);
  }

  send(command: ExecuteStatementCommand): Promise<ExecuteStatementCommandOutput>;
  send(command: BatchExecuteStatementCommand): Promise<BatchExecuteStatementCommandOutput>;
  send(command: DescribeStatementCommand): Promise<DescribeStatementCommandOutput>;
  send(command: GetStatementResultCommand): Promise<GetStatementResultCommandOutput>;
  send(command: Command): Promise<unknown> {
    return this.#call(callOf(command));
  }

  /** Closes the database and ends the thread. */
  async close(): Promise<void> {
    if (this.#failure === undefined) await this.#call({ operation: 'close', input: undefined });
    await this.#worker.terminate();
  }

  #call(call: WarehouseCall): Promise<unknown> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#lastId += 1;
    const request: WarehouseRequest = { ...call, id: this.#lastId };
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
      this.#worker.postMessage(request);
    });
  }

  #settle({ id, output, error }: WarehouseReply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(output);
    else if (id === 0)
      this.#fail(new SafeError('The embedded warehouse could not be opened', { cause: errorFrom(error) }));
    else waiting?.reject(errorFrom(error));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

/** The environment with this thread's compile cache: a worker does not inherit it otherwise. */
function compileCacheEnvironment(): NodeJS.ProcessEnv {
  const directory = getCompileCacheDir();
  // Node names its own version below the directory that was asked for.
  return directory === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(directory) };
}

function callOf(command: Command): WarehouseCall {
  if (command instanceof ExecuteStatementCommand) return { operation: 'ExecuteStatement', input: command.input };
  if (command instanceof BatchExecuteStatementCommand)
    return { operation: 'BatchExecuteStatement', input: command.input };
  if (command instanceof DescribeStatementCommand) return { operation: 'DescribeStatement', input: command.input };
  return { operation: 'GetStatementResult', input: command.input };
}
