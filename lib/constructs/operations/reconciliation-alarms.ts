import { type Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { schedules } from '../../../contracts/platform/schedules.ts';
import { lakeTotalsKey } from '../../../contracts/platform/zones.ts';
import type { StageSettings } from '../../config/stage-settings.ts';
import { WordedAlarm } from '../worded-alarm.ts';
import { greatestOf, reconcileMetric } from './function-metrics.ts';

export interface ReconciliationAlarmsProps {
  readonly stage: string;
  readonly settings: StageSettings;
  readonly topic: Topic;
}

/** Whether lake and warehouse hold the same, and whether anybody still looks. */
export class ReconciliationAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, { stage, settings, topic }: ReconciliationAlarmsProps) {
    super(scope, id);
    const { function: reconcile } = schedules.reconcileStores;
    const ofEveryRun = greatestOf(settings.lake.pipelineEveryMinutes);
    // That no run compares at all is what the alarms of the pipeline tell.
    const common = { stage, topic, treatMissingData: TreatMissingData.NOT_BREACHING };
    const differing = new WordedAlarm(this, 'Differing', {
      ...common,
      name: 'stores-differ',
      metric: reconcileMetric(stage, 'differing', ofEveryRun),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      impact:
        'Lake and warehouse do not hold the same: reports and marts tell two truths, and one of them is wrong. Nothing is lost: both are computed from the change log, which is complete.',
      action: `Read the log group /medstream/${stage}/${reconcile}: it names each total that differs by subject and month. Query that month in both stores and compare keys; the one that lacks a key, or has an old version, is wrong. Objects that a load set aside, and schema changes that only one store has, come first. "When the stores differ" in docs/deploy.md goes step by step.`,
    });
    const nothing = new WordedAlarm(this, 'NothingCompared', {
      ...common,
      name: 'stores-not-compared',
      metric: reconcileMetric(stage, 'compared', ofEveryRun),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 2,
      datapointsToAlarm: 2,
      impact:
        'Nobody would notice if lake and warehouse drifted apart: the runs of the pipeline find nothing to compare.',
      action: `Look for ${lakeTotalsKey} in the bucket of silver: the job that builds the lake models writes it. Absent: deploy the lake stack, whose job is older than the function, and start the pipeline. There: read the log group /medstream/${stage}/${reconcile}.`,
    });
    this.alarms = [differing.alarm, nothing.alarm];
  }
}
