import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ingestConsumers, type StreamConsumer } from '../../../contracts/platform/consumers.ts';
import type { StageSettings } from '../../config/stage-settings.ts';
import { bucketName } from '../foundation/zone-bucket.ts';
import { WordedAlarm } from '../worded-alarm.ts';
import { EventNotice } from './event-notice.ts';
import { ingestMetric, quarantinedShare, sumOf } from './function-metrics.ts';

export interface QuarantineAlarmsProps {
  readonly stage: string;
  readonly settings: StageSettings;
  /** Every function that reads a stream. */
  readonly consumers: readonly StreamConsumer[];
  readonly topic: Topic;
  readonly deadLetterQueue: Queue;
}

/** Records that did not make it into silver: too many rejected ones, and any batch that could not be delivered at all. */
export class QuarantineAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: QuarantineAlarmsProps) {
    super(scope, id);
    const shares = props.settings.leftOut.metricMath
      ? []
      : ingestConsumers.map((consumer) => this.shareAlarm(consumer, props));
    const unknown = ingestConsumers.map((consumer) => this.unknownFieldsAlarm(consumer, props));
    this.alarms = [...shares, this.undeliveredAlarm(props), ...unknown];
  }

  private shareAlarm(
    { function: name, stream }: StreamConsumer,
    { stage, settings, topic }: QuarantineAlarmsProps,
  ): Alarm {
    return new WordedAlarm(this, `Share-${name}`, {
      stage,
      name: `${name}-quarantined-share`,
      metric: quarantinedShare(stage, name, 5),
      threshold: settings.alarms.quarantinedPercent,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      // No records, no share; that none arrive is another alarm's business.
      treatMissingData: TreatMissingData.NOT_BREACHING,
      impact: `More than ${settings.alarms.quarantinedPercent} % of the records of ${stream} are rejected: the lake and the warehouse lack them until they are corrected and sent again.`,
      action:
        'Look at "Rejected, by reason" on the dashboard: one reason means that one producer changed its format. Tell its owner the reason and the field, or change the contract. The records are in quarantine under rejected/, each with its reason and its address.',
      topic,
    }).alarm;
  }

  private unknownFieldsAlarm({ function: name }: StreamConsumer, { stage, topic }: QuarantineAlarmsProps): Alarm {
    return new WordedAlarm(this, `UnknownFields-${name}`, {
      stage,
      name: `${name}-unknown-fields`,
      metric: ingestMetric(stage, name, 'withUnknownFields', sumOf(60)),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      impact:
        'A source sends fields that no contract names. By the unknownFields setting of its stage these records wait in quarantine, or passed without the fields. Bronze has them whole.',
      action:
        'Ask the owner of the source what the fields are. Then add them to the contract, optional and last (docs/add-a-record.md), and deploy; records in quarantine under rejected/ with schema.unclassified_field are sent again after that. Until then contracts/platform/rules.ts can let the records of that source through: unknownFields leave_out.',
      topic,
    }).alarm;
  }

  private undeliveredAlarm({ stage, consumers, topic, deadLetterQueue }: QuarantineAlarmsProps): Alarm {
    const destinations = consumers.map(({ failureDestination }) => failureDestination);
    const zones = [...new Set(destinations.map(({ zone }) => zone))];
    const prefixes = [...new Set(destinations.map(({ prefix }) => prefix))];
    const functions = consumers.map((consumer) => consumer.function).join(' or ');
    const notice = new EventNotice(this, 'UndeliveredNotice', {
      stage,
      name: 'undelivered-batch',
      description: 'A batch of events was given up',
      pattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: zones.map((zone) => bucketName(stage, zone)) },
          object: { key: prefixes.map((prefix) => ({ prefix })) },
        },
      },
      quotes: { bucket: '$.detail.bucket.name', key: '$.detail.object.key', time: '$.time' },
      message: `medstream ${stage}: a batch of events was tried for a day and put aside at <time>. Impact: its records are in no zone yet. What to do: find the cause in the log of ${functions}, then send the batch again from s3://<bucket>/<key>`,
      topic,
      deadLetterQueue,
    });
    return new WordedAlarm(this, 'Undelivered', {
      stage,
      name: 'undelivered-batches',
      metric: notice.matched(),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      impact:
        'Batches of events were tried for a day and given up: their records are in no zone. None is lost, because each batch is kept whole.',
      action: `Read the log of ${functions} for what failed and mend it. Then send the batches again from ${zones.join(' or ')}, below ${prefixes.join(' or ')}; what was written before is recognised.`,
      topic,
    }).alarm;
  }
}
