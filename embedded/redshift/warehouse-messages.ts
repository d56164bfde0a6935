import type {
  BatchExecuteStatementCommandInput,
  DescribeStatementCommandInput,
  ExecuteStatementCommandInput,
  GetStatementResultCommandInput,
} from '@aws-sdk/client-redshift-data';
import { SafeError } from '../../domain/safe-error.ts';

/** What the warehouse's thread is started with. */
export interface WarehouseWorkerData {
  readonly warehousePath: string;
  readonly s3Path: string;
}

/** A call of the Data API on its way to the thread. Inputs are plain data, so they can cross. */
export type WarehouseCall =
  | { readonly operation: 'ExecuteStatement'; readonly input: ExecuteStatementCommandInput }
  | { readonly operation: 'BatchExecuteStatement'; readonly input: BatchExecuteStatementCommandInput }
  | { readonly operation: 'DescribeStatement'; readonly input: DescribeStatementCommandInput }
  | { readonly operation: 'GetStatementResult'; readonly input: GetStatementResultCommandInput }
  | { readonly operation: 'close'; readonly input: undefined };

export type WarehouseRequest = WarehouseCall & { readonly id: number };

/** An error on its way between the threads, where its class and its causes do not cross. */
export interface CrossingError {
  readonly name: string;
  readonly message: string;
  /** Of the system: `ENOSPC`. */
  readonly code?: string;
  /** Whether it was a SafeError. */
  readonly isSafe: boolean;
}

/** The answer to the request of the same id; id 0 says that the database is open, or why it could not be opened. */
export interface WarehouseReply {
  readonly id: number;
  readonly output?: unknown;
  readonly error?: CrossingError;
}

/** What crosses of an error. */
export function crossingError(error: unknown): CrossingError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), isSafe: false };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return { name: error.name, message: error.message, isSafe: error instanceof SafeError, ...code };
}

/** The error again, on the other side. */
export function errorFrom({ name, message, code, isSafe }: CrossingError): Error {
  if (isSafe) return new SafeError(message);
  return Object.assign(new Error(message), { name, ...(code === undefined ? {} : { code }) });
}
