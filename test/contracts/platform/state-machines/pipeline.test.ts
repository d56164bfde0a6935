import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { describe, expect, test } from 'vitest';
import { consumers } from '../../../../contracts/platform/consumers.ts';
import { schedules } from '../../../../contracts/platform/schedules.ts';
import {
  type PipelineDefinition,
  pipeline,
  pipelinePlaceholders,
} from '../../../../contracts/platform/state-machines/pipeline.ts';
import { streams } from '../../../../contracts/platform/streams.ts';
import { decodeLoadEvent } from '../../../../lambdas/load-warehouse/load-event.ts';

const definition: PipelineDefinition = pipeline;
const states = Object.entries(definition.States);
const tasks = states.flatMap(([name, state]) => (state.Type === 'Task' ? [[name, state] as const] : []));

describe('the definition of the pipeline', () => {
  test('is valid in the Amazon States Language, paths and ARNs included', () => {
    expect(() => new StateMachine(structuredClone(pipeline) as unknown as StateMachineDefinition)).not.toThrow();
  });

  test('the validator sees what is wrong with one', () => {
    const broken = { ...pipeline, StartAt: 'Nowhere' } as unknown as StateMachineDefinition;
    expect(() => new StateMachine(broken)).toThrow('invalid');
  });

  test('uses every placeholder it lists, and lists every one it uses', () => {
    const used = new Set(Array.from(JSON.stringify(pipeline).matchAll(/\$\{(.*?)\}/g), (match) => match[1]));
    expect([...used].sort()).toEqual([...pipelinePlaceholders].sort());
  });

  test('leads from its start to every state, and nowhere else', () => {
    const following = new Map(
      states.map(([name, state]) => [
        name,
        Array.from(JSON.stringify(state).matchAll(/"(?:Next|Default)":"(.*?)"/g), (match) => String(match[1])),
      ]),
    );
    const reached = new Set<string>([definition.StartAt]);
    for (const name of reached) for (const next of following.get(name) ?? ['(missing)']) reached.add(next);
    expect([...reached].sort()).toEqual([...following.keys()].sort());
  });

  test('has one failure state', () => {
    expect(states.filter(([, { Type }]) => Type === 'Fail').map(([name]) => name)).toEqual(['PipelineFailed']);
  });

  test('waits no longer in all than three hours, and in each step less than that', () => {
    for (const [, { TimeoutSeconds }] of tasks) expect(TimeoutSeconds).toBeLessThan(definition.TimeoutSeconds);
    expect(definition.TimeoutSeconds).toBe(10_800);
  });

  test('a load has the time that Lambda gives a function at most', () => {
    expect(schedules.loadWarehouse.timeoutSeconds).toBeLessThanOrEqual(900);
  });

  test('no step takes anything from what an execution is started with', () => {
    expect(definition.StartAt).toBe('LoadWarehouse');
    for (const [name, task] of tasks) expect(JSON.stringify(task.Parameters), name).not.toMatch(/"[^"]*\.\$":/);
    expect(tasks.find(([name]) => name === definition.StartAt)?.[1].ResultPath).toBeUndefined();
    expect(schedules.pipeline.input).toEqual({});
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

  test('fails by its name and the name of the error, without the text of it', () => {
    expect(task.Catch).toEqual([{ ErrorEquals: ['States.ALL'], Next: `${name}Failed` }]);
    expect(definition.States[`${name}Failed`]).toMatchObject({
      Parameters: { 'error.$': '$.Error', cause: expect.stringContaining(`Step ${name} of the pipeline failed`) },
      Next: 'PipelineFailed',
    });
    expect(JSON.stringify(definition.States[`${name}Failed`])).not.toContain('$.Cause');
  });
});

test('what invokes the load says what the load understands', () => {
  expect(decodeLoadEvent(pipeline.States.LoadWarehouse.Parameters.Payload)).toEqual({ onlyIfChanged: false });
  expect(decodeLoadEvent(schedules.loadWarehouse.input)).toEqual({ onlyIfChanged: true });
});

test.each(Object.values(consumers))('$function calls somebody long before its stream forgets', ({ stream, alarms }) => {
  const { retentionHours } = Object.values(streams).find(({ name }) => name === stream) ?? { retentionHours: 0 };
  expect(alarms.iteratorAgeSeconds).toBeGreaterThan(60);
  expect(alarms.iteratorAgeSeconds).toBeLessThan((retentionHours * 3600) / 4);
});
