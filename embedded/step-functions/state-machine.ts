import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import type { PipelineDefinition } from '../../contracts/platform/state-machines/pipeline.ts';
import { UserError } from '../../domain/safe-error.ts';
import type { ServiceIntegration } from './service-integrations.ts';
import { TaskError } from './task-error.ts';

/** What an execution ends with: JSON. */
export type ExecutionOutput = unknown;

export interface StateMachineOptions {
  /** A value for every placeholder of the definition, by name. */
  readonly substitutions: Readonly<Record<string, string>>;
  /** What its tasks call, by Resource. */
  readonly integrations: ReadonlyMap<string, ServiceIntegration>;
  /** Pause before each retry of a state, ms, instead of what its Retry says. */
  readonly retryPausesMs?: Readonly<Record<string, number>>;
}

/** A state machine ready to run. */
export interface LocalStateMachine {
  /**
   * Runs one execution.
   * @throws what the task threw whose failure ended the execution; UserError with the Fail state's error and cause when
   * it was no task, e.g. a time limit
   */
  execute(): Promise<ExecutionOutput>;
}

/**
 * Makes the definition that CDK deploys run in this process. The interpreter is loaded only now: it costs a quarter of a
 * second and 28 MB, which a command that runs no pipeline should not pay. Its validator, which costs more, stays unused:
 * a test validates the definition.
 * @throws Error for a placeholder without a value, or a task whose service has no twin here
 */
export async function loadStateMachine(
  definition: PipelineDefinition,
  { substitutions, integrations, retryPausesMs = {} }: StateMachineOptions,
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
    execute: async () => {
      let failure: { readonly thrown: unknown } | undefined;
      const recorded = (integration: ServiceIntegration) => async (parameters: unknown) => {
        failure = undefined;
        try {
          return overTheWire(await integration(parameters));
        } catch (error) {
          failure = { thrown: error instanceof TaskError ? error.cause : error };
          throw error;
        }
      };
      const taskResourceLocalHandlers = Object.fromEntries(
        [...handlers].map(([state, integration]) => [state, recorded(integration)]),
      );
      try {
        const overrides = { taskResourceLocalHandlers, retryIntervalOverrides: { ...retryPausesMs } };
        return await machine.run({}, { overrides }).result;
      } catch (error) {
        if (failure !== undefined) throw failure.thrown;
        throw new UserError(`the pipeline failed: ${reasonOf(error)}`);
      }
    },
  };
}

/** As a result is after it went over the wire: dates are text, undefined members are gone. */
function overTheWire(result: unknown) {
  return JSON.parse(JSON.stringify(result ?? null));
}

/** The interpreter wraps what ended the execution. */
function reasonOf(error: unknown): string {
  const ended = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return ended instanceof Error ? `${ended.name}: ${ended.message}` : String(ended);
}

/**
 * The definition with every `${name}` replaced, as CloudFormation's DefinitionSubstitutions do it.
 * @throws Error naming the placeholder that has no value
 */
export function fillPlaceholders(
  definition: PipelineDefinition,
  substitutions: Readonly<Record<string, string>>,
): StateMachineDefinition {
  const text = JSON.stringify(definition).replaceAll(/\$\{([A-Za-z0-9_]+)\}/g, (_placeholder, name: string) => {
    const value = substitutions[name];
    if (value === undefined) throw new Error(`placeholder ${name} of the state machine has no value on this machine`);
    return JSON.stringify(value).slice(1, -1);
  });
  return JSON.parse(text);
}

/** Every Task of a definition, those inside Parallel and Map states too, with the Resource it calls. */
export function tasksOf(definition: Pick<StateMachineDefinition, 'States'>): { state: string; resource: string }[] {
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
