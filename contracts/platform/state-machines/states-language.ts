/**
 * The part of the Amazon States Language (https://states-language.net/spec.html) that the state machines use, in JSONPath:
 * the interpreter of the laptop knows no JSONata.
 */

type JsonValue = string | number | boolean | null | JsonObject;

export type JsonObject = { readonly [member: string]: JsonValue };

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

/** Where a state leads: to another one, or to the end of its branch. */
type Transition = { readonly Next: string } | { readonly End: true };

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

/**
 * Branches that run at once; its result is a list of theirs. An error that a branch does not catch itself stops the
 * others (https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html).
 */
export interface ParallelState {
  readonly Type: 'Parallel';
  readonly Comment: string;
  readonly Branches: readonly StatesGraph[];
  readonly ResultSelector: JsonObject;
  readonly Next: string;
}

export type Comparison =
  | { readonly Variable: string; readonly NumericGreaterThan: number }
  | { readonly Variable: string; readonly BooleanEquals: boolean }
  | { readonly And: readonly Comparison[] };

export interface ChoiceState {
  readonly Type: 'Choice';
  readonly Comment: string;
  readonly Choices: readonly (Comparison & { readonly Next: string })[];
  readonly Default: string;
}

export type PassState = { readonly Type: 'Pass'; readonly Parameters: JsonObject } & Transition;

export interface SucceedState {
  readonly Type: 'Succeed';
}

export interface FailState {
  readonly Type: 'Fail';
  readonly ErrorPath: string;
  readonly CausePath: string;
}

export type State = TaskState | ParallelState | ChoiceState | PassState | SucceedState | FailState;

/** States and where they start; a state's name is one in the whole definition, branches included. */
export interface StatesGraph {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface StateMachineDefinition extends StatesGraph {
  readonly Comment: string;
  readonly QueryLanguage: 'JSONPath';
  readonly TimeoutSeconds: number;
}
