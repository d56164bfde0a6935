import type { MiddlewareObj } from '@middy/core';
import { withoutForeignText } from '../../domain/safe-error.ts';

/**
 * Keeps foreign text out of what leaves a handler. Lambda logs an uncaught error with its message, stack and enumerable
 * properties, and hands its message on to the caller, so the history of a state machine holds it too
 * (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html). Use it last: middy calls what was used last
 * first when a handler fails, so the others see the safe error.
 */
export function safeErrors(): MiddlewareObj {
  return {
    onError: (request) => {
      request.error = withoutForeignText(request.error);
    },
  };
}
