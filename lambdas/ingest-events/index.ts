import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { builtOnce } from '../shared/built-once.ts';
import { createLogger, createMetrics, ingestMetrics } from '../shared/powertools.ts';
import { safeErrors } from '../shared/safe-errors.ts';
import { awsClients, createContainer, environmentSettings } from './container.ts';

const logger = createLogger('ingest-events');
const metrics = createMetrics('ingest-events');
const ingestBatch = builtOnce(() =>
  createContainer(awsClients(), environmentSettings(process.env), { log: logger, metrics: ingestMetrics(metrics) }),
);

// The timeout fires early enough to still answer with the records that are not safe yet.
export const handler = middy<KinesisStreamEvent, KinesisStreamBatchResponse>({ timeoutEarlyInMillis: 1000 })
  .use(injectLambdaContext(logger, { logEvent: false, resetKeys: true }))
  .use(logMetrics(metrics))
  .use(safeErrors())
  .handler(async (event) => (await ingestBatch())(event));
