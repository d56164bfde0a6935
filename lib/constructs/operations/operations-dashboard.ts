import { Duration } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  Metric,
  SingleValueWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Construct } from 'constructs';
import { ingestConsumers, type StreamConsumer } from '../../../contracts/platform/consumers.ts';
import { deployedName } from '../../../contracts/platform/deployed-names.ts';
import { metrics } from '../../../contracts/platform/metrics.ts';
import type { StageSettings } from '../../config/stage-settings.ts';
import type { StageFunction } from '../stage-function.ts';
import {
  auditMetric,
  greatestOf,
  ingestMetric,
  loadMetric,
  quarantinedShare,
  reconcileMetric,
  sumOf,
} from './function-metrics.ts';
import type { PipelineStateMachine } from './pipeline-state-machine.ts';
import { executions } from './state-machine-alarms.ts';

export interface OperationsDashboardProps {
  readonly stage: string;
  readonly settings: StageSettings;
  /** By the name that the inventory gives them. */
  readonly streams: ReadonlyMap<string, Stream>;
  readonly consumers: readonly { readonly consumer: StreamConsumer; readonly function: StageFunction }[];
  readonly pipeline: PipelineStateMachine;
  /** Undefined where the stage leaves the warehouse out. */
  readonly warehouse: { readonly workgroupName: string; readonly loadWarehouse: StageFunction } | undefined;
}

const rowHeight = 6;
const minutes = 5;

/** What a person on call looks at first: a row per stage of the flow, from the stream to the models, each explained. */
export class OperationsDashboard extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: OperationsDashboardProps) {
    super(scope, id);
    this.name = `medstream-${props.stage}`;
    new Dashboard(this, 'Dashboard', {
      dashboardName: this.name,
      defaultInterval: Duration.hours(12),
      widgets: [
        ...arrivals(props),
        ingest(props),
        rejections(props),
        rules(props),
        ...load(props),
        lake(props),
        ...reconciliation(props),
        ...audit(props),
      ],
    });
  }
}

function arrivals({ streams, consumers }: OperationsDashboardProps): IWidget[][] {
  return [...streams].map(([name, stream]) =>
    row(
      `Stream ${name}`,
      'Events as producers send them. **Refused** above zero: producers have to send again; add shards. **Age of the oldest unread event** that keeps growing: the function fails or is too slow, and after the retention of the stream events are lost.',
      graph('Events per 5 minutes', [
        stream.metricIncomingRecords({ ...sumOf(minutes), label: 'received' }),
        stream.metricWriteProvisionedThroughputExceeded({ ...sumOf(minutes), label: 'refused' }),
      ]),
      graph(
        'Age of the oldest unread event, ms',
        consumers
          .filter(({ consumer }) => consumer.stream === name)
          .map(({ consumer, function: own }) =>
            own.function.metric('IteratorAge', { ...greatestOf(1), label: consumer.function }),
          ),
      ),
    ),
  );
}

function ingest({ stage, consumers }: OperationsDashboardProps): IWidget[] {
  return row(
    'Ingest',
    'Every received event is either accepted into silver or rejected into quarantine; all are kept in bronze. **Objects that existed already** are retries that found their work done: many of them mean many failed batches.',
    graph(
      'Events per 5 minutes',
      ingestConsumers.flatMap(({ function: name, stream }) => [
        ingestMetric(stage, name, 'accepted', sumOf(minutes)).with({ label: `accepted of ${stream}` }),
        ingestMetric(stage, name, 'quarantined', sumOf(minutes)).with({ label: `rejected of ${stream}` }),
      ]),
    ),
    graph('Faults per 5 minutes', [
      ...consumers.flatMap(({ consumer, function: { function: handler } }) => [
        handler.metricErrors({ ...sumOf(minutes), label: `failed batches of ${consumer.function}` }),
        handler.metricThrottles({ ...sumOf(minutes), label: `throttled ${consumer.function}` }),
      ]),
      ...ingestConsumers.map(({ function: name }) =>
        ingestMetric(stage, name, 'objectsExisting', sumOf(minutes)).with({
          label: `objects that existed already, ${name}`,
        }),
      ),
    ]),
  );
}

function rejections({ stage, settings }: OperationsDashboardProps): IWidget[] {
  const { quarantinedByReason, leftOutByReason } = metrics.ingest;
  return row(
    'Quarantine',
    `Above ${settings.alarms.quarantinedPercent} % somebody is called. One reason that jumps is one producer that changed its format; all of them together are a contract that does not fit.`,
    graph(
      'Rejected, % of received',
      ingestConsumers.map(({ function: name, stream }) =>
        quarantinedShare(stage, name, minutes).with({ label: `of ${stream}` }),
      ),
    ),
    graph('Rejected, by reason', ingestBy(stage, 'reason', quarantinedByReason)),
    graph('Values left out of accepted records, by reason', ingestBy(stage, 'reason', leftOutByReason)),
  );
}

function rules({ stage }: OperationsDashboardProps): IWidget[] {
  const { notedByReason, normalizedByKind } = metrics.ingest;
  return row(
    'Rules and spellings',
    'What accepted records break at no cost, what was done to their values, and records with fields that no contract names. A kind that jumps is a source that writes otherwise than before. Rules and their costs: contracts/platform/rules.ts.',
    graph('Rules noted, by rule', ingestBy(stage, 'reason', notedByReason)),
    graph('Values spelled anew, by kind', ingestBy(stage, 'kind', normalizedByKind)),
    graph(
      'Records with unknown fields',
      ingestConsumers.map(({ function: name, stream }) =>
        ingestMetric(stage, name, 'withUnknownFields', sumOf(minutes)).with({ label: `of ${stream}` }),
      ),
    ),
  );
}

/** A metric of every function that runs the code of ingest, for each value that a second dimension of it has. */
function ingestBy(stage: string, dimension: string, metric: string): MathExpression[] {
  return ingestConsumers.map(
    ({ function: name }) =>
      new MathExpression({
        expression: `SEARCH('{${metrics.namespace},${metrics.dimension},${dimension}} MetricName="${metric}" ${metrics.dimension}="${deployedName(stage, name)}"', 'Sum', ${minutes * 60})`,
        usingMetrics: {},
        label: '',
        period: Duration.minutes(minutes),
      }),
  );
}

function load({ stage, settings, warehouse }: OperationsDashboardProps): IWidget[][] {
  if (warehouse === undefined) return [];
  const capacity = new Metric({
    namespace: 'AWS/Redshift-Serverless',
    metricName: 'ComputeCapacity',
    dimensionsMap: { Workgroup: warehouse.workgroupName },
    ...greatestOf(minutes),
    label: 'RPU',
  });
  return [
    row(
      'Load',
      `**Oldest waiting object** is the promise of freshness: above ${settings.alarms.freshnessSeconds} s somebody is called. It grows while loads fail (see the log of the load) or while they are slower than what arrives (raise the capacity).`,
      graph('Oldest waiting object, s', [
        loadMetric(stage, 'oldestWaitingSeconds', greatestOf(minutes)).with({ label: 'age' }),
        loadMetric(stage, 'objectsWaiting', greatestOf(minutes)).with({ label: 'objects waiting, at least' }),
        loadMetric(stage, 'objectsSetAside', greatestOf(minutes)).with({ label: 'objects set aside' }),
      ]),
      graph('Loads per 5 minutes', [
        loadMetric(stage, 'loads', sumOf(minutes)).with({ label: 'loads committed' }),
        loadMetric(stage, 'loadsFailed', sumOf(minutes)).with({ label: 'contracts rolled back' }),
        loadMetric(stage, 'objectsLoaded', sumOf(minutes)).with({ label: 'objects' }),
        loadMetric(stage, 'rowsInserted', sumOf(minutes)).with({ label: 'rows' }),
        loadMetric(stage, 'duplicates', sumOf(minutes)).with({ label: 'duplicates left out' }),
        loadMetric(stage, 'collisions', sumOf(minutes)).with({ label: 'event ids with other content' }),
        warehouse.loadWarehouse.function.metricErrors({ ...sumOf(minutes), label: 'failed invocations' }),
      ]),
    ),
    row(
      'Warehouse',
      'What the warehouse costs: capacity while a load or a report runs, nothing while it rests. A line that never comes down is a report that asks all the time.',
      graph('Capacity in use', [capacity]),
    ),
  ];
}

function lake({ pipeline }: OperationsDashboardProps): IWidget[] {
  const period = Duration.hours(1);
  return row(
    'Lake',
    'Runs of the pipeline, which loads what is left, rebuilds the models and compares the stores. A store whose step failed stays as it was; the next run does all of the work again. No run at all in two intervals calls somebody.',
    graph('Runs per hour', [
      executions(pipeline, 'ExecutionsStarted', period).with({ label: 'started' }),
      executions(pipeline, 'ExecutionsSucceeded', period).with({ label: 'succeeded' }),
      executions(pipeline, 'ExecutionsFailed', period).with({ label: 'failed' }),
      executions(pipeline, 'ExecutionsTimedOut', period).with({ label: 'timed out' }),
    ]),
    new SingleValueWidget({
      title: 'Longest run, s',
      height: rowHeight,
      width: 9,
      metrics: [longestRun(pipeline)],
    }),
  );
}

function reconciliation({ stage, warehouse }: OperationsDashboardProps): IWidget[][] {
  if (warehouse === undefined) return [];
  return [
    row(
      'Reconciliation',
      'Each run compares totals of the lake with those of the warehouse, as of a day before. **Differing** above zero: somebody is called. **Compared** at zero: nobody looks.',
      graph('Totals per hour', [
        reconcileMetric(stage, 'compared', greatestOf(60)).with({ label: 'compared' }),
        reconcileMetric(stage, 'differing', greatestOf(60)).with({ label: 'differing' }),
      ]),
    ),
  ];
}

function audit({ stage, warehouse }: OperationsDashboardProps): IWidget[][] {
  if (warehouse === undefined) return [];
  return [
    row(
      'Audit',
      'Once a day every table is checked from end to end. **Broken** above zero: somebody is called. **Left** above zero: an hour is too short, see `warehouse.auditHours`. `reporting.audited_table` says of each table when it last held.',
      graph('Per day', [
        auditMetric(stage, 'invariantsBroken', greatestOf(60)).with({ label: 'invariants broken' }),
        auditMetric(stage, 'tablesChecked', greatestOf(60)).with({ label: 'tables checked' }),
        auditMetric(stage, 'tablesLeft', greatestOf(60)).with({ label: 'tables left' }),
        auditMetric(stage, 'wholeHeld', greatestOf(60)).with({ label: 'all held' }),
      ]),
    ),
  ];
}

function longestRun({ arn }: PipelineStateMachine): IMetric {
  return new MathExpression({
    expression: 'milliseconds / 1000',
    usingMetrics: {
      milliseconds: new Metric({
        namespace: 'AWS/States',
        metricName: 'ExecutionTime',
        dimensionsMap: { StateMachineArn: arn },
        statistic: Stats.MAXIMUM,
        period: Duration.days(1),
      }),
    },
    label: 'seconds',
    period: Duration.days(1),
  });
}

/** A row: what it means, and its graphs. */
function row(title: string, meaning: string, ...graphs: readonly IWidget[]): IWidget[] {
  return [new TextWidget({ markdown: `## ${title}\n${meaning}`, height: rowHeight, width: 6 }), ...graphs];
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, height: rowHeight, width: 9, leftYAxis: { min: 0 } });
}
