import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { schedules } from '../../../contracts/platform/schedules.ts';
import type { StageSettings } from '../../config/stage-settings.ts';
import type { StageFunction } from '../stage-function.ts';
import { WordedAlarm } from '../worded-alarm.ts';
import { greatestOf, loadMetric, sumOf } from './function-metrics.ts';

export interface LoadAlarmsProps {
  readonly stage: string;
  readonly settings: StageSettings;
  readonly loadWarehouse: StageFunction;
  readonly topic: Topic;
}

/** Whether the warehouse keeps up with the lake. */
export class LoadAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: LoadAlarmsProps) {
    super(scope, id);
    this.alarms = [
      this.freshnessAlarm(props),
      this.silenceAlarm(props),
      this.failureAlarm(props),
      this.collisionAlarm(props),
      this.setAsideAlarm(props),
    ];
  }

  /** The promise of freshness: each load tells the age of what waits as it begins. */
  private freshnessAlarm({ stage, settings, topic }: LoadAlarmsProps): Alarm {
    const { freshnessSeconds } = settings.alarms;
    return new WordedAlarm(this, 'Freshness', {
      stage,
      name: 'warehouse-freshness',
      metric: loadMetric(stage, 'oldestWaitingSeconds', greatestOf(settings.warehouse.loadEveryMinutes)),
      threshold: freshnessSeconds,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 2,
      datapointsToAlarm: 2,
      // During a long load nothing is told: what was true stays true. Longer silence is the next alarm's business.
      treatMissingData: TreatMissingData.IGNORE,
      impact: `Reports lag: events older than ${Math.round(freshnessSeconds / 60)} minutes are not in the warehouse. The lake is complete and nothing is lost.`,
      action: `Look at the dashboard, row "Load". Loads fail: read /medstream/${stage}/${schedules.loadWarehouse.function}, which names the statement or the check. Loads succeed: they are slower than what arrives, so raise warehouse.maximumCapacityRpu in cdk.json.`,
      topic,
    }).alarm;
  }

  /** Every load tells the age of what waits, of nothing too: silence for longer than a load may take means that none runs. */
  private silenceAlarm({ stage, settings, topic }: LoadAlarmsProps): Alarm {
    const { loadEveryMinutes } = settings.warehouse;
    const longestLoad = Math.ceil(schedules.loadWarehouse.timeoutSeconds / 60 / loadEveryMinutes);
    return new WordedAlarm(this, 'Silence', {
      stage,
      name: 'load-warehouse-silent',
      metric: loadMetric(stage, 'oldestWaitingSeconds', {
        statistic: Stats.SAMPLE_COUNT,
        period: Duration.minutes(loadEveryMinutes),
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: longestLoad + 1,
      datapointsToAlarm: longestLoad + 1,
      treatMissingData: TreatMissingData.BREACHING,
      impact:
        'Nothing looks for new data any more: the warehouse grows stale and no other alarm would say so. Nothing is lost.',
      action: `Look at the schedule medstream-${stage}-load-warehouse-schedule: enabled? its role allowed to invoke the function? Then at the log of the function: a load that dies before it can look has lost its access to S3 or to the warehouse.`,
      topic,
    }).alarm;
  }

  private failureAlarm({ stage, settings, loadWarehouse, topic }: LoadAlarmsProps): Alarm {
    const { function: load } = schedules.loadWarehouse;
    return new WordedAlarm(this, 'Failures', {
      stage,
      name: `${load}-failing`,
      metric: loadWarehouse.function.metricErrors({
        statistic: Stats.SUM,
        period: Duration.minutes(settings.warehouse.loadEveryMinutes),
      }),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      // The next load is the retry of one that failed.
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      impact:
        'Loads of at least one contract keep failing: its tables stay as they were after the last good load, the others go on. Nothing is half loaded or lost.',
      action: `Read the log group /medstream/${stage}/${load}: it names the contract and the statement or the check. A check that fails found rows that contradict each other: query them by the load id in the log. Access denied: compare the role's rights with the last deployment. A load takes up by itself what the failed ones left.`,
      topic,
    }).alarm;
  }

  /** An id that stands for two things: one of them is in no table, and nothing else says so. */
  private collisionAlarm({ stage, settings, topic }: LoadAlarmsProps): Alarm {
    return new WordedAlarm(this, 'Collisions', {
      stage,
      name: 'event-id-collisions',
      metric: loadMetric(stage, 'collisions', sumOf(settings.warehouse.loadEveryMinutes)),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      impact:
        'Events came with an id that their source had given to other content: of each id the first to arrive counts, the others are in no table of lake and warehouse. Their records are in bronze, none is lost.',
      action:
        'Find loads with collisions > 0 in audit.load_ledger and, in silver.<contract>_changes of the lake, events of one event_source and event_id with several row_hash (docs/deploy.md, "When event ids collide"). Tell the owner of that source: CloudEvents wants an id of its own for every event. Then let it send the lost events again under new ids.',
      topic,
    }).alarm;
  }

  /** Rings as long as anything is set aside: every load tells how much is, an idle one too. */
  private setAsideAlarm({ stage, settings, topic }: LoadAlarmsProps): Alarm {
    const { function: load } = schedules.loadWarehouse;
    return new WordedAlarm(this, 'SetAside', {
      stage,
      name: 'objects-set-aside',
      metric: loadMetric(stage, 'objectsSetAside', greatestOf(settings.warehouse.loadEveryMinutes)),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      treatMissingData: TreatMissingData.IGNORE,
      impact:
        'Objects of the change log could not be loaded: their records are in neither store, all others are. Nothing is lost: they stay in the change log.',
      action: `SELECT * FROM audit.set_aside ORDER BY recorded_at DESC names each object, the statement and the reason. When the cause is gone (load corrected, object restored from its version): aws lambda invoke --function-name medstream-${stage}-${load} --cli-binary-format raw-in-base64-out --payload '{"retrySetAside": true}' /dev/stdout. "Objects that are set aside" in docs/deploy.md goes step by step.`,
      topic,
    }).alarm;
  }
}
