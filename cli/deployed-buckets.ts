import { DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { deployedName } from '../contracts/platform/deployed-names.ts';
import { streams } from '../contracts/platform/streams.ts';
import { type ZoneName, zones } from '../contracts/platform/zones.ts';
import { errorName, UserError } from '../domain/safe-error.ts';
import { type DeployedStage, deployedService, kinesisRequests } from './deployed-service.ts';

/** Where a stage is deployed. */
export interface StagePlace {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/**
 * Account and region of a stage, which are in the names of its buckets, from the ARN of one of its streams.
 * @throws UserError when the stream cannot be described
 */
export async function placeOfStage(kinesis: KinesisClient, streamName: string): Promise<StagePlace> {
  const { StreamDescriptionSummary } = await kinesis
    .send(new DescribeStreamSummaryCommand({ StreamName: streamName }))
    .catch((cause: unknown) => {
      throw new UserError(
        `stream ${streamName} cannot be described (${errorName(cause)}): is the stage deployed in this account and region, and may you describe its streams? docs/deploy.md tells which roles there are`,
        { cause },
      );
    });
  const [, partition = '', , region = '', account = ''] = StreamDescriptionSummary?.StreamARN?.split(':') ?? [];
  return { partition, region, account };
}

/** Name of the bucket of a zone of a stage. */
export function deployedBucket(stage: string, zone: ZoneName, { account, region }: StagePlace): string {
  return `${deployedName(stage, zones[zone].name)}-${account}-${region}`;
}

/**
 * The silver bucket of a stage, through the SDK's chain of credentials and region.
 * @throws UserError for a stage or endpoint that cannot be one, and when its stream cannot be described
 */
export async function openDeployedSilver(
  target: DeployedStage,
): Promise<{ readonly s3: S3Client; readonly bucket: string; readonly close: () => void }> {
  const { url, ...settings } = deployedService(target, 'KINESIS');
  const kinesis = new KinesisClient({ ...settings, requestHandler: kinesisRequests(url) });
  try {
    const place = await placeOfStage(kinesis, deployedName(target.stage, streams.healthcareEvents.name));
    const { url: _, ...ofS3 } = deployedService(target, 'S3');
    const s3 = new S3Client({ ...ofS3, forcePathStyle: url !== undefined });
    return { s3, bucket: deployedBucket(target.stage, 'silver', place), close: () => s3.destroy() };
  } finally {
    kinesis.destroy();
  }
}
