import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { builtOnce } from '../shared/built-once.ts';
import { createLogger, createMetrics, fileMetrics } from '../shared/powertools.ts';
import { safeErrors } from '../shared/safe-errors.ts';
import { awsClients, createContainer, environmentSettings } from './container.ts';
import { decodeLandedFile, type LandedFile } from './ingest-event.ts';

const logger = createLogger('ingest-files');
const metrics = createMetrics('ingest-files');
const ingestLandedFile = builtOnce(() =>
  createContainer(awsClients(), environmentSettings(process.env), { log: logger, metrics: fileMetrics(metrics) }),
);

export const handler = middy<unknown, LandedFile>()
  .use(injectLambdaContext(logger, { logEvent: false, resetKeys: true }))
  .use(logMetrics(metrics))
  .use(safeErrors())
  .handler(async (event, context) =>
    (await ingestLandedFile())(decodeLandedFile(event), () => context.getRemainingTimeInMillis()),
  );
