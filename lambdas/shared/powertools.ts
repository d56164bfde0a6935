import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { IngestMetrics } from './ingest-metrics.ts';

/** Structured logger of a function; middleware that uses it must keep `logEvent` off: events hold PHI. */
export function createLogger(functionName: string): Logger {
  return new Logger({ serviceName: functionName });
}

/** CloudWatch metrics of a function, in the namespace `medstream`. */
export function createMetrics(functionName: string): Metrics {
  return new Metrics({ namespace: 'medstream', serviceName: functionName });
}

/** Ingest counts as CloudWatch metrics; reason codes are a closed set, so they may be dimensions. */
export function ingestMetrics(metrics: Metrics): IngestMetrics {
  return {
    record: (counts) => {
      metrics.addMetric('RecordsReceived', MetricUnit.Count, counts.received);
      metrics.addMetric('RecordsAccepted', MetricUnit.Count, counts.accepted);
      metrics.addMetric('RecordsQuarantined', MetricUnit.Count, counts.rejected);
      metrics.addMetric('ObjectsExisting', MetricUnit.Count, counts.objectsExisting);
      for (const [code, count] of Object.entries(counts.rejectedByCode)) {
        metrics
          .singleMetric()
          .addDimension('reason', code)
          .addMetric('RecordsQuarantinedByReason', MetricUnit.Count, count);
      }
    },
  };
}
