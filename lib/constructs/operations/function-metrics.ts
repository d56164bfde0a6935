import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import { deployedName } from '../../../contracts/platform/deployed-names.ts';
import { metrics } from '../../../contracts/platform/metrics.ts';
import { schedules } from '../../../contracts/platform/schedules.ts';

/** How a metric's values of a period become one. */
export interface Window {
  readonly statistic: string;
  readonly period: Duration;
}

export const sumOf = (minutes: number): Window => ({ statistic: Stats.SUM, period: Duration.minutes(minutes) });
export const greatestOf = (minutes: number): Window => ({
  statistic: Stats.MAXIMUM,
  period: Duration.minutes(minutes),
});

/** A metric that a function which runs the code of ingest writes. */
export function ingestMetric(
  stage: string,
  functionName: string,
  name: keyof typeof metrics.ingest,
  window: Window,
): Metric {
  return ownMetric(metrics.ingest[name], deployedName(stage, functionName), window);
}

/** A metric that the load function of a stage writes. */
export function loadMetric(stage: string, name: keyof typeof metrics.load, window: Window): Metric {
  return ownMetric(metrics.load[name], deployedName(stage, schedules.loadWarehouse.function), window);
}

/** A metric that the function which compares the stores writes. */
export function reconcileMetric(stage: string, name: keyof typeof metrics.reconcile, window: Window): Metric {
  return ownMetric(metrics.reconcile[name], deployedName(stage, schedules.reconcileStores.function), window);
}

/** A metric that the function which checks whole tables writes. */
export function auditMetric(stage: string, name: keyof typeof metrics.audit, window: Window): Metric {
  return ownMetric(metrics.audit[name], deployedName(stage, schedules.auditWarehouse.function), window);
}

/** Share of the records of an ingest function that went to quarantine, percent; 0 while none arrive. */
export function quarantinedShare(stage: string, functionName: string, minutes: number): MathExpression {
  // Several functions may stand in one graph, where every metric has an id of its own.
  const own = functionName.replaceAll('-', '_');
  return new MathExpression({
    expression: `IF(received_${own} > 0, 100 * quarantined_${own} / received_${own}, 0)`,
    usingMetrics: {
      [`received_${own}`]: ingestMetric(stage, functionName, 'received', sumOf(minutes)),
      [`quarantined_${own}`]: ingestMetric(stage, functionName, 'quarantined', sumOf(minutes)),
    },
    label: 'quarantined, %',
    period: Duration.minutes(minutes),
  });
}

/** Share of the records of a day that a stream took and a function has not handled, percent; 0 while none arrive. */
export function unhandledShare(stage: string, consumer: string, stream: Stream): MathExpression {
  const day = { statistic: Stats.SUM, period: Duration.days(1) };
  return new MathExpression({
    expression: 'IF(incoming > 0, 100 * (incoming - FILL(handled, 0)) / incoming, 0)',
    usingMetrics: {
      incoming: stream.metricIncomingRecords(day),
      handled: ownMetric(metrics.ingest.received, deployedName(stage, consumer), day),
    },
    label: 'not handled, %',
    period: Duration.days(1),
  });
}

function ownMetric(metricName: string, service: string, window: Window): Metric {
  return new Metric({
    namespace: metrics.namespace,
    metricName,
    dimensionsMap: { [metrics.dimension]: service },
    ...window,
  });
}
