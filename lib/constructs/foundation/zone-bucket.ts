import { Aws, Duration } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { bucketName as deployedBucketName } from '../../../contracts/platform/deployed-names.ts';
import { removalPolicy } from '../../config/removal-policy.ts';
import type { StageSettings } from '../../config/stage-settings.ts';
import { acknowledge } from '../acknowledge.ts';
import { refuseWithoutTls } from '../tls-only.ts';

/** Days that an overwritten or deleted object can be brought back; part of how long an erasure takes. */
const noncurrentDays = 30;

/** Expiries on top of the housekeeping that every bucket has: prefix to days. Never over a table: it would delete live files. */
type Expiries = Readonly<Record<string, number>>;

export interface ZoneBucketProps {
  readonly stage: string;
  readonly settings: StageSettings;
  /** The bucket is called `medstream-<stage>-<zone>-<account>-<region>`. */
  readonly zone: string;
  readonly key: Key;
  readonly accessLogs: Bucket;
  readonly expireAfterDays?: Expiries;
  /** Objects are written once: a PutObject without `If-None-Match: *` is refused. */
  readonly isWriteOnce?: boolean;
  /**
   * A key from KMS for every object instead of one for many. Where writers may not decrypt: with a bucket key S3 may want
   * `kms:Decrypt` of whoever writes, as CloudTrail says of its files, and no page of S3 says that it does not
   * (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html).
   */
  readonly hasKeyPerObject?: boolean;
  /** Tells EventBridge of every object. */
  readonly sendsEvents?: boolean;
}

/** A bucket for data: one key, no public access, TLS only, versions, access logs. */
export class ZoneBucket extends Bucket {
  constructor(scope: Construct, id: string, props: ZoneBucketProps) {
    super(scope, id, {
      bucketName: bucketName(props.stage, props.zone),
      encryption: BucketEncryption.KMS,
      encryptionKey: props.key,
      bucketKeyEnabled: props.hasKeyPerObject !== true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      // Bucket declares `policy` as possibly undefined, IBucket as possibly absent.
      serverAccessLogsBucket: props.accessLogs as IBucket,
      serverAccessLogsPrefix: `${props.zone}/`,
      lifecycleRules: [...housekeeping, ...expiryRules(props.expireAfterDays ?? {})],
      removalPolicy: removalPolicy(props.settings),
    });
    refuseWithoutTls(this);
    if (props.isWriteOnce === true) refuseOverwriting(this);
    if (props.sendsEvents === true) sendEvents(this);
    acknowledgeOneRegion(this);
  }
}

/** Deployed name of a bucket, in the account and region of the stack that says it. */
export function bucketName(stage: string, zone: string): string {
  return deployedBucketName(stage, zone, { account: Aws.ACCOUNT_ID, region: Aws.REGION });
}

/**
 * ARN of the objects below a prefix of a zone, for policies. Built of names, not of a reference, so that a policy reads the
 * same in every stack.
 */
export function objectsArn(
  stage: string,
  { zone, prefix }: { readonly zone: string; readonly prefix: string },
): string {
  return `arn:${Aws.PARTITION}:s3:::${bucketName(stage, zone)}/${prefix}*`;
}

/** ARN of one object of a zone, for policies; of names too. */
export function objectArn(stage: string, zone: string, key: string): string {
  return `arn:${Aws.PARTITION}:s3:::${bucketName(stage, zone)}/${key}`;
}

/** Rules of every bucket: what was cut off or replaced does not stay for ever. */
export const housekeeping: readonly LifecycleRule[] = [
  { id: 'cut-off-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
  {
    id: 'replaced-versions',
    noncurrentVersionExpiration: Duration.days(noncurrentDays),
    expiredObjectDeleteMarker: true,
  },
];

function expiryRules(days: Expiries): LifecycleRule[] {
  return Object.entries(days).map(([prefix, after]) => ({
    id: `expire-${prefix.replaceAll('/', '')}`,
    prefix,
    expiration: Duration.days(after),
  }));
}

/** Multipart uploads show the header only when they complete: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html */
function refuseOverwriting(bucket: Bucket): void {
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'RefuseOverwriting',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects('*')],
      conditions: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
    }),
  );
}

/** CDK's own `eventBridgeEnabled` deploys a function with a role wider than this app allows, to set one property. */
function sendEvents(bucket: Bucket): void {
  const resource = bucket.node.defaultChild as CfnBucket;
  resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
}

/** The one finding that every bucket has. */
export function acknowledgeOneRegion(bucket: Bucket): void {
  acknowledge(
    bucket,
    'HIPAA.Security-S3BucketReplicationEnabled',
    'Health data stays in one region and one account by decision: each copy is one more place from which a patient has to ' +
      'be erased. S3 keeps objects in three availability zones; versions and RETAIN protect against deletion by mistake.',
  );
}
