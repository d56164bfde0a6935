import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { auditMetrics, createLogger, createMetrics } from '../shared/powertools.ts';
import { safeErrors } from '../shared/safe-errors.ts';
import { decodeAuditEvent } from './audit-event.ts';
import type { AuditResult } from './audit-warehouse.ts';
import { awsClients, createContainer, environmentSettings } from './container.ts';

const logger = createLogger('audit-warehouse');
const metrics = createMetrics('audit-warehouse');
const auditWarehouse = createContainer(awsClients(), environmentSettings(process.env), {
  log: logger,
  metrics: auditMetrics(metrics),
});

export const handler = middy<unknown, AuditResult>()
  .use(injectLambdaContext(logger, { logEvent: false, resetKeys: true }))
  .use(logMetrics(metrics))
  .use(safeErrors())
  .handler((event, context) => auditWarehouse(decodeAuditEvent(event), () => context.getRemainingTimeInMillis()));
