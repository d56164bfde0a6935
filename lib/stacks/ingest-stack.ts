import { CfnOutput, Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { Construct } from 'constructs';
import type { StreamConsumer as Consumer, StreamInventory } from '../../contracts/platform/consumers.ts';
import type { Stream as InventoryStream } from '../../contracts/platform/streams.ts';
import { removalPolicy } from '../config/removal-policy.ts';
import { acknowledge, acknowledgeWildcard } from '../constructs/acknowledge.ts';
import { objectsArn } from '../constructs/foundation/zone-bucket.ts';
import type { ConsumerFunctionDeployment, DeployConsumerFunction } from '../constructs/ingest/consumer-functions.ts';
import { LandedFiles } from '../constructs/ingest/landed-files.ts';
import { consumerStatements, StreamConsumer, writeOnlyReason } from '../constructs/ingest/stream-consumer.ts';
import { StageFunction } from '../constructs/stage-function.ts';
import { WordedAlarm } from '../constructs/worded-alarm.ts';
import type { FoundationStack } from './foundation-stack.ts';
import { capitalized, MedstreamStack, type MedstreamStackProps } from './medstream-stack.ts';

export interface IngestStackProps extends MedstreamStackProps {
  readonly foundation: FoundationStack;
  readonly inventory: StreamInventory;
  /** How the code of each consumer is deployed, by its folder. */
  readonly functions: Readonly<Record<string, DeployConsumerFunction>>;
}

/** A consumer of the inventory with the function that it became. */
export interface DeployedConsumer {
  readonly consumer: Consumer;
  readonly function: StageFunction;
}

/** The streams of the inventory, and the functions that read them. */
export class IngestStack extends MedstreamStack {
  /** By the name that the inventory gives them. */
  readonly streams: ReadonlyMap<string, Stream>;
  readonly consumers: readonly DeployedConsumer[];
  readonly alarms: readonly Alarm[];
  private readonly inventory: StreamInventory;

  constructor(scope: Construct, id: string, props: IngestStackProps) {
    super(scope, id, props, 'medstream: the streams and their consumers');
    const { foundation, inventory } = props;
    this.inventory = inventory;
    const streams = Object.entries(inventory.streams).map(([key, stream]) => ({
      name: stream.name,
      ...this.deployStream(key, stream, foundation),
    }));
    this.streams = new Map(streams.map(({ name, stream }) => [name, stream]));
    const consumers = Object.entries(inventory.consumers).map(([key, consumer]) =>
      this.deployConsumer(capitalized(key), consumer, props),
    );
    this.consumers = consumers;
    const { buckets, keys, tokenKeySecret, alarmTopic } = foundation;
    const files = new LandedFiles(this, 'LandedFiles', {
      stage: this.stage,
      settings: this.settings,
      landing: buckets.landing,
      silver: buckets.silver,
      streams: streams.map(({ stream }) => stream),
      keys,
      tokenKeySecret,
      alarmTopic,
    });
    this.alarms = [...streams.map(({ alarm }) => alarm), ...consumers.flatMap(({ alarms }) => alarms), ...files.alarms];
  }

  private deployStream(
    key: string,
    { name, retentionHours }: InventoryStream,
    { keys, alarmTopic }: FoundationStack,
  ): { readonly stream: Stream; readonly alarm: Alarm } {
    const id = capitalized(key);
    const stream = new Stream(this, id, {
      streamName: this.named(name),
      streamMode: StreamMode.PROVISIONED,
      shardCount: this.shardCount(name),
      retentionPeriod: Duration.hours(retentionHours),
      encryption: StreamEncryption.KMS,
      encryptionKey: keys.intake,
      removalPolicy: removalPolicy(this.settings),
    });
    acknowledge(
      stream,
      'AwsSolutions-KDS3',
      'The stream carries raw health records. The key that Kinesis owns has no policy of ours, so it could not be kept from other ' +
        'roles of the account, and its use not be told apart in the audit trail; that is worth the price of one key.',
    );
    const { alarm } = new WordedAlarm(this, `${id}WritesRefused`, {
      stage: this.stage,
      name: `${name}-writes-refused`,
      metric: stream.metricWriteProvisionedThroughputExceeded({ statistic: Stats.SUM, period: Duration.minutes(1) }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Producers try again; three minutes of five are more than a burst.
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      impact:
        'The stream refuses records: producers have to send them again, and those that do not try again lose them.',
      action: `Each shard takes 1 MB/s or 1,000 records/s. Raise ingest.shardCount.${key} in cdk.json and deploy; if one shard alone is hot, look for a producer that sends all records under one partition key.`,
      topic: alarmTopic,
    });
    new CfnOutput(this, `${id}StreamName`, { value: stream.streamName });
    return { stream, alarm };
  }

  /** As many as the stage says; of a stream that it does not know, as many as the inventory has. */
  private shardCount(name: string): number {
    const [key, stream] = Object.entries(this.inventory.streams).find(([, stream]) => stream.name === name) ?? [];
    const ofStage: Readonly<Record<string, number>> = this.settings.ingest.shardCount;
    return ofStage[key ?? ''] ?? stream?.shardCount ?? 1;
  }

  /** @throws Error for a consumer whose stream or function is not known */
  private deployConsumer(
    id: string,
    consumer: Consumer,
    { stage, settings, foundation, functions, inventory }: IngestStackProps,
  ): DeployedConsumer & { readonly alarms: readonly Alarm[] } {
    const { buckets, keys, tokenKeySecret, alarmTopic } = foundation;
    const stream = this.streams.get(consumer.stream);
    const kept = Object.values(inventory.streams).find(({ name }) => name === consumer.stream);
    if (stream === undefined || kept === undefined)
      throw new Error(`consumer ${consumer.function} reads ${consumer.stream}, which is no stream`);
    const deploy = functions[consumer.code];
    if (deploy === undefined) {
      throw new Error(
        `nothing says how function ${consumer.function} of lambdas/${consumer.code} is deployed; add it to lib/constructs/ingest/consumer-functions.ts`,
      );
    }
    const deployment = deploy({ stage, settings, consumer, buckets, keys, tokenKeySecret });
    const own = this.consumerFunction(id, consumer, stream, deployment, foundation);
    const { alarms } = new StreamConsumer(this, `${id}Consumer`, {
      stage,
      consumer,
      function: own,
      stream,
      retentionHours: kept.retentionHours,
      batchingWindowSeconds: deployment.batchingWindowSeconds,
      failureBucket: buckets[consumer.failureDestination.zone],
      moreMemory: deployment.moreMemory,
      hasMetricMath: !settings.leftOut.metricMath,
      alarmTopic,
    });
    return { consumer, function: own, alarms };
  }

  private consumerFunction(
    id: string,
    consumer: Consumer,
    stream: Stream,
    deployment: ConsumerFunctionDeployment,
    { buckets, keys }: FoundationStack,
  ): StageFunction {
    const undelivered = objectsArn(this.stage, consumer.failureDestination);
    const own = new StageFunction(this, id, {
      stage: this.stage,
      settings: this.settings,
      name: consumer.function,
      folder: consumer.code,
      description: deployment.description,
      memoryMiB: deployment.memoryMiB,
      timeout: deployment.timeout,
      concurrency: this.shardCount(consumer.stream) * consumer.eventSourceMapping.parallelizationFactor,
      logKey: keys.operations,
      environment: deployment.environment,
      bringsTerminology: deployment.bringsTerminology === true,
      statements: [
        ...consumerStatements({
          stream,
          streamKey: keys.intake,
          failureBucket: buckets[consumer.failureDestination.zone],
          undelivered,
        }),
        ...deployment.statements,
      ],
    });
    for (const { resource, reason } of [...deployment.wildcards, { resource: undelivered, reason: writeOnlyReason }]) {
      acknowledgeWildcard(own.role.policy, resource, reason);
    }
    return own;
  }
}
