import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConcurrentRunsExceededException,
  GetJobRunCommand,
  type GetJobRunCommandOutput,
  type StartJobRunCommand,
} from '@aws-sdk/client-glue';
import { describe, expect, test } from 'vitest';
import { schedules } from '../../../contracts/platform/schedules.ts';
import {
  type PipelineSubstitutions,
  pipeline,
  pipelineOf,
} from '../../../contracts/platform/state-machines/pipeline.ts';
import type {
  StateMachineDefinition,
  StatesGraph,
  TaskState,
} from '../../../contracts/platform/state-machines/states-language.ts';
import { UserError } from '../../../domain/safe-error.ts';
import { EmbeddedGlue } from '../../../embedded/glue/glue.ts';
import {
  type JobRunner,
  type LocalFunction,
  type LocalServices,
  serviceIntegrations,
} from '../../../embedded/step-functions/service-integrations.ts';
import { fillPlaceholders, loadStateMachine, tasksOf } from '../../../embedded/step-functions/state-machine.ts';

const substitutions: PipelineSubstitutions = {
  LoadWarehouseFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:load-warehouse',
  ReconcileStoresFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:reconcile-stores',
  LakeModelsJobName: 'lake-models',
};
const retryPausesMs = { LoadWarehouse: 0, BuildLakeModels: 0, ReconcileStores: 0 };

/** The pipeline with other properties of one of its tasks, in whichever branch it is. */
function withTask(name: string, changes: Partial<TaskState>): StateMachineDefinition {
  const changed = <Graph extends StatesGraph>(graph: Graph): Graph => ({
    ...graph,
    States: Object.fromEntries(
      Object.entries(graph.States).map(([own, state]) => {
        if (state.Type === 'Parallel') return [own, { ...state, Branches: state.Branches.map(changed) }];
        return [own, own === name ? { ...state, ...changes } : state];
      }),
    ),
  });
  return changed(pipeline);
}

/** Glue with one job that ends in the given states, one run after the other; `busy` refuses a start. */
function jobs(...outcomes: ('SUCCEEDED' | 'FAILED' | 'busy')[]): JobRunner & { readonly started: unknown[] } {
  const started: unknown[] = [];
  let state: string | undefined;
  return {
    started,
    send: async (command: StartJobRunCommand | GetJobRunCommand): Promise<GetJobRunCommandOutput> => {
      if (command instanceof GetJobRunCommand) {
        const JobRun = {
          Id: 'jr_1',
          JobRunState: state,
          ErrorMessage: 'a check does not hold',
          StartedOn: new Date(0),
        };
        return { $metadata: {}, JobRun } as GetJobRunCommandOutput;
      }
      started.push((command as StartJobRunCommand).input);
      state = outcomes.shift() ?? 'SUCCEEDED';
      if (state === 'busy') throw new ConcurrentRunsExceededException({ message: 'busy', $metadata: {} });
      return { $metadata: {}, JobRunId: 'jr_1' } as unknown as GetJobRunCommandOutput;
    },
    idle: async () => undefined,
  };
}

const machineOf = async (services: Partial<LocalServices>, definition: StateMachineDefinition = pipeline) =>
  loadStateMachine(definition, {
    substitutions: { ...substitutions },
    integrations: serviceIntegrations({ functions: {}, glue: jobs(), ...services }),
    retryPausesMs,
  });

const run = async (services: Partial<LocalServices>, definition?: StateMachineDefinition) =>
  (await machineOf(services, definition)).execute();

/** A comparison that finds nothing. */
const reconciled: LocalFunction = async () => ({ compared: 1, differences: 0 });

const loads = (
  ...waiting: number[]
): {
  readonly calls: unknown[];
  readonly 'load-warehouse': LocalFunction;
  readonly 'reconcile-stores': LocalFunction;
} => {
  const calls: unknown[] = [];
  return {
    calls,
    'reconcile-stores': reconciled,
    'load-warehouse': async (payload, requestId) => {
      calls.push({ payload, requestId });
      return { waiting: waiting.shift() ?? 0 };
    },
  };
};

class ServiceException extends Error {
  override readonly name = 'Lambda.ServiceException';
}

describe('the pipeline on this machine', () => {
  test('every task calls a service that runs here', () => {
    const integrations = serviceIntegrations({ functions: {}, glue: jobs() });
    const tasks = tasksOf(fillPlaceholders(pipeline, substitutions));
    expect(tasks.map(({ state }) => state).sort()).toEqual(['BuildLakeModels', 'LoadWarehouse', 'ReconcileStores']);
    for (const { resource } of tasks) expect([...integrations.keys()]).toContain(resource);
  });

  test('loads while objects wait, each time as an invocation of its own, and rebuilds all models', async () => {
    const { calls, ...functions } = loads(2, 1, 0);
    const glue = jobs('SUCCEEDED');
    await run({ functions, glue });
    expect(calls).toMatchObject([{ payload: {} }, { payload: {} }, { payload: {} }]);
    expect(new Set(calls.map((call) => (call as { requestId: string }).requestId)).size).toBe(3);
    expect(glue.started).toEqual([{ JobName: 'lake-models', Arguments: { '--models': 'all' } }]);
  });

  test('a fault of Lambda is retried as a new invocation', async () => {
    const requests: string[] = [];
    const functions = {
      'load-warehouse': async (_payload: unknown, requestId: string) => {
        requests.push(requestId);
        if (requests.length < 3) throw new ServiceException('internal');
        return { waiting: 0 };
      },
      'reconcile-stores': reconciled,
    };
    await run({ functions });
    expect(new Set(requests).size).toBe(3);
  });

  test('compares the stores once both are up to date, and tells the comparison when the run began', async () => {
    const order: string[] = [];
    const asked: unknown[] = [];
    const began = Date.now();
    const machine = await loadStateMachine(pipeline, {
      substitutions: { ...substitutions },
      integrations: serviceIntegrations({
        glue: jobs(),
        functions: {
          'load-warehouse': () => sleep(20, { waiting: 0 }),
          'reconcile-stores': async (payload) => {
            asked.push(payload);
            return { compared: 3, differences: 0 };
          },
        },
      }),
      onSuccess: (state) => order.push(state),
    });
    expect(await machine.execute()).toEqual({ compared: 3, differences: 0 });
    expect(order).toEqual(['BuildLakeModels', 'LoadWarehouse', 'ReconcileStores']);
    expect(asked).toEqual([{ startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) }]);
    const { startedAt } = asked[0] as { startedAt: string };
    expect(Date.parse(startedAt)).toBeGreaterThanOrEqual(began);
  });

  test('a load that fails is not repeated, leaves the lake to be built, and ends the run with its own error', async () => {
    const failure = new TypeError('check dim_patient');
    let calls = 0;
    let compared = 0;
    const glue = jobs();
    const built: string[] = [];
    const functions = {
      'load-warehouse': async () => {
        calls += 1;
        throw failure;
      },
      'reconcile-stores': async () => {
        compared += 1;
        return { compared: 0, differences: 0 };
      },
    };
    const machine = await loadStateMachine(pipeline, {
      substitutions: { ...substitutions },
      integrations: serviceIntegrations({ functions, glue }),
      onSuccess: (state) => built.push(state),
    });
    await expect(machine.execute()).rejects.toBe(failure);
    expect(calls).toBe(1);
    expect(glue.started).toHaveLength(1);
    expect(built).toEqual(['BuildLakeModels']);
    expect(compared).toBe(0);
  });

  test('a load that fails at once does not stop a lake that takes longer', async () => {
    let isBuilt = false;
    const glue = {
      ...jobs(),
      idle: async () => {
        await sleep(50);
        isBuilt = true;
      },
    };
    const functions = { 'load-warehouse': () => Promise.reject(new TypeError('at once')) };
    await expect(run({ functions, glue })).rejects.toThrow('at once');
    expect(isBuilt).toBe(true);
  });

  test('a lake that fails leaves the warehouse to be loaded, and is named to the user with its reason', async () => {
    const { calls, ...functions } = loads(1, 0);
    const failed = run({ functions, glue: jobs('FAILED') });
    await expect(failed).rejects.toBeInstanceOf(UserError);
    await expect(failed).rejects.toThrow('job lake-models failed: a check does not hold');
    expect(calls).toHaveLength(2);
  });

  test('two failures are both named: by their text where it was written for the user, else by the name of the error', async () => {
    const functions = { 'load-warehouse': () => Promise.reject(new TypeError('a text with Maynard46 in it')) };
    const failed = run({ functions, glue: jobs('FAILED') });
    await expect(failed).rejects.toBeInstanceOf(UserError);
    await expect(failed).rejects.toThrow(/^2 steps of the pipeline failed:\n/);
    await expect(failed).rejects.toThrow('LoadWarehouse: TypeError');
    await expect(failed).rejects.toThrow('BuildLakeModels: job lake-models failed: a check does not hold');
    await expect(failed).rejects.not.toThrow('Maynard46');
  });

  test('stores that differ end the run with the error of the comparison', async () => {
    const failure = new RangeError('2 of 3 totals');
    const { calls: _calls, ...functions } = { ...loads(), 'reconcile-stores': () => Promise.reject(failure) };
    await expect(run({ functions })).rejects.toBe(failure);
  });

  test('of a place without a warehouse builds the lake, and fails with it', async () => {
    const definition = pipelineOf({ hasWarehouse: false });
    const glue = jobs('SUCCEEDED', 'FAILED');
    await run({ glue }, definition);
    expect(glue.started).toHaveLength(1);
    await expect(run({ glue }, definition)).rejects.toThrow('job lake-models failed');
  });

  test('a job that runs already is waited for', async () => {
    const { calls: _calls, ...functions } = loads();
    const glue = jobs('busy', 'busy', 'SUCCEEDED');
    await run({ functions, glue });
    expect(glue.started).toHaveLength(3);
  });

  test('a failure that a retry healed is not the one reported later', async () => {
    let calls = 0;
    const functions = {
      'load-warehouse': async () => {
        calls += 1;
        if (calls === 1) throw new ServiceException('internal');
        return { nothing: 'that says how many wait' };
      },
    };
    await expect(run({ functions })).rejects.toThrow(/^the pipeline failed: (?!.*internal)/);
  });

  test('a step beyond its time limit fails by its name', async () => {
    const hurried = withTask('LoadWarehouse', { TimeoutSeconds: 0.02 });
    const functions = { 'load-warehouse': () => new Promise<never>(() => undefined) };
    await expect(run({ functions }, hurried)).rejects.toThrow(
      'the pipeline failed: States.Timeout: Step LoadWarehouse of the pipeline failed',
    );
  });

  test('a step beyond its time limit is told beside another that failed', async () => {
    const hurried = withTask('LoadWarehouse', { TimeoutSeconds: 0.02 });
    const functions = { 'load-warehouse': () => sleep(200, { waiting: 0 }, { ref: false }) };
    const failed = run({ functions, glue: jobs('FAILED') }, hurried);
    await expect(failed).rejects.toThrow('the pipeline failed: States.Timeout, States.TaskFailed: ');
    await expect(failed).rejects.toThrow(/Step LoadWarehouse of .*Step BuildLakeModels of /);
  });

  test('the embedded Glue takes what the step asks for', async () => {
    const glue = new EmbeddedGlue({ silverPath: '/nowhere/silver', goldPath: '/nowhere/gold', modelsPath: '/nowhere' });
    const { calls: _calls, ...functions } = loads();
    expect(schedules.lakeModels.job).toBe(substitutions.LakeModelsJobName);
    // The job is found and started; its models are not where the test says.
    await expect(run({ functions, glue })).rejects.toThrow('job lake-models failed: ENOENT');
  });
});

describe('what cannot run here says so before anything runs', () => {
  const building = (Resource: string, Parameters = {}) => withTask('BuildLakeModels', { Resource, Parameters });

  test('a task whose service has no twin', async () => {
    const { calls, ...functions } = loads();
    await expect(run({ functions }, building('arn:aws:states:::sns:publish'))).rejects.toThrow(
      'step BuildLakeModels calls arn:aws:states:::sns:publish, which does not run on this machine; known: arn:aws:states:::lambda:invoke',
    );
    expect(calls).toEqual([]);
  });

  test('a placeholder that the machine gives no value', () => {
    expect(() => fillPlaceholders(pipeline, { LakeModelsJobName: 'x' })).toThrow(
      'placeholder LoadWarehouseFunctionArn of the state machine has no value on this machine',
    );
  });

  test('a function that the machine does not have', async () => {
    await expect(run({ functions: { other: async () => null } })).rejects.toThrow(
      'function load-warehouse does not run here; known: other',
    );
  });

  test('parameters that a service does not know', async () => {
    const { calls: _calls, ...functions } = loads();
    const sized = building('arn:aws:states:::glue:startJobRun.sync', { JobName: 'x', WorkerType: 'G.1X' });
    await expect(run({ functions }, sized)).rejects.toThrow(
      'does not take these parameters (Parameters: unrecognized_keys)',
    );
  });

  test('tasks inside branches and maps are tasks too', () => {
    const inside = { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:x', End: true } } } as const;
    const nested = {
      States: {
        Both: { Type: 'Parallel', Branches: [structuredClone(inside)], End: true },
        Each: { Type: 'Map', ItemProcessor: structuredClone(inside), End: true },
      },
    } as Parameters<typeof tasksOf>[0];
    expect(tasksOf(nested)).toEqual([
      { state: 'A', resource: 'arn:x' },
      { state: 'A', resource: 'arn:x' },
    ]);
  });
});
