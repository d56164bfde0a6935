import type { StateMachineDefinition as InterpretedDefinition } from 'aws-local-stepfunctions';
import type { JsonObject, StateMachineDefinition } from '../../contracts/platform/state-machines/states-language.ts';
import { UserError } from '../../domain/safe-error.ts';
import type { ServiceIntegration } from './service-integrations.ts';
import { errorNameOf, TaskError } from './task-error.ts';

/** What an execution ends with: JSON. */
export type ExecutionOutput = unknown;

export interface StateMachineOptions {
  /** A value for every placeholder of the definition, by name. */
  readonly substitutions: Readonly<Record<string, string>>;
  /** What its tasks call, by Resource. */
  readonly integrations: ReadonlyMap<string, ServiceIntegration>;
  /** Pause before each retry of a state, ms, instead of what its Retry says. */
  readonly retryPausesMs?: Readonly<Record<string, number>>;
  /** Told of each task that succeeded, by the name of its state. */
  readonly onSuccess?: (state: string) => void;
}

/** A state machine ready to run. */
export interface LocalStateMachine {
  /**
   * Runs one execution.
   * @param input what it is started with; nothing without it
   * @throws what the task threw whose failure ended the execution; UserError that names each when several failed, or with
   * the Fail state's error and cause when it was no task, e.g. a time limit
   */
  execute(input?: JsonObject): Promise<ExecutionOutput>;
}

/**
 * Makes the definition that CDK deploys run in this process. The interpreter is loaded only now: it costs a quarter of a
 * second and 28 MB, which a command that runs no pipeline should not pay. Its validator, which costs more, stays unused:
 * a test validates the definition.
 * @throws Error for a placeholder without a value, or a task whose service has no twin here
 */
export async function loadStateMachine(
  definition: StateMachineDefinition,
  { substitutions, integrations, retryPausesMs = {}, onSuccess = () => undefined }: StateMachineOptions,
): Promise<LocalStateMachine> {
  const filled = fillPlaceholders(definition, substitutions);
  const handlers = new Map(
    tasksOf(filled).map(({ state, resource }) => {
      const integration = integrations.get(resource);
      if (integration === undefined) {
        const known = [...integrations.keys()].join(', ');
        throw new Error(
          `step ${state} calls ${resource}, which does not run on this machine; known: ${known}. Add its twin to embedded/step-functions/service-integrations.ts.`,
        );
      }
      return [state, integration] as const;
    }),
  );
  const { StateMachine } = await import('aws-local-stepfunctions');
  const machine = new StateMachine(filled, { validationOptions: { noValidate: true } });

  return {
    execute: async (input = {}) => {
      const failures = new Map<string, Failure>();
      const recorded = (state: string, integration: ServiceIntegration) => async (parameters: unknown) => {
        try {
          const result = overTheWire(await integration(parameters));
          failures.delete(state); // a retry healed it
          onSuccess(state);
          return result;
        } catch (error) {
          failures.set(state, { name: errorNameOf(error), thrown: error instanceof TaskError ? error.cause : error });
          throw error;
        }
      };
      const taskResourceLocalHandlers = Object.fromEntries(
        [...handlers].map(([state, integration]) => [state, recorded(state, integration)]),
      );
      try {
        const overrides = { taskResourceLocalHandlers, retryIntervalOverrides: { ...retryPausesMs } };
        return await machine.run(input, { overrides }).result;
      } catch (error) {
        throw failureOf(failures, error);
      }
    },
  };
}

/** What a task threw, and the name by which Retry and Catch know it. */
interface Failure {
  readonly name: string;
  readonly thrown: unknown;
}

/**
 * What an execution failed with, for whoever started it.
 * @param failures what the tasks threw that did not succeed in the end, by state.
 * @param ended what the interpreter threw.
 */
function failureOf(failures: ReadonlyMap<string, Failure>, ended: unknown): unknown {
  const reason = endOf(ended);
  const [first] = failures.values();
  if (failures.size > 1) {
    const steps = [...failures].map(([state, { thrown }]) => `  ${state}: ${whatMayBeSaid(thrown)}`);
    return new UserError(`${failures.size} steps of the pipeline failed:\n${steps.join('\n')}`, {
      cause: first?.thrown,
    });
  }
  // Another name is that of something besides the one task: a time limit, say.
  if (first !== undefined && errorNameOf(reason) === first.name) return first.thrown;
  const text = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
  return new UserError(`the pipeline failed: ${text}`, { cause: first?.thrown });
}

/** Messages written for the user; of any other error its name, because a library's message may quote data. */
function whatMayBeSaid(thrown: unknown): string {
  return thrown instanceof UserError ? thrown.message : errorNameOf(thrown);
}

/** As a result is after it went over the wire: dates are text, undefined members are gone. */
function overTheWire(result: unknown) {
  return JSON.parse(JSON.stringify(result ?? null));
}

/** The interpreter wraps what ended the execution. */
function endOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? error.cause : error;
}

/**
 * The definition with every `${name}` replaced, as CloudFormation's DefinitionSubstitutions do it.
 * @throws Error naming the placeholder that has no value
 */
export function fillPlaceholders(
  definition: StateMachineDefinition,
  substitutions: Readonly<Record<string, string>>,
): InterpretedDefinition {
  const text = JSON.stringify(definition).replaceAll(/\$\{([A-Za-z0-9_]+)\}/g, (_placeholder, name: string) => {
    const value = substitutions[name];
    if (value === undefined) throw new Error(`placeholder ${name} of the state machine has no value on this machine`);
    return JSON.stringify(value).slice(1, -1);
  });
  return JSON.parse(text);
}

/** Every Task of a definition, those inside Parallel and Map states too, with the Resource it calls. */
export function tasksOf(definition: Pick<InterpretedDefinition, 'States'>): { state: string; resource: string }[] {
  return Object.entries(definition.States).flatMap(([state, body]) => {
    switch (body.Type) {
      case 'Task':
        return [{ state, resource: body.Resource }];
      case 'Parallel':
        return body.Branches.flatMap(tasksOf);
      case 'Map': {
        const each = body.ItemProcessor ?? body.Iterator;
        return each === undefined ? [] : tasksOf(each);
      }
      default:
        return [];
    }
  });
}
