import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import { consumers } from '../../../contracts/platform/consumers.ts';
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

/** A metric that the ingest function of a stage writes. */
export function ingestMetric(stage: string, name: keyof typeof metrics.ingest, window: Window): Metric {
  return consumerMetric(stage, consumers.ingestEvents.function, name, window);
}

/** A metric that a function of a stage which reads a stream writes. */
export function consumerMetric(
  stage: string,
  consumer: string,
  name: keyof typeof metrics.ingest,
  window: Window,
): Metric {
  return ownMetric(metrics.ingest[name], deployedName(stage, consumer), window);
}

/** A metric that the load function of a stage writes. */
export function loadMetric(stage: string, name: keyof typeof metrics.load, window: Window): Metric {
  return ownMetric(metrics.load[name], deployedName(stage, schedules.loadWarehouse.function), window);
}

/** A metric that the function which compares the stores writes. */
export function reconcileMetric(stage: string, name: keyof typeof metrics.reconcile, window: Window): Metric {
  return ownMetric(metrics.reconcile[name], deployedName(stage, schedules.reconcileStores.function), window);
}

/** Share of a stage's records that went to quarantine, percent; 0 while none arrive. */
export function quarantinedShare(stage: string, minutes: number): MathExpression {
  return new MathExpression({
    expression: 'IF(received > 0, 100 * quarantined / received, 0)',
    usingMetrics: {
      received: ingestMetric(stage, 'received', sumOf(minutes)),
      quarantined: ingestMetric(stage, 'quarantined', sumOf(minutes)),
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
