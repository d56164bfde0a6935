import { Alarm, type ComparisonOperator, type IMetric, type TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { deployedName } from '../../contracts/platform/deployed-names.ts';

/** Nothing has a default: an alarm that nobody thought through is one that nobody heeds. */
export interface WordedAlarmProps {
  readonly stage: string;
  /** The alarm is called `medstream-<stage>-<name>`. */
  readonly name: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly comparisonOperator: ComparisonOperator;
  /** Periods of the metric that are looked at. */
  readonly evaluationPeriods: number;
  /** How many of them have to breach. */
  readonly datapointsToAlarm: number;
  /** Silence means peace for a count of failures (`NOT_BREACHING`) and trouble for a heartbeat (`BREACHING`). */
  readonly treatMissingData: TreatMissingData;
  /** What is wrong for whom, in words. */
  readonly impact: string;
  /** What to look at and what to do, in words. */
  readonly action: string;
  /** Who is told when it goes off and when it is over. */
  readonly topic: ITopic;
}

/** An alarm that tells the person it wakes what is wrong and what to do about it. */
export class WordedAlarm extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: WordedAlarmProps) {
    super(scope, id);
    this.alarm = new Alarm(this, 'Alarm', {
      alarmName: deployedName(props.stage, props.name),
      alarmDescription: alarmDescription(props),
      metric: props.metric,
      threshold: props.threshold,
      comparisonOperator: props.comparisonOperator,
      evaluationPeriods: props.evaluationPeriods,
      datapointsToAlarm: props.datapointsToAlarm,
      treatMissingData: props.treatMissingData,
    });
    const tell = new SnsAction(props.topic);
    this.alarm.addAlarmAction(tell);
    this.alarm.addOkAction(tell);
  }
}

/** CloudWatch takes at most this: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const longestDescription = 1024;

/**
 * What the alarm's message says.
 * @throws Error when it is longer than CloudWatch takes.
 */
function alarmDescription({ name, impact, action }: WordedAlarmProps): string {
  const description = `Impact: ${impact}\nWhat to do: ${action}`;
  if (description.length > longestDescription) {
    throw new Error(
      `alarm ${name}: its impact and action take ${description.length} characters, CloudWatch takes ${longestDescription}; shorten them`,
    );
  }
  return description;
}
