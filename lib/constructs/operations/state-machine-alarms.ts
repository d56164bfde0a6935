import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { schedules } from '../../../contracts/platform/schedules.ts';
import type { StageSettings } from '../../config/stage-settings.ts';
import type { ModelJob } from '../lake/model-job.ts';
import { WordedAlarm } from '../worded-alarm.ts';
import { EventNotice } from './event-notice.ts';
import type { PipelineStateMachine } from './pipeline-state-machine.ts';

export interface StateMachineAlarmsProps {
  readonly stage: string;
  readonly settings: StageSettings;
  readonly pipeline: PipelineStateMachine;
  readonly modelJob: ModelJob;
  readonly topic: Topic;
  readonly deadLetterQueue: Queue;
}

/** Metrics of a state machine: https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
export type ExecutionMetric =
  | 'ExecutionsStarted'
  | 'ExecutionsSucceeded'
  | 'ExecutionsFailed'
  | 'ExecutionsTimedOut'
  | 'ExecutionThrottled'
  /** Milliseconds from the start of an execution to its end. */
  | 'ExecutionTime';

export function executions({ arn }: PipelineStateMachine, metricName: ExecutionMetric, period: Duration): Metric {
  return new Metric({
    namespace: 'AWS/States',
    metricName,
    dimensionsMap: { StateMachineArn: arn },
    statistic: Stats.SUM,
    period,
  });
}

/** Whether the pipeline runs, and runs to its end. */
export class StateMachineAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: StateMachineAlarmsProps) {
    super(scope, id);
    tellOfFailedJobs(this, props);
    this.alarms = [
      ...Object.entries(faults(props)).map(([name, fault]) => this.faultAlarm(props, name, fault)),
      this.staleAlarm(props),
      this.slowAlarm(props),
    ];
  }

  private faultAlarm(props: StateMachineAlarmsProps, name: string, { metricName, impact, action }: Fault): Alarm {
    return new WordedAlarm(this, name, {
      stage: props.stage,
      name: `pipeline-${name}`,
      metric: executions(props.pipeline, metricName, Duration.minutes(5)),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      impact,
      action,
      topic: props.topic,
    }).alarm;
  }

  /** A pipeline that never starts fails in silence. */
  private staleAlarm({ stage, settings, pipeline, topic }: StateMachineAlarmsProps): Alarm {
    const { pipelineEveryMinutes } = settings.lake;
    return new WordedAlarm(this, 'stale', {
      stage,
      name: 'pipeline-stale',
      metric: executions(pipeline, 'ExecutionsSucceeded', Duration.minutes(pipelineEveryMinutes)),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 2,
      datapointsToAlarm: 2,
      treatMissingData: TreatMissingData.BREACHING,
      impact: `The models of the lake are older than ${2 * pipelineEveryMinutes} minutes: queries of silver and gold tables answer with the past.`,
      action: `Look at the executions of ${pipeline.name}. None started: look at its schedule and the queue of undelivered starts. Started and failed: its other alarms say what to do. Running long: look at the log of the job.`,
      topic,
    }).alarm;
  }

  /** The job computes its models from all rows, so a run takes longer as history grows, and one day too long. */
  private slowAlarm({ stage, pipeline, topic }: StateMachineAlarmsProps): Alarm {
    const minutes = (slowShare * schedules.lakeModels.timeoutSeconds) / 60;
    return new WordedAlarm(this, 'slow', {
      stage,
      name: 'pipeline-slow',
      metric: executions(pipeline, 'ExecutionTime', Duration.hours(1)).with({ statistic: Stats.MAXIMUM }),
      // The metric is in milliseconds.
      threshold: minutes * 60_000,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      impact: `Runs of the pipeline take more than ${minutes} minutes, half of what its job may take. Nothing is late yet; when they reach the whole, every run fails.`,
      action: `Look at which step of ${pipeline.name} takes the time. The job: raise lake.maximumWorkers in cdk.json. The load: look for a backlog in the row "Load" of the dashboard; it ends by itself.`,
      topic,
    }).alarm;
  }
}

/** Of what the job may take: from here on there is time to act before it fails in every run. */
const slowShare = 0.5;

interface Fault {
  readonly metricName: ExecutionMetric;
  readonly impact: string;
  readonly action: string;
}

function faults({ stage, pipeline, modelJob }: StateMachineAlarmsProps): Record<string, Fault> {
  return {
    failed: {
      metricName: 'ExecutionsFailed',
      impact:
        'A run of the pipeline failed: the warehouse or the lake stays as the last good run left it, or the two differ. Nothing is lost.',
      action: `Open the failed execution of ${pipeline.name}: its cause names the step or steps and their logs. Job failed: read the log groups /medstream/${stage}/lake-models. Stores differ: their own alarm says what to do. The next run does all of the work again; to have it sooner, start an execution by hand.`,
    },
    'timed-out': {
      metricName: 'ExecutionsTimedOut',
      impact:
        'A run of the pipeline took longer than it may: the models of the lake stay as the last good run left them.',
      action: `Look at which step of ${pipeline.name} was running. The job: raise lake.maximumWorkers in cdk.json. The load: look for a backlog in the row "Load" of the dashboard. Stop a run of ${modelJob.jobName} that is still going.`,
    },
    throttled: {
      metricName: 'ExecutionThrottled',
      impact: 'Step Functions slows the pipeline down: its steps wait, and the lake and the warehouse lag.',
      action:
        'Look for another state machine of this account that runs thousands of steps, and ask AWS for a higher quota of StateTransition (Service Quotas, Step Functions).',
    },
  };
}

/** The job may also be started by hand, and then no execution fails with it. */
function tellOfFailedJobs(
  scope: Construct,
  { stage, modelJob, topic, deadLetterQueue }: StateMachineAlarmsProps,
): void {
  new EventNotice(scope, 'JobNotice', {
    stage,
    name: 'lake-models-failed',
    description: 'A run of the job that builds the lake models failed or timed out',
    pattern: {
      source: ['aws.glue'],
      'detail-type': ['Glue Job State Change'],
      detail: { jobName: [modelJob.jobName], state: ['FAILED', 'TIMEOUT'] },
    },
    quotes: { job: '$.detail.jobName', state: '$.detail.state', run: '$.detail.jobRunId', time: '$.time' },
    message: `medstream ${stage}: run <run> of job <job> ended as <state> at <time>. Impact: no table was changed by a run that failed before it published; the models stay as they were. What to do: read its log groups below /medstream/${stage}/lake-models, which name the model or the check`,
    topic,
    deadLetterQueue,
  });
}
