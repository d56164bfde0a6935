import type { Retrier } from './states-language.ts';

/** Faults of a service or a full account, which pass: never an error that the step's own code threw. */
export const backOff = { BackoffRate: 2, JitterStrategy: 'FULL' } as const;

/**
 * Faults of Lambda itself (https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html), and a
 * function that has no copy left to run in, because the minute's load is running. A retry is a new invocation, so a load
 * gets a ClientToken of its own. A load that failed is not repeated here: the minute's load does that, and a broken
 * check would fail again.
 */
export const retryLambda: readonly Retrier[] = [
  {
    ErrorEquals: [
      'Lambda.ClientExecutionTimeoutException',
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
    ],
    IntervalSeconds: 2,
    MaxAttempts: 6,
    MaxDelaySeconds: 60,
    ...backOff,
  },
  {
    ErrorEquals: ['Lambda.TooManyRequestsException'],
    IntervalSeconds: 20,
    MaxAttempts: 10,
    MaxDelaySeconds: 300,
    ...backOff,
  },
];
