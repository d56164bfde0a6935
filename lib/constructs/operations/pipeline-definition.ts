import type { PipelineDefinition } from '../../../contracts/platform/state-machines/pipeline.ts';

type State = PipelineDefinition['States'][string];

/**
 * The part of a pipeline from one state on: for a stage that leaves out what the steps before it need.
 * @throws Error when there is no such state
 */
export function startingAt(definition: PipelineDefinition, first: string): PipelineDefinition {
  const reached = new Set<string>();
  const waiting = [first];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const state = definition.States[name];
    if (state === undefined) throw new Error(`the pipeline has no state ${name}`);
    if (reached.has(name)) continue;
    reached.add(name);
    waiting.push(...statesAfter(state));
  }
  const states = Object.entries(definition.States).filter(([name]) => reached.has(name));
  return { ...definition, StartAt: first, States: Object.fromEntries(states) };
}

function statesAfter(state: State): string[] {
  switch (state.Type) {
    case 'Task':
      return [state.Next, ...state.Catch.map(({ Next }) => Next)];
    case 'Choice':
      return [state.Default, ...state.Choices.map(({ Next }) => Next)];
    case 'Pass':
      return [state.Next];
    case 'Succeed':
    case 'Fail':
      return [];
  }
}
