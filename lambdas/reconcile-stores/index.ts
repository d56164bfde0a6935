import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { createLogger, createMetrics, reconcileMetrics } from '../shared/powertools.ts';
import { safeErrors } from '../shared/safe-errors.ts';
import { awsClients, createContainer, environmentSettings } from './container.ts';
import { decodeReconcileEvent } from './reconcile-event.ts';
import type { ReconcileResult } from './reconcile-stores.ts';

const logger = createLogger('reconcile-stores');
const metrics = createMetrics('reconcile-stores');
const reconcileStores = createContainer(awsClients(), environmentSettings(process.env), {
  log: logger,
  metrics: reconcileMetrics(metrics),
});

export const handler = middy<unknown, ReconcileResult>()
  .use(injectLambdaContext(logger, { logEvent: false, resetKeys: true }))
  .use(logMetrics(metrics))
  .use(safeErrors())
  .handler((event) => reconcileStores(decodeReconcileEvent(event)));
