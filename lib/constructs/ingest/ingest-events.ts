import { Aws, Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { layout, learntTextsKey } from '../../../contracts/platform/zones.ts';
import { objectsArn } from '../foundation/zone-bucket.ts';
import { useKeyThrough } from '../key-use.ts';
import type { ConsumerFunctionDeployment, ConsumerSurroundings } from './consumer-functions.ts';
import { codeReleaseKeys, readOfSilver } from './read-terminology.ts';
import { writeOnlyReason } from './stream-consumer.ts';

/** The masker: writes to the vault and to silver, and reads of them nothing but code systems and the learnt texts of codes. */
export function ingestEvents(surroundings: ConsumerSurroundings): ConsumerFunctionDeployment {
  const { stage, settings, consumer, buckets, keys, tokenKeySecret } = surroundings;
  const written = [layout.events, layout.changes, layout.rejected, layout.warned].map((place) =>
    objectsArn(stage, place),
  );
  return {
    description: `Validates and masks records of the stream ${consumer.stream} into bronze, silver and quarantine`,
    memoryMiB: settings.ingest.memoryMiB,
    // A batch takes well under a second; the rest is for retries of a slow S3.
    timeout: Duration.seconds(60),
    batchingWindowSeconds: settings.ingest.batchingWindowSeconds,
    environment: {
      STREAM: consumer.stream,
      BRONZE_BUCKET: buckets.bronze.bucketName,
      SILVER_BUCKET: buckets.silver.bucketName,
      GOLD_BUCKET: buckets.gold.bucketName,
      QUARANTINE_BUCKET: buckets.quarantine.bucketName,
      TOKEN_KEY_SECRET: tokenKeySecret.secretArn,
      STAGE: stage,
    },
    statements: [
      new PolicyStatement({
        actions: ['s3:PutObject'],
        resources: written,
        conditions: { StringEquals: { 'aws:ResourceAccount': Aws.ACCOUNT_ID } },
      }),
      useKeyThrough('s3', keys.vault, 'kms:GenerateDataKey'),
      ...readOfSilver(buckets.silver, [learntTextsKey, ...codeReleaseKeys]),
      useKeyThrough('s3', keys.silver, 'kms:GenerateDataKey', 'kms:Decrypt'),
      new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [tokenKeySecret.secretArn] }),
      useKeyThrough('secretsmanager', keys.tokens, 'kms:Decrypt'),
    ],
    wildcards: written.map((resource) => ({ resource, reason: writeOnlyReason })),
    bringsTerminology: true,
    moreMemory: 'raise ingest.memoryMiB in cdk.json',
  };
}
