import { parentPort, workerData } from 'node:worker_threads';
import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
} from '@aws-sdk/client-redshift-data';
import { EmbeddedS3 } from '../s3/s3.ts';
import { openWarehouseEngine } from './engine.ts';
import { EmbeddedRedshiftData } from './redshift-data.ts';
import { schemaContent } from './schema-content.ts';
import {
  crossingError,
  type WarehouseReply,
  type WarehouseRequest,
  type WarehouseWorkerData,
} from './warehouse-messages.ts';

/** The other side of `RemoteRedshiftData`: the database and the Data API over it, on a thread of their own. */
const port = parentPort;
if (port === null) throw new Error('warehouse-worker.ts is started by RemoteRedshiftData, not by itself');

const { warehousePath, s3Path } = workerData as WarehouseWorkerData;
const s3 = new EmbeddedS3(s3Path);
const engine = await openWarehouseEngine({ directory: warehousePath, initialContent: schemaContent() }).catch(
  (error: unknown) => {
    port.postMessage({ id: 0, error: crossingError(error) } satisfies WarehouseReply);
    // Ends this thread, after what it posted; an error thrown here would overtake the message and lose its class.
    process.exit(1);
  },
);
const redshiftData = new EmbeddedRedshiftData({
  engine,
  resolveObject: (bucket, key) => s3.objectPath(bucket, key),
  listPrefix: (bucket, prefix) => s3.listKeys(bucket, prefix),
});

port.on('message', (request: WarehouseRequest) => {
  answer(request).then(
    (output) => port.postMessage({ id: request.id, output } satisfies WarehouseReply),
    (error: unknown) => port.postMessage({ id: request.id, error: crossingError(error) } satisfies WarehouseReply),
  );
});
port.postMessage({ id: 0, output: 'open' } satisfies WarehouseReply);

async function answer({ operation, input }: WarehouseRequest): Promise<unknown> {
  switch (operation) {
    case 'ExecuteStatement':
      return redshiftData.send(new ExecuteStatementCommand(input));
    case 'BatchExecuteStatement':
      return redshiftData.send(new BatchExecuteStatementCommand(input));
    case 'DescribeStatement':
      return redshiftData.send(new DescribeStatementCommand(input));
    case 'GetStatementResult':
      return redshiftData.send(new GetStatementResultCommand(input));
    case 'close':
      await engine.close();
      return undefined;
  }
}
