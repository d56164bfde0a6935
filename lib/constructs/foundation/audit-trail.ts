import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { deployedName, logGroupName } from '../../../contracts/platform/deployed-names.ts';
import { removalPolicy } from '../../config/removal-policy.ts';
import type { StageSettings } from '../../config/stage-settings.ts';
import { acknowledgeWildcard } from '../acknowledge.ts';
import { ServiceRole } from '../service-role.ts';
import { auditRetentionDays } from './access-log-bucket.ts';
import { ZoneBucket } from './zone-bucket.ts';

export interface AuditTrailProps {
  readonly stage: string;
  readonly settings: StageSettings;
  readonly key: Key;
  readonly accessLogs: Bucket;
  /** Buckets with raw health data: every read and write is recorded. */
  readonly vault: readonly Bucket[];
  /** Buckets with masked data: every read is recorded. */
  readonly masked: readonly Bucket[];
}

/** The ARN of a stage's trail; the key policy needs it before the trail exists. */
export function trailArn(stage: string): string {
  return `arn:${Aws.PARTITION}:cloudtrail:${Aws.REGION}:${Aws.ACCOUNT_ID}:trail/${deployedName(stage, 'audit')}`;
}

/**
 * Who read or wrote which object, used a key, read the token secret or changed a right: a trail with its own bucket, with
 * files whose digests show tampering.
 */
export class AuditTrail extends Construct {
  constructor(scope: Construct, id: string, props: AuditTrailProps) {
    super(scope, id);
    const { stage, settings } = props;
    const bucket = new ZoneBucket(this, 'Bucket', {
      stage,
      settings,
      zone: 'audit',
      key: props.key,
      accessLogs: props.accessLogs,
      expireAfterDays: { 'AWSLogs/': auditRetentionDays },
    });
    letTrailWrite(bucket, trailArn(stage));
    const logs = new LogGroup(this, 'Logs', {
      logGroupName: logGroupName(stage, 'audit'),
      retention: settings.logRetentionDays,
      encryptionKey: props.key,
      removalPolicy: removalPolicy(settings),
    });
    const logStreams = trailLogStreams(this, stage);
    const role = new ServiceRole(this, 'Role', {
      roleName: deployedName(stage, 'audit'),
      description: 'CloudTrail writes the audit trail to its log group',
      assumedBy: 'cloudtrail.amazonaws.com',
      statements: [
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [logStreams],
        }),
      ],
    });
    acknowledgeWildcard(
      role.policy,
      logStreams,
      'CloudTrail names its log streams itself, beginning with account and region; the wildcard covers streams of this one log group.',
    );

    const trail = new CfnTrail(this, 'Trail', {
      trailName: deployedName(stage, 'audit'),
      s3BucketName: bucket.bucketName,
      isLogging: true,
      // IAM is recorded in us-east-1 alone, wherever the stage is: who marked a role as a reader of the vault is there.
      // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      kmsKeyId: props.key.keyArn,
      cloudWatchLogsLogGroupArn: logs.logGroupArn,
      cloudWatchLogsRoleArn: role.roleArn,
      advancedEventSelectors: selectors(props),
    });
    // CloudTrail tries to write when the trail is made.
    trail.node.addDependency(role.policy, ...(bucket.policy === undefined ? [] : [bucket.policy]));
  }
}

/**
 * Reading the token secret, using a key and tagging a role are management events, which a trail takes whole or not at
 * all; of the data events only those of the zones.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html
 */
function selectors({ vault, masked }: AuditTrailProps): CfnTrail.AdvancedEventSelectorProperty[] {
  const objectsOf = (buckets: readonly Bucket[]): CfnTrail.AdvancedFieldSelectorProperty[] => [
    { field: 'eventCategory', equalTo: ['Data'] },
    { field: 'resources.type', equalTo: ['AWS::S3::Object'] },
    { field: 'resources.ARN', startsWith: buckets.map((bucket) => bucket.arnForObjects('')) },
  ];
  return [
    { name: 'Rights, keys and secrets', fieldSelectors: [{ field: 'eventCategory', equalTo: ['Management'] }] },
    { name: 'Reads and writes of the vault', fieldSelectors: objectsOf(vault) },
    {
      name: 'Reads of masked data',
      fieldSelectors: [...objectsOf(masked), { field: 'readOnly', equalTo: ['true'] }],
    },
  ];
}

/** CloudTrail names its log streams itself: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html */
function trailLogStreams(scope: Construct, stage: string): string {
  return Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    resourceName: `${logGroupName(stage, 'audit')}:log-stream:${Aws.ACCOUNT_ID}_CloudTrail_${Aws.REGION}*`,
  });
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html */
function letTrailWrite(bucket: Bucket, trail: string): void {
  const principals = [new ServicePrincipal('cloudtrail.amazonaws.com')];
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'TrailChecksBucket',
      principals,
      actions: ['s3:GetBucketAcl'],
      resources: [bucket.bucketArn],
      conditions: { StringEquals: { 'aws:SourceArn': trail } },
    }),
  );
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'TrailWritesFiles',
      principals,
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`AWSLogs/${Aws.ACCOUNT_ID}/*`)],
      conditions: { StringEquals: { 'aws:SourceArn': trail, 's3:x-amz-acl': 'bucket-owner-full-control' } },
    }),
  );
}
