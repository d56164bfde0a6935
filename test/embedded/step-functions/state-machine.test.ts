import {
  ConcurrentRunsExceededException,
  GetJobRunCommand,
  type GetJobRunCommandOutput,
  type StartJobRunCommand,
} from '@aws-sdk/client-glue';
import { describe, expect, test } from 'vitest';
import { schedules } from '../../../contracts/platform/schedules.ts';
import {
  type PipelineDefinition,
  type PipelineSubstitutions,
  pipeline,
} from '../../../contracts/platform/state-machines/pipeline.ts';
import { UserError } from '../../../domain/user-error.ts';
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
  LakeModelsJobName: 'lake-models',
};
const retryPausesMs = { LoadWarehouse: 0, BuildLakeModels: 0 };

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

const machineOf = async (services: Partial<LocalServices>, definition: PipelineDefinition = pipeline) =>
  loadStateMachine(definition, {
    substitutions: { ...substitutions },
    integrations: serviceIntegrations({ functions: {}, glue: jobs(), ...services }),
    retryPausesMs,
  });

const run = async (services: Partial<LocalServices>, definition?: PipelineDefinition) =>
  (await machineOf(services, definition)).execute();

const loads = (...waiting: number[]): { readonly calls: unknown[]; readonly 'load-warehouse': LocalFunction } => {
  const calls: unknown[] = [];
  return {
    calls,
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
    expect(tasks.map(({ state }) => state)).toEqual(['LoadWarehouse', 'BuildLakeModels']);
    for (const { resource } of tasks) expect([...integrations.keys()]).toContain(resource);
  });

  test('loads while objects wait, each time as an invocation of its own, then rebuilds all models', async () => {
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
    };
    await run({ functions });
    expect(new Set(requests).size).toBe(3);
  });

  test('a load that fails is not repeated, ends the run with its own error, and no model is built', async () => {
    const failure = new TypeError('check dim_patient');
    let calls = 0;
    const glue = jobs();
    const functions = {
      'load-warehouse': async () => {
        calls += 1;
        throw failure;
      },
    };
    await expect(run({ functions, glue })).rejects.toBe(failure);
    expect(calls).toBe(1);
    expect(glue.started).toEqual([]);
  });

  test('a failed job is named to the user with its reason', async () => {
    const { calls: _calls, ...functions } = loads();
    const failed = run({ functions, glue: jobs('FAILED') });
    await expect(failed).rejects.toBeInstanceOf(UserError);
    await expect(failed).rejects.toThrow('job lake-models failed: a check does not hold');
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
    const { LoadWarehouse } = pipeline.States;
    const hurried = {
      ...pipeline,
      States: { ...pipeline.States, LoadWarehouse: { ...LoadWarehouse, TimeoutSeconds: 0.02 } },
    };
    const functions = { 'load-warehouse': () => new Promise<never>(() => undefined) };
    await expect(run({ functions }, hurried)).rejects.toThrow(
      'the pipeline failed: States.Timeout: Step LoadWarehouse of the pipeline failed',
    );
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
  const withTask = (Resource: string, Parameters = {}): PipelineDefinition => ({
    ...pipeline,
    States: { ...pipeline.States, BuildLakeModels: { ...pipeline.States.BuildLakeModels, Resource, Parameters } },
  });

  test('a task whose service has no twin', async () => {
    const { calls, ...functions } = loads();
    await expect(run({ functions }, withTask('arn:aws:states:::sns:publish'))).rejects.toThrow(
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
    const sized = withTask('arn:aws:states:::glue:startJobRun.sync', { JobName: 'x', WorkerType: 'G.1X' });
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
