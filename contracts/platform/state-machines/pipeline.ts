import { schedules } from '../schedules.ts';
import { backOff, retryLambda } from './retries.ts';
import type { Catcher, PassState, Retrier, State, StateMachineDefinition, StatesGraph } from './states-language.ts';

/**
 * The hourly pipeline, once: CDK deploys this very object and `medstream run` interprets it, so a step added here runs in
 * both. The warehouse is loaded and the lake is built at once, and neither waits for the other: each branch catches its own
 * error and says at its end what became of it. When both are done, their totals are compared.
 *
 * No state hands data on except counts, names of errors and what became of a branch: whatever an execution is started with
 * is dropped by the first state, so nothing about a patient can enter the history of an execution.
 */

/**
 * What differs between the places it runs in. `${name}` in the definition stands for it: CloudFormation's
 * DefinitionSubstitutions fill it in the cloud, the interpreter on the laptop.
 */
export const pipelinePlaceholders = [
  'LakeModelsJobName',
  'LoadWarehouseFunctionArn',
  'ReconcileStoresFunctionArn',
] as const;

export type PipelinePlaceholder = (typeof pipelinePlaceholders)[number];

/** A value for every placeholder; leaving one out does not compile. */
export type PipelineSubstitutions = Readonly<Record<PipelinePlaceholder, string>>;

const placeholder = (name: PipelinePlaceholder) => `\${${name}}`;

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

const anyErrorTo = (next: string): readonly Catcher[] => [{ ErrorEquals: ['States.ALL'], Next: next }];

/**
 * What is told of a step that failed: which step, and the name of its error. The error's text stays in the log it came
 * from, whose readers are known.
 */
const failureOf = (step: string, log: string) => ({
  'error.$': '$.Error',
  cause: `Step ${step} of the pipeline failed: its reason is in the log of ${log}`,
});

/** The end of a branch: what became of it. */
const succeeded: PassState = { Type: 'Pass', Parameters: { failed: false }, End: true };
const failedIn = (step: string, log: string): PassState => ({
  Type: 'Pass',
  Parameters: { failed: true, ...failureOf(step, log) },
  End: true,
});

const warehouseBranch: StatesGraph = {
  StartAt: 'LoadWarehouse',
  States: {
    LoadWarehouse: {
      Type: 'Task',
      Comment:
        'Loads a batch of new silver objects. It always asks the warehouse what it holds, never a note of what it held',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: placeholder('LoadWarehouseFunctionArn'), Payload: {} },
      ResultSelector: { 'waiting.$': '$.Payload.waiting' },
      TimeoutSeconds: schedules.loadWarehouse.timeoutSeconds,
      Retry: retryLambda,
      Catch: anyErrorTo('WarehouseNotLoaded'),
      Next: 'IsAnythingWaiting',
    },
    IsAnythingWaiting: {
      Type: 'Choice',
      Comment: 'A load takes a bounded number of objects; after an outage there are more',
      Choices: [{ Variable: '$.waiting', NumericGreaterThan: 0, Next: 'LoadWarehouse' }],
      Default: 'WarehouseLoaded',
    },
    WarehouseLoaded: succeeded,
    WarehouseNotLoaded: failedIn('LoadWarehouse', `function ${placeholder('LoadWarehouseFunctionArn')}`),
  },
};

const lakeBranch: StatesGraph = {
  StartAt: 'BuildLakeModels',
  States: {
    BuildLakeModels: {
      Type: 'Task',
      Comment: 'Brings every model of silver and gold up to the change log, runs their checks, and writes their totals',
      Resource: 'arn:aws:states:::glue:startJobRun.sync',
      Parameters: { JobName: placeholder('LakeModelsJobName'), Arguments: { '--models': 'all' } },
      ResultPath: null,
      TimeoutSeconds: schedules.lakeModels.timeoutSeconds,
      Retry: retryGlue,
      Catch: anyErrorTo('LakeNotBuilt'),
      Next: 'LakeBuilt',
    },
    LakeBuilt: succeeded,
    LakeNotBuilt: failedIn('BuildLakeModels', `job ${placeholder('LakeModelsJobName')}`),
  },
};

/** Ends the execution with the failure of one branch. */
const failureOfBranch = (branch: 'lake' | 'warehouse'): PassState => ({
  Type: 'Pass',
  Parameters: { 'error.$': `$.${branch}.error`, 'cause.$': `$.${branch}.cause` },
  Next: 'PipelineFailed',
});

const lakeFailed = { Variable: '$.lake.failed', BooleanEquals: true };
const warehouseFailed = { Variable: '$.warehouse.failed', BooleanEquals: true };

/** What follows the branches of both stores. */
const afterBoth: Readonly<Record<string, State>> = {
  WhichFailed: {
    Type: 'Choice',
    Comment: 'The stores are compared only when both are up to date',
    Choices: [
      { And: [warehouseFailed, lakeFailed], Next: 'BothFailed' },
      { ...warehouseFailed, Next: 'LoadWarehouseFailed' },
      { ...lakeFailed, Next: 'BuildLakeModelsFailed' },
    ],
    Default: 'ReconcileStores',
  },
  ReconcileStores: {
    Type: 'Task',
    Comment: 'Compares the totals of the lake with those of the warehouse. The start of the execution tells old totals',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: {
      FunctionName: placeholder('ReconcileStoresFunctionArn'),
      Payload: { 'startedAt.$': '$$.Execution.StartTime' },
    },
    ResultSelector: { 'compared.$': '$.Payload.compared', 'differences.$': '$.Payload.differences' },
    TimeoutSeconds: schedules.reconcileStores.timeoutSeconds,
    Retry: retryLambda,
    Catch: anyErrorTo('ReconcileStoresFailed'),
    Next: 'PipelineSucceeded',
  },
  BothFailed: {
    Type: 'Pass',
    Parameters: {
      'error.$': "States.Format('{}, {}', $.warehouse.error, $.lake.error)",
      'cause.$': "States.Format('{}. {}', $.warehouse.cause, $.lake.cause)",
    },
    Next: 'PipelineFailed',
  },
  LoadWarehouseFailed: failureOfBranch('warehouse'),
  BuildLakeModelsFailed: failureOfBranch('lake'),
  ReconcileStoresFailed: {
    Type: 'Pass',
    Parameters: failureOf('ReconcileStores', `function ${placeholder('ReconcileStoresFunctionArn')}`),
    Next: 'PipelineFailed',
  },
};

/** What follows the one branch of a stage that has no warehouse, and so nothing to compare. */
const afterLake: Readonly<Record<string, State>> = {
  WhichFailed: {
    Type: 'Choice',
    Comment: 'This stage has no warehouse: nothing is loaded, and nothing compared',
    Choices: [{ ...lakeFailed, Next: 'BuildLakeModelsFailed' }],
    Default: 'PipelineSucceeded',
  },
  BuildLakeModelsFailed: failureOfBranch('lake'),
};

/**
 * The definition for a place that has a warehouse, or none.
 * @returns the same steps for both, but for those that need a warehouse.
 */
export function pipelineOf({ hasWarehouse }: { readonly hasWarehouse: boolean }): StateMachineDefinition {
  return {
    Comment: 'Loads what is new into the warehouse, rebuilds the models of the lake, and compares the two',
    QueryLanguage: 'JSONPath',
    StartAt: 'FillStores',
    TimeoutSeconds: 3 * 3600,
    States: {
      FillStores: {
        Type: 'Parallel',
        Comment: 'Neither store waits for the other, and neither is kept from what is new because the other failed',
        Branches: hasWarehouse ? [lakeBranch, warehouseBranch] : [lakeBranch],
        ResultSelector: { 'lake.$': '$[0]', ...(hasWarehouse ? { 'warehouse.$': '$[1]' } : {}) },
        Next: 'WhichFailed',
      },
      ...(hasWarehouse ? afterBoth : afterLake),
      PipelineSucceeded: { Type: 'Succeed' },
      PipelineFailed: { Type: 'Fail', ErrorPath: '$.error', CausePath: '$.cause' },
    },
  };
}

/** The pipeline of every place that has both stores. */
export const pipeline = pipelineOf({ hasWarehouse: true });
