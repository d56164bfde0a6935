import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { createLogger } from '../shared/powertools.ts';
import { awsClients, createContainer, environmentSettings } from './container.ts';
import type { LoadResult } from './load-warehouse.ts';

const logger = createLogger('load-warehouse');
const loadWarehouse = createContainer(awsClients(), environmentSettings(process.env), logger);

export const handler = middy<unknown, LoadResult>()
  .use(injectLambdaContext(logger, { logEvent: false, resetKeys: true }))
  .handler((_event, context) => loadWarehouse(context.awsRequestId));
