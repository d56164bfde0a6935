import { Duration } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { removalPolicy } from '../../config/removal-policy.ts';
import type { StageSettings } from '../../config/stage-settings.ts';
import { acknowledge } from '../acknowledge.ts';
import { refuseWithoutTls } from '../tls-only.ts';
import { acknowledgeOneRegion, bucketName, housekeeping } from './zone-bucket.ts';

/** Six years, as long as HIPAA wants documentation kept: 45 CFR 164.316(b)(2)(i). */
export const auditRetentionDays = 2192;

/** Where S3 writes who asked for which object of the other buckets. */
export class AccessLogBucket extends Bucket {
  constructor(scope: Construct, id: string, { stage, settings }: { stage: string; settings: StageSettings }) {
    super(scope, id, {
      bucketName: bucketName(stage, 'access-logs'),
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      lifecycleRules: [...housekeeping, { id: 'expire', expiration: Duration.days(auditRetentionDays) }],
      removalPolicy: removalPolicy(settings),
    });
    refuseWithoutTls(this);
    acknowledgeOneRegion(this);
    acknowledge(
      this,
      'HIPAA.Security-S3DefaultEncryptionKMS',
      'S3 delivers access logs only to buckets encrypted with S3-managed keys ' +
        '(https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html). The logs hold requester, ' +
        'bucket and key; keys are made of dates, shards and sequence numbers and carry no health information.',
    );
    for (const id of ['AwsSolutions-S1', 'HIPAA.Security-S3BucketLoggingEnabled']) {
      acknowledge(
        this,
        id,
        'This is the bucket that access logs are written to. Logging its own access would write a log for every log, without end.',
      );
    }
  }
}
