import { Aws, CfnOutput, Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { Construct } from 'constructs';
import { consumers } from '../../contracts/platform/consumers.ts';
import { streams } from '../../contracts/platform/streams.ts';
import { layout } from '../../contracts/platform/zones.ts';
import { removalPolicy } from '../config/removal-policy.ts';
import { acknowledge, acknowledgeWildcard } from '../constructs/acknowledge.ts';
import { objectsArn } from '../constructs/foundation/zone-bucket.ts';
import { consumerStatements, StreamConsumer } from '../constructs/ingest/stream-consumer.ts';
import { useKeyThrough } from '../constructs/key-use.ts';
import { StageFunction } from '../constructs/stage-function.ts';
import { WordedAlarm } from '../constructs/worded-alarm.ts';
import type { FoundationStack } from './foundation-stack.ts';
import { MedstreamStack, type MedstreamStackProps } from './medstream-stack.ts';

export interface IngestStackProps extends MedstreamStackProps {
  readonly foundation: FoundationStack;
}

/** A batch takes well under a second; the rest is for retries of a slow S3. */
const timeout = Duration.seconds(60);

/** The stream, and the function that puts its records into the zones. */
export class IngestStack extends MedstreamStack {
  readonly stream: Stream;
  readonly ingestEvents: StageFunction;
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: IngestStackProps) {
    super(scope, id, props, 'medstream: the stream and its consumers');
    const { stage, settings, foundation } = props;
    this.stream = this.healthcareEvents(foundation);
    this.ingestEvents = this.ingestFunction(foundation);
    const consumer = new StreamConsumer(this, 'IngestEventsConsumer', {
      stage,
      consumer: consumers.ingestEvents,
      function: this.ingestEvents,
      stream: this.stream,
      batchingWindowSeconds: settings.ingest.batchingWindowSeconds,
      failureBucket: foundation.buckets[consumers.ingestEvents.failureDestination.zone],
      alarmTopic: foundation.alarmTopic,
    });
    this.alarms = [...consumer.alarms, ...this.faultAlarms(foundation)];
    new CfnOutput(this, 'StreamName', { value: this.stream.streamName });
  }

  private healthcareEvents(foundation: FoundationStack): Stream {
    const stream = new Stream(this, 'HealthcareEvents', {
      streamName: this.named(streams.healthcareEvents.name),
      streamMode: StreamMode.PROVISIONED,
      shardCount: this.settings.ingest.shardCount,
      retentionPeriod: Duration.hours(streams.healthcareEvents.retentionHours),
      encryption: StreamEncryption.KMS,
      encryptionKey: foundation.keys.intake,
      removalPolicy: removalPolicy(this.settings),
    });
    acknowledge(
      stream,
      'AwsSolutions-KDS3',
      'The stream carries raw health records. The key that Kinesis owns has no policy of ours, so it could not be kept from other ' +
        'roles of the account, and its use not be told apart in the audit trail; that is worth the price of one key.',
    );
    return stream;
  }

  private ingestFunction(foundation: FoundationStack): StageFunction {
    const { buckets, keys, tokenKeySecret } = foundation;
    const consumer = consumers.ingestEvents;
    const undelivered = objectsArn(this.stage, consumer.failureDestination);
    const written = [layout.events, layout.changes, layout.rejected].map((place) => objectsArn(this.stage, place));
    const ingest = new StageFunction(this, 'IngestEvents', {
      stage: this.stage,
      settings: this.settings,
      name: consumer.function,
      description: 'Validates and masks events of the stream into bronze, silver and quarantine',
      memoryMiB: this.settings.ingest.memoryMiB,
      timeout,
      concurrency: this.settings.ingest.shardCount * consumer.eventSourceMapping.parallelizationFactor,
      logKey: keys.operations,
      environment: {
        BRONZE_BUCKET: buckets.bronze.bucketName,
        SILVER_BUCKET: buckets.silver.bucketName,
        GOLD_BUCKET: buckets.gold.bucketName,
        QUARANTINE_BUCKET: buckets.quarantine.bucketName,
        TOKEN_KEY_SECRET: tokenKeySecret.secretArn,
      },
      statements: [
        ...consumerStatements({
          stream: this.stream,
          streamKey: keys.intake,
          failureBucket: buckets[consumer.failureDestination.zone],
          undelivered,
        }),
        new PolicyStatement({
          actions: ['s3:PutObject'],
          resources: written,
          conditions: { StringEquals: { 'aws:ResourceAccount': Aws.ACCOUNT_ID } },
        }),
        useKeyThrough('s3', keys.vault, 'kms:GenerateDataKey'),
        useKeyThrough('s3', keys.silver, 'kms:GenerateDataKey'),
        new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [tokenKeySecret.secretArn] }),
        useKeyThrough('secretsmanager', keys.tokens, 'kms:Decrypt'),
      ],
    });
    for (const objects of [...written, undelivered]) {
      acknowledgeWildcard(
        ingest.role.policy,
        objects,
        'Keys are made of arrival hour, shard and sequence numbers, so no list of them can be given. The right is to write ' +
          'only (s3:PutObject), below one prefix of one bucket of this account; the role can read none of it.',
      );
    }
    return ingest;
  }

  /** Faults that show before records grow old. */
  private faultAlarms({ alarmTopic: topic }: FoundationStack): Alarm[] {
    const { function: handler } = this.ingestEvents;
    const { function: functionName } = consumers.ingestEvents;
    const common = {
      stage: this.stage,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // One fault is retried and heals; three minutes of five do not.
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      topic,
    };
    const perMinute = { statistic: Stats.SUM, period: Duration.minutes(1) };
    const errors = new WordedAlarm(this, 'Errors', {
      ...common,
      name: `${functionName}-errors`,
      metric: handler.metricErrors(perMinute),
      impact:
        'Batches of events fail and are tried again: events arrive late, and after their retries the batches go to quarantine.',
      action: `Read the log group /medstream/${this.stage}/${functionName}: it names the failing call and its error code, never a payload. Out of memory or time: raise ingest.memoryMiB in cdk.json. After a deployment: deploy the version before.`,
    });
    const throttles = new WordedAlarm(this, 'Throttles', {
      ...common,
      name: `${functionName}-throttles`,
      metric: handler.metricThrottles(perMinute),
      impact: 'Lambda refuses to run the function: events wait in the stream and arrive late.',
      action:
        'Compare the concurrency that is reserved for the function with the shards of the stream: after a resharding by hand raise ingest.shardCount in cdk.json and deploy. Otherwise ask AWS for more concurrent executions for the account.',
    });
    const refused = new WordedAlarm(this, 'WritesRefused', {
      ...common,
      name: `${streams.healthcareEvents.name}-writes-refused`,
      metric: this.stream.metricWriteProvisionedThroughputExceeded(perMinute),
      impact:
        'The stream refuses records: producers have to send them again, and those that do not try again lose them.',
      action:
        'Each shard takes 1 MB/s or 1,000 records/s. Raise ingest.shardCount in cdk.json and deploy; if one shard alone is hot, look for a producer that sends all records under one partition key.',
    });
    return [errors, throttles, refused].map(({ alarm }) => alarm);
  }
}
