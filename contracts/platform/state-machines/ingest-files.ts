import { schedules } from '../schedules.ts';
import { backOff, retryLambda } from './retries.ts';
import type { Retrier, StateMachineDefinition } from './states-language.ts';

/**
 * Reads one landed file, once: CDK deploys this very object and `medstream up` interprets it. The function reads as much as
 * an invocation has time for, whole parts of it, and answers with where it stopped; it is invoked again from there until
 * nothing is left. Why one after the other and not in a Distributed Map: docs/decisions/0013-landed-files.md.
 *
 * An execution is started with `{"file": {"key", "etag"}}`. It hands on the key of the file, places and counts, nothing of its
 * content.
 */
export const ingestFilesPlaceholders = ['IngestFilesFunctionArn'] as const;

export type IngestFilesPlaceholder = (typeof ingestFilesPlaceholders)[number];

const functionArn = `\${${'IngestFilesFunctionArn' satisfies IngestFilesPlaceholder}}`;

/** Many files may land at once, and no more of them are read at a time than the function has copies: the others wait. */
const waitForACopy: Retrier = {
  ErrorEquals: ['Lambda.TooManyRequestsException'],
  IntervalSeconds: 5,
  MaxAttempts: 300,
  MaxDelaySeconds: 300,
  ...backOff,
};

/**
 * A stream that took nothing for a minute, a function that ended before its time: the invocation begins again where it
 * began, and what was sent before is recognised.
 */
const tryAgain: Retrier = {
  ErrorEquals: ['States.TaskFailed', 'States.Timeout'],
  IntervalSeconds: 30,
  MaxAttempts: 8,
  MaxDelaySeconds: 600,
  ...backOff,
};

export const ingestFiles: StateMachineDefinition = {
  Comment: 'Sends the rows of a landed file to the streams, part by part',
  QueryLanguage: 'JSONPath',
  StartAt: 'SendRows',
  TimeoutSeconds: 24 * 3600,
  States: {
    SendRows: {
      Type: 'Task',
      Comment: 'Reads on from where the last invocation stopped. A file that is broken ends here, too: it is set aside',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: functionArn, 'Payload.$': '$.file' },
      ResultSelector: { 'file.$': '$.Payload' },
      TimeoutSeconds: schedules.ingestFiles.timeoutSeconds + 60,
      Retry: [
        ...retryLambda.filter(
          ({ ErrorEquals }) => !ErrorEquals.some((name) => waitForACopy.ErrorEquals.includes(name)),
        ),
        waitForACopy,
        tryAgain,
      ],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'NotRead' }],
      Next: 'IsMoreLeft',
    },
    IsMoreLeft: {
      Type: 'Choice',
      Comment: 'A long file takes several invocations',
      Choices: [{ Variable: '$.file.hasMore', BooleanEquals: true, Next: 'SendRows' }],
      Default: 'FileRead',
    },
    FileRead: { Type: 'Succeed' },
    NotRead: {
      Type: 'Pass',
      Parameters: {
        'error.$': '$.Error',
        cause: `A landed file could not be read: the reason is in the log of function ${functionArn}`,
      },
      Next: 'FileNotRead',
    },
    FileNotRead: { Type: 'Fail', ErrorPath: '$.error', CausePath: '$.cause' },
  },
};
