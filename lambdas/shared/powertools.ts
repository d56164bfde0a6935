import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { metrics as names } from '../../contracts/platform/metrics.ts';
import type { AuditMetrics } from './audit-metrics.ts';
import type { FileMetrics } from './file-metrics.ts';
import type { IngestMetrics } from './ingest-metrics.ts';
import type { LoadMetrics } from './load-metrics.ts';
import type { ReconcileMetrics } from './reconcile-metrics.ts';

/** Structured logger of a function; middleware that uses it must keep `logEvent` off: events hold PHI. */
export function createLogger(functionName: string): Logger {
  return new Logger({ serviceName: deployedAs(functionName) });
}

/** CloudWatch metrics of a function, in the project's namespace, under its deployed name as dimension `service`. */
export function createMetrics(functionName: string): Metrics {
  return new Metrics({ namespace: names.namespace, serviceName: deployedAs(functionName) });
}

/** The name with its stage, which Lambda tells: several stages may share an account, and so the namespace. */
function deployedAs(functionName: string): string {
  return process.env.AWS_LAMBDA_FUNCTION_NAME ?? functionName;
}

/** Ingest counts as CloudWatch metrics; reason codes are a closed set, so they may be dimensions. */
export function ingestMetrics(metrics: Metrics): IngestMetrics {
  const { received, accepted, quarantined, quarantinedByReason, leftOutByReason, objectsExisting } = names.ingest;
  const { notedByReason, normalizedByKind, withUnknownFields } = names.ingest;
  return {
    record: (counts) => {
      metrics.addMetric(received, MetricUnit.Count, counts.received);
      metrics.addMetric(accepted, MetricUnit.Count, counts.accepted);
      metrics.addMetric(quarantined, MetricUnit.Count, counts.rejected);
      metrics.addMetric(objectsExisting, MetricUnit.Count, counts.objectsExisting);
      for (const [code, count] of Object.entries(counts.rejectedByCode)) {
        metrics.singleMetric().addDimension('reason', code).addMetric(quarantinedByReason, MetricUnit.Count, count);
      }
      for (const [code, count] of Object.entries(counts.warningsByCode)) {
        metrics.singleMetric().addDimension('reason', code).addMetric(leftOutByReason, MetricUnit.Count, count);
      }
      for (const [code, count] of Object.entries(counts.notesByCode)) {
        metrics.singleMetric().addDimension('reason', code).addMetric(notedByReason, MetricUnit.Count, count);
      }
      for (const [kind, count] of Object.entries(counts.normalizedByKind)) {
        metrics.singleMetric().addDimension('kind', kind).addMetric(normalizedByKind, MetricUnit.Count, count);
      }
      metrics.addMetric(withUnknownFields, MetricUnit.Count, counts.withUnknownFields);
    },
  };
}

/** What became of landed files, as CloudWatch metrics; reasons are a closed set. */
export function fileMetrics(metrics: Metrics): FileMetrics {
  const { rowsRead, eventsSent, filesRead, filesSetAside, filesSetAsideByReason } = names.files;
  return {
    record: ({ rows, sent, isRead, fault }) => {
      metrics.addMetric(rowsRead, MetricUnit.Count, rows);
      metrics.addMetric(eventsSent, MetricUnit.Count, sent);
      metrics.addMetric(filesRead, MetricUnit.Count, isRead ? 1 : 0);
      metrics.addMetric(filesSetAside, MetricUnit.Count, fault === null ? 0 : 1);
      if (fault === null) return;
      metrics.singleMetric().addDimension('reason', fault).addMetric(filesSetAsideByReason, MetricUnit.Count, 1);
    },
  };
}

/** What loads find and do, as CloudWatch metrics. */
export function loadMetrics(metrics: Metrics): LoadMetrics {
  const { loads, loadsFailed, objectsLoaded, rowsInserted, duplicates, collisions } = names.load;
  const { objectsWaiting, oldestWaitingSeconds, objectsSetAside } = names.load;
  return {
    found: (waiting) => {
      metrics.addMetric(objectsWaiting, MetricUnit.Count, waiting.objects);
      metrics.addMetric(oldestWaitingSeconds, MetricUnit.Seconds, waiting.oldestSeconds);
      // Written now: a function that runs out of time writes nothing at its end.
      metrics.publishStoredMetrics();
    },
    loaded: (counts) => {
      metrics.addMetric(loads, MetricUnit.Count, counts.loads);
      metrics.addMetric(loadsFailed, MetricUnit.Count, counts.failed);
      metrics.addMetric(objectsLoaded, MetricUnit.Count, counts.objects);
      metrics.addMetric(rowsInserted, MetricUnit.Count, counts.inserted);
      metrics.addMetric(duplicates, MetricUnit.Count, counts.duplicates);
      metrics.addMetric(collisions, MetricUnit.Count, counts.collisions);
    },
    setAside: (objects) => {
      metrics.addMetric(objectsSetAside, MetricUnit.Count, objects);
    },
  };
}

/** What a comparison of the stores found, as CloudWatch metrics. */
export function reconcileMetrics(metrics: Metrics): ReconcileMetrics {
  const { compared, differing } = names.reconcile;
  return {
    record: (counts) => {
      metrics.addMetric(compared, MetricUnit.Count, counts.compared);
      metrics.addMetric(differing, MetricUnit.Count, counts.differing);
    },
  };
}

/** What an audit of whole tables found, as CloudWatch metrics; the names of invariants are a closed set. */
export function auditMetrics(metrics: Metrics): AuditMetrics {
  const { tablesChecked, tablesLeft, invariantsBroken, violationsByInvariant, wholeHeld } = names.audit;
  return {
    audited: (counts) => {
      metrics.addMetric(tablesChecked, MetricUnit.Count, counts.checked);
      metrics.addMetric(tablesLeft, MetricUnit.Count, counts.left);
      metrics.addMetric(invariantsBroken, MetricUnit.Count, counts.broken);
      metrics.addMetric(wholeHeld, MetricUnit.Count, counts.isWhole ? 1 : 0);
      for (const [invariant, count] of counts.violations) {
        metrics
          .singleMetric()
          .addDimension('invariant', invariant)
          .addMetric(violationsByInvariant, MetricUnit.Count, count);
      }
    },
  };
}
