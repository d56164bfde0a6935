import { schedules } from '../schedules.ts';

/**
 * The hourly pipeline in the Amazon States Language (https://states-language.net/spec.html), once: CDK deploys this very
 * object and `medstream run` interprets it, so a step added here runs in both. It speaks JSONPath, because the
 * interpreter of the laptop knows no JSONata.
 *
 * No state hands data on except the count of objects that still wait: whatever an execution is started with is dropped
 * by the first step, so nothing about a patient can enter the history of an execution.
 */

/**
 * What differs between the places it runs in. `${name}` in the definition stands for it: CloudFormation's
 * DefinitionSubstitutions fill it in the cloud, the interpreter on the laptop.
 */
export const pipelinePlaceholders = ['LoadWarehouseFunctionArn', 'LakeModelsJobName'] as const;

export type PipelinePlaceholder = (typeof pipelinePlaceholders)[number];

/** A value for every placeholder; leaving one out does not compile. */
export type PipelineSubstitutions = Readonly<Record<PipelinePlaceholder, string>>;

type JsonObject = { readonly [member: string]: string | number | boolean | null | JsonObject };

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds: number;
  readonly JitterStrategy: 'FULL';
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
}

/** A step. It does not compile without a time limit, retries and a way to fail. */
export interface TaskState {
  readonly Type: 'Task';
  readonly Comment: string;
  /** The service integration, `arn:aws:states:::<service>:<action>`. */
  readonly Resource: string;
  readonly Parameters: JsonObject;
  readonly ResultSelector?: JsonObject;
  /** `null` keeps the state's input as its output. */
  readonly ResultPath?: null;
  readonly TimeoutSeconds: number;
  readonly Retry: readonly Retrier[];
  readonly Catch: readonly Catcher[];
  readonly Next: string;
}

export interface ChoiceState {
  readonly Type: 'Choice';
  readonly Comment: string;
  readonly Choices: readonly {
    readonly Variable: string;
    readonly NumericGreaterThan: number;
    readonly Next: string;
  }[];
  readonly Default: string;
}

export interface PassState {
  readonly Type: 'Pass';
  readonly Parameters: JsonObject;
  readonly Next: string;
}

export interface SucceedState {
  readonly Type: 'Succeed';
}

export interface FailState {
  readonly Type: 'Fail';
  readonly ErrorPath: string;
  readonly CausePath: string;
}

export interface PipelineDefinition {
  readonly Comment: string;
  readonly QueryLanguage: 'JSONPath';
  readonly StartAt: string;
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, TaskState | ChoiceState | PassState | SucceedState | FailState>>;
}

/** Faults of a service or a full account, which pass: never an error that the step's own code threw. */
const backOff = { BackoffRate: 2, JitterStrategy: 'FULL' } as const;

/**
 * Faults of Lambda itself (https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html), and a
 * function that has no copy left to run in, because the minute's load is running. A retry is a new invocation, so a load
 * gets a ClientToken of its own. A load that failed is not repeated here: the minute's load does that, and a broken
 * check would fail again.
 */
const retryLambda: readonly Retrier[] = [
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

/** A run in progress, which ends, and faults of Glue's API (https://docs.aws.amazon.com/glue/latest/webapi/API_StartJobRun.html). */
const retryGlue: readonly Retrier[] = [
  {
    ErrorEquals: ['Glue.ConcurrentRunsExceededException'],
    IntervalSeconds: 60,
    MaxAttempts: 10,
    MaxDelaySeconds: 600,
    ...backOff,
  },
  {
    ErrorEquals: [
      'Glue.AWSGlueException',
      'Glue.InternalServiceException',
      'Glue.OperationTimeoutException',
      'Glue.ResourceNumberLimitExceededException',
    ],
    IntervalSeconds: 10,
    MaxAttempts: 5,
    MaxDelaySeconds: 300,
    ...backOff,
  },
];

/**
 * What a step that failed leaves behind: which step and the name of its error. The error's text stays in the log it
 * came from, whose readers are known.
 */
const failureOf = (step: string, log: string): PassState => ({
  Type: 'Pass',
  Parameters: {
    'error.$': '$.Error',
    cause: `Step ${step} of the pipeline failed: its reason is in the log of ${log}`,
  },
  Next: 'PipelineFailed',
});

export const pipeline = {
  Comment: 'Loads what is new into the warehouse and rebuilds the models of the lake',
  QueryLanguage: 'JSONPath',
  StartAt: 'LoadWarehouse',
  TimeoutSeconds: 3 * 3600,
  States: {
    LoadWarehouse: {
      Type: 'Task',
      Comment:
        'Loads a batch of new silver objects. It always asks the warehouse what it holds, never a note of what it held',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of the definition
        FunctionName: '${LoadWarehouseFunctionArn}',
        Payload: {},
      },
      ResultSelector: { 'waiting.$': '$.Payload.waiting' },
      TimeoutSeconds: schedules.loadWarehouse.timeoutSeconds,
      Retry: retryLambda,
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'LoadWarehouseFailed' }],
      Next: 'IsAnythingWaiting',
    },
    IsAnythingWaiting: {
      Type: 'Choice',
      Comment: 'A load takes a bounded number of objects; after an outage there are more',
      Choices: [{ Variable: '$.waiting', NumericGreaterThan: 0, Next: 'LoadWarehouse' }],
      Default: 'BuildLakeModels',
    },
    BuildLakeModels: {
      Type: 'Task',
      Comment: 'Rebuilds every model of silver and gold, and runs their checks',
      Resource: 'arn:aws:states:::glue:startJobRun.sync',
      Parameters: {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of the definition
        JobName: '${LakeModelsJobName}',
        Arguments: { '--models': 'all' },
      },
      ResultPath: null,
      TimeoutSeconds: schedules.lakeModels.timeoutSeconds,
      Retry: retryGlue,
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'BuildLakeModelsFailed' }],
      Next: 'PipelineSucceeded',
    },
    PipelineSucceeded: { Type: 'Succeed' },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of the definition
    LoadWarehouseFailed: failureOf('LoadWarehouse', 'function ${LoadWarehouseFunctionArn}'),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of the definition
    BuildLakeModelsFailed: failureOf('BuildLakeModels', 'job ${LakeModelsJobName}'),
    PipelineFailed: { Type: 'Fail', ErrorPath: '$.error', CausePath: '$.cause' },
  },
} as const satisfies PipelineDefinition;
