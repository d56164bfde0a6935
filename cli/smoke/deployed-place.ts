import { GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import {
  bucketName,
  deployedName,
  lakeDatabaseName,
  warehouse as warehouseNames,
  workgroupName,
} from '../../contracts/platform/deployed-names.ts';
import { schedules } from '../../contracts/platform/schedules.ts';
import { smokeCheck } from '../../contracts/platform/smoke-check.ts';
import { type ZoneName, zones } from '../../contracts/platform/zones.ts';
import { errorName, SafeError, UserError } from '../../domain/safe-error.ts';
import { createWarehouseSql } from '../../lambdas/shared/warehouse-sql.ts';
import { type DeployedStage, deployedService, kinesisRequests } from '../deployed-service.ts';
import { emulatorStage } from '../send/test-account.ts';
import { tableRows } from './iceberg/table-rows.ts';
import type { SmokeLake, SmokePlace, SmokeS3Client } from './smoke-place.ts';
import { smokeOrganization, smokeTable } from './smoke-record.ts';

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
  const { partition, account, region } = await placeOfStream(kinesis, streamName);
  const s3 = new S3Client({ ...settingsOf('S3'), forcePathStyle: url !== undefined });
  const lambda = new LambdaClient({
    ...settingsOf('LAMBDA'),
    maxAttempts: 1,
    requestHandler: { requestTimeout: loadRequestTimeoutMs },
  });
  const redshift = new RedshiftDataClient(settingsOf('REDSHIFT_DATA'));
  const states = new SFNClient(settingsOf('SFN'));
  const glue = new GlueClient(settingsOf('GLUE'));
  const bucketOf = (zone: ZoneName) => bucketName(stage, zones[zone].name, { account, region });
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
        workgroupName: workgroupName(stage),
        database: warehouseNames.database,
      }),
    },
    lake: deployedLake({ s3, glue, states, database: lakeDatabaseName(stage, 'silver'), machine }),
    close: async () => {
      for (const client of [kinesis, s3, lambda, redshift, states, glue]) client.destroy();
    },
  };
}

async function placeOfStream(kinesis: KinesisClient, name: string) {
  const { StreamDescriptionSummary } = await kinesis
    .send(new DescribeStreamSummaryCommand({ StreamName: name }))
    .catch((cause: unknown) => {
      throw new UserError(
        `stream ${name} cannot be described (${errorName(cause)}): is the stage deployed in this account and region, and are you in the role of its smoke check? docs/deploy.md tells how`,
        { cause },
      );
    });
  const [, partition = '', , region = '', account = ''] = StreamDescriptionSummary?.StreamARN?.split(':') ?? [];
  return { partition, region, account };
}

/**
 * Invokes the load and waits for its end. A load that runs already makes the service answer that there are too many.
 * @returns how many objects wait still
 * @throws SafeError with what the function says of its failure: its words hold nothing of a record (safe-errors.ts)
 */
async function invokeLoad(lambda: LambdaClient, name: string): Promise<number> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(schedules.loadWarehouse.input) }),
  );
  const answer = Object(JSON.parse(Payload?.transformToString() ?? '{}'));
  if (FunctionError !== undefined) throw new SafeError(`${name} failed: ${answer.errorMessage ?? FunctionError}`);
  return Number(answer.waiting ?? 0);
}

export interface DeployedLakeSettings {
  readonly s3: SmokeS3Client;
  readonly glue: Pick<GlueClient, 'send'>;
  readonly states: SFNClient;
  /** Database of the lake's tables of silver. */
  readonly database: string;
  /** ARN of the state machine. */
  readonly machine: string;
}

/**
 * The lake of a stage: the state machine, and its tables as any engine would read them, from the catalog on. What the job
 * wrote and did not publish is not in them.
 */
export function deployedLake({ s3, glue, states, database, machine }: DeployedLakeSettings): SmokeLake {
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
    rows: async (table) => {
      const name = smokeCheck.lake.tables[table];
      const { Table } = await glue.send(new GetTableCommand({ DatabaseName: database, Name: name }));
      const metadata = Table?.Parameters?.metadata_location;
      if (metadata === undefined) throw new SafeError(`${database}.${name} of the catalog is no Iceberg table`);
      const read = async (location: string) => {
        const { Body } = await s3.send(new GetObjectCommand(objectAt(location)));
        return (await Body?.transformToByteArray()) ?? new Uint8Array();
      };
      return tableRows(metadata, read, (row) => row[smokeTable.key.name] === smokeOrganization);
    },
  };
}

/** The object at an address, as Iceberg writes it. @throws SafeError for one that is not in S3 */
function objectAt(location: string): { readonly Bucket: string; readonly Key: string } {
  const [, Bucket, Key] = /^s3[an]?:\/\/([^/]+)\/(.+)$/.exec(location) ?? [];
  if (Bucket === undefined || Key === undefined) throw new SafeError('a file of a lake table is not in S3');
  return { Bucket, Key };
}
