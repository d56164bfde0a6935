import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deployedName } from '../../contracts/platform/deployed-names.ts';
import { acknowledge } from './acknowledge.ts';
import { WordedAlarm } from './worded-alarm.ts';

export interface DeadLetterQueueProps {
  readonly stage: string;
  /** The queue is called `medstream-<stage>-<name>`. */
  readonly name: string;
  readonly key: IKey;
  readonly alarmTopic: ITopic;
  /** How long a message stays; at most 14 days. */
  readonly retention: Duration;
  /** So many messages call nobody. */
  readonly tolerated: number;
  /** What a message in the queue means for whom. */
  readonly impact: string;
  /** What to do about it, and with the message. */
  readonly action: string;
}

/** Where an event goes that could not be delivered, and the alarm that goes off while too many are there. */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue;
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      queueName: deployedName(props.stage, props.name),
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: props.key,
      enforceSSL: true,
      retentionPeriod: props.retention,
    });
    acknowledge(
      this.queue,
      'Serverless-SQSRedrivePolicy',
      'This queue is where undeliverable events end: nothing consumes it, so nothing could be moved on to a further queue. An ' +
        'alarm watches how many there are.',
    );
    this.alarm = new WordedAlarm(this, 'Waiting', {
      stage: props.stage,
      name: `${props.name}-waiting`,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        statistic: Stats.MAXIMUM,
        period: Duration.minutes(5),
      }),
      threshold: props.tolerated,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      // An idle queue reports nothing.
      treatMissingData: TreatMissingData.NOT_BREACHING,
      impact: props.impact,
      action: props.action,
      topic: props.alarmTopic,
    }).alarm;
  }
}
