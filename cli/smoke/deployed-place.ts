import { KinesisClient } from '@aws-sdk/client-kinesis';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { deployedName, warehouse as warehouseNames } from '../../contracts/platform/deployed-names.ts';
import { schedules } from '../../contracts/platform/schedules.ts';
import { smokeCheck } from '../../contracts/platform/smoke-check.ts';
import type { ZoneName } from '../../contracts/platform/zones.ts';
import { SafeError } from '../../domain/safe-error.ts';
import { listPages } from '../../lambdas/shared/object-listing.ts';
import { createWarehouseSql } from '../../lambdas/shared/warehouse-sql.ts';
import { deployedBucket, placeOfStage } from '../deployed-buckets.ts';
import { type DeployedStage, deployedService, kinesisRequests } from '../deployed-service.ts';
import { emulatorStage } from '../send/test-account.ts';
import { findRow } from './parquet-row.ts';
import type { SmokeLake, SmokePlace, SmokeS3Client } from './smoke-place.ts';

/** A load may take as long as Lambda allows. */
const loadRequestTimeoutMs = schedules.loadWarehouse.timeoutSeconds * 1000 + 30_000;

/**
 * A deployed stage, through the SDK's chain of credentials and region. Account and region, which are in the names of
 * buckets and state machine, come from the stream's ARN.
 * @throws UserError for a stage or endpoint that cannot be one, and when the stage's stream cannot be described
 */
export async function openDeployedPlace(target: DeployedStage): Promise<SmokePlace> {
  const { stage } = target;
  const { url, ...kinesisSettings } = deployedService(target, 'KINESIS');
  const kinesis = new KinesisClient({ ...kinesisSettings, requestHandler: kinesisRequests(url) });
  const settingsOf = (service: string) => {
    const { url: _, ...settings } = deployedService(target, service);
    return settings;
  };
  const streamName = deployedName(stage, smokeCheck.contract.stream);
  const stagePlace = await placeOfStage(kinesis, streamName);
  const { partition, account, region } = stagePlace;
  const s3 = new S3Client({ ...settingsOf('S3'), forcePathStyle: url !== undefined });
  const lambda = new LambdaClient({
    ...settingsOf('LAMBDA'),
    maxAttempts: 1,
    requestHandler: { requestTimeout: loadRequestTimeoutMs },
  });
  const redshift = new RedshiftDataClient(settingsOf('REDSHIFT_DATA'));
  const states = new SFNClient(settingsOf('SFN'));
  const bucketOf = (zone: ZoneName) => deployedBucket(stage, zone, stagePlace);
  const machine = `arn:${partition}:states:${region}:${account}:stateMachine:${deployedName(stage, schedules.pipeline.stateMachine)}`;
  return {
    where: `stage ${stage}`,
    kinesis,
    streamName,
    s3,
    buckets: {
      bronze: bucketOf('bronze'),
      silver: bucketOf('silver'),
      gold: bucketOf('gold'),
      quarantine: bucketOf('quarantine'),
    },
    lacks:
      stage === emulatorStage
        ? { warehouse: 'the emulator has no Redshift', lake: 'the emulator runs no Glue job' }
        : {},
    warehouse: {
      load: () => invokeLoad(lambda, deployedName(stage, schedules.loadWarehouse.function)),
      sql: createWarehouseSql({
        client: redshift,
        workgroupName: deployedName(stage, 'warehouse'),
        database: warehouseNames.database,
      }),
    },
    lake: deployedLake({ s3, states, bucket: bucketOf(smokeCheck.history.zone), machine }),
    close: async () => {
      for (const client of [kinesis, s3, lambda, redshift, states]) client.destroy();
    },
  };
}

/** Invokes the load and waits for its end. A load that runs already makes the service answer that there are too many. */
async function invokeLoad(lambda: LambdaClient, name: string): Promise<void> {
  const { FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: name, Payload: new TextEncoder().encode('{}') }),
  );
  if (FunctionError !== undefined) throw new SafeError(`${name} failed; its log group says why`);
}

interface DeployedLakeSettings {
  readonly s3: SmokeS3Client;
  readonly states: SFNClient;
  /** Of the tables' files. */
  readonly bucket: string;
  /** ARN of the state machine. */
  readonly machine: string;
}

/** The lake of a stage: the state machine, and the data files of the table, whose rows are read where they lie. */
export function deployedLake({ s3, states, bucket, machine }: DeployedLakeSettings): SmokeLake {
  return {
    startPipeline: async () => {
      const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn: machine, input: '{}' }));
      return async () => {
        const { status = '' } = await states.send(new DescribeExecutionCommand({ executionArn }));
        if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return false;
        if (status !== 'SUCCEEDED') throw new SafeError(`the execution ended as ${status}`);
        return true;
      };
    },
    // The job committed after `since`, or its execution would not have succeeded; a table's commit writes new files.
    readHistory: async (address, columns, times, since) => {
      const { prefix } = smokeCheck.history;
      const keys: string[] = [];
      for await (const page of listPages({ s3, bucket }, { prefix })) {
        const written = page.filter(({ key, modifiedAt }) => key.endsWith('.parquet') && modifiedAt >= since);
        keys.push(...written.map(({ key }) => key));
      }
      for (const key of keys) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
        const row = await findRow([bytes], { address, columns, times });
        if (row !== undefined) return row;
      }
      return undefined;
    },
  };
}
