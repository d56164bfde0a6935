import { Aws, Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { StreamConsumer as Consumer } from '../../../contracts/platform/consumers.ts';
import { acknowledge } from '../acknowledge.ts';
import { useKeyThrough } from '../key-use.ts';
import { unhandledShare } from '../operations/function-metrics.ts';
import type { StageFunction } from '../stage-function.ts';
import { WordedAlarm } from '../worded-alarm.ts';

/** Nothing has a default: a consumer without its retries, failure destination and alarm does not compile. */
export interface StreamConsumerProps {
  readonly stage: string;
  /** As the inventory has it: batches, retries, failure destination and alarm. */
  readonly consumer: Consumer;
  /** Its role holds `consumerStatements`. */
  readonly function: StageFunction;
  readonly stream: Stream;
  /** How long the stream keeps a record. */
  readonly retentionHours: number;
  /** Longest wait for a batch to fill; a stage may trade freshness for fewer objects. */
  readonly batchingWindowSeconds: number;
  /** Bucket of the zone that the consumer's failure destination names. */
  readonly failureBucket: Bucket;
  /** What a person does when the function runs out of memory or time. */
  readonly moreMemory: string;
  /** False where there is no alarm on a calculation with metrics. */
  readonly hasMetricMath: boolean;
  readonly alarmTopic: ITopic;
}

/** Why the right to put objects below a prefix covers all of them, for an auditor. */
export const writeOnlyReason =
  'Keys are made of arrival hour, shard and sequence numbers, so no list of them can be given. The right is to write ' +
  'only (s3:PutObject), below one prefix of one bucket of this account; the role can read none of it.';

/** A function that reads a stream: its event source mapping and the alarms that it cannot be without. */
export class StreamConsumer extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: StreamConsumerProps) {
    super(scope, id);
    const { function: handler } = props.function;
    const settings = props.consumer.eventSourceMapping;
    const mapping = new CfnEventSourceMapping(this, 'Mapping', {
      functionName: handler.functionArn,
      eventSourceArn: props.stream.streamArn,
      startingPosition: 'TRIM_HORIZON',
      batchSize: settings.batchSize,
      maximumBatchingWindowInSeconds: props.batchingWindowSeconds,
      parallelizationFactor: settings.parallelizationFactor,
      bisectBatchOnFunctionError: settings.bisectBatchOnFunctionError,
      maximumRetryAttempts: settings.maximumRetryAttempts,
      maximumRecordAgeInSeconds: settings.maximumRecordAgeInSeconds,
      functionResponseTypes: ['ReportBatchItemFailures'],
      // CDK's S3OnFailureDestination would let the function read and delete the vault.
      destinationConfig: { onFailure: { destination: props.failureBucket.bucketArn } },
    });
    // Lambda checks the role's rights when the mapping is made.
    mapping.node.addDependency(props.function.role.policy);
    acknowledgeNoDeadLetterQueue(props.function);
    this.alarms = [
      this.iteratorAgeAlarm(props),
      this.unreadAlarm(props),
      this.errorsAlarm(props),
      this.throttlesAlarm(props),
      this.lostAlarm(props),
      ...(props.hasMetricMath ? [this.gapAlarm(props)] : []),
    ];
  }

  private iteratorAgeAlarm({ stage, consumer, function: { function: handler }, alarmTopic }: StreamConsumerProps) {
    return new WordedAlarm(this, 'IteratorAge', {
      stage,
      name: `${consumer.function}-iterator-age`,
      metric: handler.metric('IteratorAge', { statistic: Stats.MAXIMUM, period: Duration.minutes(1) }),
      threshold: consumer.alarms.iteratorAgeSeconds * 1000,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      // Without records there is no age; that nobody reads any more is the next alarm's business.
      treatMissingData: TreatMissingData.NOT_BREACHING,
      impact: consumer.alarms.impact,
      action: consumer.alarms.action,
      topic: alarmTopic,
    }).alarm;
  }

  /** Lambda asks each shard for records every second, whether there are any or not: silence means that it has stopped. */
  private unreadAlarm({ stage, consumer, stream, alarmTopic }: StreamConsumerProps) {
    return new WordedAlarm(this, 'Unread', {
      stage,
      name: `${consumer.function}-unread`,
      metric: stream.metricGetRecordsSuccess({ statistic: Stats.SAMPLE_COUNT, period: Duration.minutes(5) }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 2,
      datapointsToAlarm: 2,
      treatMissingData: TreatMissingData.BREACHING,
      impact: `Nobody reads the stream ${consumer.stream}: no event reaches ${consumer.function}. Records are lost once the stream stops keeping them.`,
      action: `Look at the event source mapping of function ${consumer.function}: enable it if it was disabled; if it reports a problem, give the function's role back its rights to the stream and its key.`,
      topic: alarmTopic,
    }).alarm;
  }

  /** Faults that show before records grow old. */
  private errorsAlarm(props: StreamConsumerProps) {
    const { stage, consumer, function: own, moreMemory, alarmTopic: topic } = props;
    return new WordedAlarm(this, 'Errors', {
      ...ofLastingFaults,
      stage,
      name: `${consumer.function}-errors`,
      metric: own.function.metricErrors(perMinute),
      impact: `Batches of events fail and are tried again: events arrive late, and those that fail for a day go to ${consumer.failureDestination.zone}.`,
      action: `Read the log group ${own.logGroupName}: it names the failing call and its error code, never a payload. Out of memory or time: ${moreMemory}. After a deployment: deploy the version before.`,
      topic,
    }).alarm;
  }

  private throttlesAlarm({ stage, consumer, function: { function: handler }, alarmTopic: topic }: StreamConsumerProps) {
    return new WordedAlarm(this, 'Throttles', {
      ...ofLastingFaults,
      stage,
      name: `${consumer.function}-throttles`,
      metric: handler.metricThrottles(perMinute),
      impact: 'Lambda refuses to run the function: events wait in the stream and arrive late.',
      action:
        'Compare the concurrency that is reserved for the function with the shards of the stream: after a resharding by hand raise the shards of that stream (ingest.shardCount in cdk.json) and deploy. Otherwise ask AWS for more concurrent executions for the account.',
      topic,
    }).alarm;
  }

  /** The failure destination is a bucket of the vault, so it fails with the vault; then the stream alone has the records. */
  private lostAlarm(props: StreamConsumerProps) {
    const { stage, consumer, function: own, alarmTopic: topic } = props;
    return new WordedAlarm(this, 'Lost', {
      stage,
      name: `${consumer.function}-not-put-aside`,
      // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
      metric: own.function.metric('DestinationDeliveryFailures', perMinute),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      impact: `Batches of events were tried for a day, given up, and could not be put aside in ${consumer.failureDestination.zone} either. ${whereRecordsAre(props)}`,
      action: `Restore what refuses the writes: the vault's key or bucket, or the rights of ${consumer.function}. ${readAgain}`,
      topic,
    }).alarm;
  }

  /** Whatever keeps records from being handled shows here, also what no other alarm thought of. */
  private gapAlarm(props: StreamConsumerProps) {
    const { stage, consumer, stream, alarmTopic: topic } = props;
    return new WordedAlarm(this, 'Gap', {
      stage,
      name: `${consumer.function}-gap`,
      metric: unhandledShare(stage, consumer.function, stream),
      threshold: toleratedUnhandledPercent,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      // Nothing arrives: that is another alarm's business.
      treatMissingData: TreatMissingData.NOT_BREACHING,
      impact: `Of the records that the stream took in a day ${consumer.function} has not handled more than ${toleratedUnhandledPercent} %: they are in no zone. ${whereRecordsAre(props)}`,
      action: `If the iterator age is high, mend that first: this alarm ends when the function has caught up. If it is low, records were given up: look below ${consumer.failureDestination.prefix} in ${consumer.failureDestination.zone} and send them again. If less is there than is missing: ${readAgain}`,
      topic,
    }).alarm;
  }
}

/**
 * Records may arrive in one day and be handled in the next: those of the last minutes, and those of a batch that came twice
 * count too often. A day's loss of a quarter of an hour is above this.
 */
const toleratedUnhandledPercent = 1;

function whereRecordsAre({ consumer, retentionHours }: StreamConsumerProps): string {
  return `The stream ${consumer.stream} keeps them for ${retentionHours / 24} days from their arrival; then they are lost.`;
}

/** What was written before is recognised, so reading too much again does no harm. */
const readAgain =
  'Read the stream again: docs/deploy.md, "To read the stream again". Records that are in the zones already count once.';

const perMinute = { statistic: Stats.SUM, period: Duration.minutes(1) };

/** One fault is retried and heals; three minutes of five do not. */
const ofLastingFaults = {
  threshold: 1,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  evaluationPeriods: 5,
  datapointsToAlarm: 3,
  treatMissingData: TreatMissingData.NOT_BREACHING,
};

/** What reading a stream and putting aside undelivered batches takes, for the role of the consumer's function. */
export function consumerStatements(from: {
  readonly stream: Stream;
  readonly streamKey: IKey;
  readonly failureBucket: Bucket;
  /** ARN of the failure destination's objects: `objectsArn` of the failure destination. */
  readonly undelivered: string;
}): PolicyStatement[] {
  const ownAccount = { StringEquals: { 'aws:ResourceAccount': Aws.ACCOUNT_ID } };
  return [
    new PolicyStatement({
      actions: [
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:GetRecords',
        'kinesis:GetShardIterator',
        'kinesis:ListShards',
      ],
      resources: [from.stream.streamArn],
    }),
    useKeyThrough('kinesis', from.streamKey, 'kms:Decrypt'),
    // Lambda looks whether the bucket is there, and whose it is, before it writes.
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [from.failureBucket.bucketArn],
      conditions: ownAccount,
    }),
    new PolicyStatement({ actions: ['s3:PutObject'], resources: [from.undelivered], conditions: ownAccount }),
  ];
}

function acknowledgeNoDeadLetterQueue({ function: handler }: StageFunction): void {
  for (const id of ['HIPAA.Security-LambdaDLQ', 'Serverless-LambdaDLQ']) {
    acknowledge(
      handler,
      id,
      'The function is invoked by its event source mapping only, and synchronously; a dead-letter queue of the function is ' +
        'used for asynchronous invocations. Batches that were tried for a day go, whole, to the failure destination of the ' +
        'mapping, a bucket of the vault.',
    );
  }
}
