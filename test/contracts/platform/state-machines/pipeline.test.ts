import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { describe, expect, test } from 'vitest';
import { consumers } from '../../../../contracts/platform/consumers.ts';
import { schedules } from '../../../../contracts/platform/schedules.ts';
import { pipeline, pipelineOf, pipelinePlaceholders } from '../../../../contracts/platform/state-machines/pipeline.ts';
import type {
  StateMachineDefinition as Definition,
  State,
  StatesGraph,
} from '../../../../contracts/platform/state-machines/states-language.ts';
import { streams } from '../../../../contracts/platform/streams.ts';
import { decodeLoadEvent } from '../../../../lambdas/load-warehouse/load-event.ts';
import { decodeReconcileEvent } from '../../../../lambdas/reconcile-stores/reconcile-event.ts';

/** The graph itself and those of its branches, and theirs. */
const graphsOf = (graph: StatesGraph): StatesGraph[] => [
  graph,
  ...Object.values(graph.States).flatMap((state) =>
    state.Type === 'Parallel' ? state.Branches.flatMap(graphsOf) : [],
  ),
];
const statesOf = (graph: StatesGraph): [string, State][] =>
  graphsOf(graph).flatMap(({ States }) => Object.entries(States));

const places = [
  ['both stores', pipeline],
  ['the lake alone', pipelineOf({ hasWarehouse: false })],
] as const;

const states = new Map(statesOf(pipeline));
const tasks = [...states].flatMap(([name, state]) => (state.Type === 'Task' ? [[name, state] as const] : []));
const taskCalled = (name: string) => {
  const found = tasks.find(([known]) => known === name)?.[1];
  if (found === undefined) throw new Error(`the pipeline has no step ${name}`);
  return found;
};

describe.each(places)('the definition of the pipeline for %s', (_place, definition: Definition) => {
  test('is valid in the Amazon States Language, paths and ARNs included', () => {
    expect(() => new StateMachine(structuredClone(definition) as StateMachineDefinition)).not.toThrow();
  });

  test('the validator sees what is wrong with one', () => {
    const broken = { ...structuredClone(definition), StartAt: 'Nowhere' } as StateMachineDefinition;
    expect(() => new StateMachine(broken)).toThrow('invalid');
  });

  test('gives no name to two states, in whichever branches they are', () => {
    const names = statesOf(definition).map(([name]) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('leads from each start to every state of its graph, and nowhere else', () => {
    for (const { StartAt, States } of graphsOf(definition)) {
      const following = new Map(
        Object.entries(States).map(([name, state]) => {
          const { Branches: _inside, ...own } = { Branches: undefined, ...state };
          return [
            name,
            Array.from(JSON.stringify(own).matchAll(/"(?:Next|Default)":"(.*?)"/g), (match) => String(match[1])),
          ];
        }),
      );
      const reached = new Set<string>([StartAt]);
      for (const name of reached) for (const next of following.get(name) ?? ['(missing)']) reached.add(next);
      expect([...reached].sort()).toEqual([...following.keys()].sort());
    }
  });

  test('has one failure state, and none in a branch: it would stop the other branch', () => {
    const failing = statesOf(definition).filter(([, { Type }]) => Type === 'Fail');
    expect(failing.map(([name]) => name)).toEqual(['PipelineFailed']);
    expect(Object.keys(definition.States)).toContain('PipelineFailed');
  });

  test('waits no longer in all than three hours, and in each step less than that', () => {
    for (const [, state] of statesOf(definition)) {
      if (state.Type === 'Task') expect(state.TimeoutSeconds).toBeLessThan(definition.TimeoutSeconds);
    }
    expect(definition.TimeoutSeconds).toBe(10_800);
  });
});

describe('the pipeline', () => {
  test('uses every placeholder it lists, and lists every one it uses', () => {
    const used = new Set(Array.from(JSON.stringify(pipeline).matchAll(/\$\{(.*?)\}/g), (match) => match[1]));
    expect([...used].sort()).toEqual([...pipelinePlaceholders].sort());
  });

  test('of a place without a warehouse is the same in everything that the warehouse has no part in', () => {
    const alone = new Map(statesOf(pipelineOf({ hasWarehouse: false })));
    const changed = ['FillStores', 'WhichFailed'];
    for (const [name, state] of alone) if (!changed.includes(name)) expect(state, name).toEqual(states.get(name));
    expect(JSON.stringify([...alone])).not.toMatch(/LoadWarehouse|ReconcileStores|\$\.warehouse/);
  });

  test('a function has the time that Lambda gives one at most', () => {
    expect(schedules.loadWarehouse.timeoutSeconds).toBeLessThanOrEqual(900);
    expect(schedules.reconcileStores.timeoutSeconds).toBeLessThanOrEqual(900);
  });

  test('no step takes anything from what an execution is started with, except when that was', () => {
    for (const [name, task] of tasks) {
      const taken = Array.from(JSON.stringify(task.Parameters).matchAll(/"[^"]*\.\$":"(.*?)"/g), ([, path]) => path);
      expect(taken, name).toEqual(name === 'ReconcileStores' ? ['$$.Execution.StartTime'] : []);
    }
    expect(schedules.pipeline.input).toEqual({});
  });

  test('what passes from step to step is counts, names of errors, and texts that stand here', () => {
    const paths = [...states].flatMap(([, { Type, ...state }]) =>
      Type === 'Fail'
        ? []
        : Array.from(JSON.stringify(state).matchAll(/"[^"]*\.\$":"(.*?)"/g), ([, path]) => String(path)),
    );
    const passed = new Set(paths.flatMap((path) => path.match(/\$[$.[\]\w]+/g) ?? []));
    expect([...passed].sort()).toEqual(
      [
        '$$.Execution.StartTime',
        '$.Error',
        '$.Payload.compared',
        '$.Payload.differences',
        '$.Payload.waiting',
        '$.lake.cause',
        '$.lake.error',
        '$.warehouse.cause',
        '$.warehouse.error',
        '$[0]',
        '$[1]',
      ].sort(),
    );
  });
});

describe.each(tasks)('step %s', (name, task) => {
  test('retries with backoff, full jitter and an end', () => {
    for (const retrier of task.Retry) {
      expect(retrier).toMatchObject({ BackoffRate: 2, JitterStrategy: 'FULL' });
      expect(retrier.MaxDelaySeconds).toBeGreaterThan(retrier.IntervalSeconds);
      expect(retrier.MaxAttempts).toBeLessThanOrEqual(10);
    }
  });

  test('never retries what its own code threw', () => {
    const retried = task.Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(retried.filter((error) => !/^(Lambda|Glue)\.[A-Za-z]+Exception$/.test(error))).toEqual([]);
  });

  test('that fails is told by its name and the name of the error, without the text of it', () => {
    expect(task.Catch).toMatchObject([{ ErrorEquals: ['States.ALL'] }]);
    const caught = states.get(task.Catch[0]?.Next ?? '');
    expect(caught).toMatchObject({
      Type: 'Pass',
      Parameters: { 'error.$': '$.Error', cause: expect.stringContaining(`Step ${name} of the pipeline failed`) },
    });
    expect(JSON.stringify(caught)).not.toContain('$.Cause');
  });
});

test('what invokes the load says what the load understands', () => {
  expect(decodeLoadEvent(taskCalled('LoadWarehouse').Parameters.Payload)).toEqual({ onlyIfChanged: false });
  expect(decodeLoadEvent(schedules.loadWarehouse.input)).toEqual({ onlyIfChanged: true });
});

test('what invokes the comparison says what the comparison understands', () => {
  expect(taskCalled('ReconcileStores').Parameters.Payload).toEqual({ 'startedAt.$': '$$.Execution.StartTime' });
  expect(decodeReconcileEvent({ startedAt: '2026-01-31T00:00:00.000Z' })).toHaveProperty('startedAt');
});

test.each(Object.values(consumers))('$function calls somebody long before its stream forgets', ({ stream, alarms }) => {
  const { retentionHours } = Object.values(streams).find(({ name }) => name === stream) ?? { retentionHours: 0 };
  expect(alarms.iteratorAgeSeconds).toBeGreaterThan(60);
  expect(alarms.iteratorAgeSeconds).toBeLessThan((retentionHours * 3600) / 4);
});
