import type {
  BatchExecuteStatementCommandInput,
  DescribeStatementCommandInput,
  ExecuteStatementCommandInput,
  GetStatementResultCommandInput,
} from '@aws-sdk/client-redshift-data';

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

/** The answer to the request of the same id; id 0 says that the database is open. */
export interface WarehouseReply {
  readonly id: number;
  readonly output?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
}
