import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { deployedName } from '../../../contracts/platform/deployed-names.ts';
import { schedules } from '../../../contracts/platform/schedules.ts';
import { WordedAlarm } from '../worded-alarm.ts';
import { auditMetric, greatestOf } from './function-metrics.ts';

export interface AuditAlarmsProps {
  readonly stage: string;
  readonly topic: Topic;
}

/** Whether the tables of the warehouse hold what they promise, and whether anybody still looks. */
export class AuditAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, { stage, topic }: AuditAlarmsProps) {
    super(scope, id);
    const { function: audit } = schedules.auditWarehouse;
    const broken = new WordedAlarm(this, 'Broken', {
      stage,
      topic,
      name: 'invariants-broken',
      metric: auditMetric(stage, 'invariantsBroken', greatestOf(60)),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      // Between two audits nothing is told: what was broken stays so until one finds it mended.
      treatMissingData: TreatMissingData.IGNORE,
      impact:
        'A table of the warehouse does not hold what it promises, such as one current version of each patient: reports that read it may be wrong. Nothing is lost: the warehouse is made of the change log, which is complete.',
      action: `SELECT table_name, broken, held_at FROM reporting.audited_table WHERE broken_count > 0 names the invariants; so does the log group /medstream/${stage}/${audit}. "When an invariant is broken" in docs/deploy.md says how to find the rows, how to rebuild the warehouse from silver, and how to check again.`,
    });
    const notHeld = new WordedAlarm(this, 'NotHeld', {
      stage,
      topic,
      name: 'warehouse-not-known-whole',
      metric: auditMetric(stage, 'wholeHeld', { statistic: Stats.SUM, period: Duration.days(1) }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 2,
      datapointsToAlarm: 2,
      treatMissingData: TreatMissingData.BREACHING,
      impact:
        'For two days no audit has found the whole warehouse to hold: something is broken, tables were not reached, or nobody looks. Loads still check what they touch.',
      action: `Read the log group /medstream/${stage}/${audit}. invariants-broken rings too: mend that first. "left" above 0: one hour is too short, so add one to warehouse.auditHours in cdk.json. No audit at all: look at the schedule ${deployedName(stage, `${audit}-schedule`)} and at the rights of the function. A stage that was just deployed: invoke ${deployedName(stage, audit)} with {}.`,
    });
    this.alarms = [broken.alarm, notHeld.alarm];
  }
}
