import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { createLogger, createMetrics, loadMetrics } from '../shared/powertools.ts';
import { safeErrors } from '../shared/safe-errors.ts';
import { awsClients, createContainer, environmentSettings } from './container.ts';
import { decodeLoadEvent } from './load-event.ts';
import type { LoadResult } from './load-warehouse.ts';

const logger = createLogger('load-warehouse');
const metrics = createMetrics('load-warehouse');
const loadWarehouse = createContainer(awsClients(), environmentSettings(process.env), {
  log: logger,
  metrics: loadMetrics(metrics),
});

export const handler = middy<unknown, LoadResult>()
  .use(injectLambdaContext(logger, { logEvent: false, resetKeys: true }))
  .use(logMetrics(metrics))
  .use(safeErrors())
  .handler((event, context) =>
    loadWarehouse(context.awsRequestId, decodeLoadEvent(event), () => context.getRemainingTimeInMillis()),
  );
