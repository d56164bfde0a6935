import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { createLogger } from '../shared/powertools.ts';
import { safeErrors } from '../shared/safe-errors.ts';
import type { AppliedSchema } from './apply-schema.ts';
import { awsClients, createContainer, environmentSettings } from './container.ts';

const logger = createLogger('apply-schema');
const apply = createContainer(awsClients(), environmentSettings(process.env), logger);

export const handler = middy<unknown, AppliedSchema>()
  .use(injectLambdaContext(logger, { logEvent: false, resetKeys: true }))
  .use(safeErrors())
  .handler(() => apply());
