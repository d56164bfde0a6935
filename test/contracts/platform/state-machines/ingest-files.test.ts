import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { describe, expect, test } from 'vitest';
import { ingestFiles } from '../../../../contracts/platform/state-machines/ingest-files.ts';
import { serviceIntegrations } from '../../../../embedded/step-functions/service-integrations.ts';
import { loadStateMachine } from '../../../../embedded/step-functions/state-machine.ts';
import { decodeLandedFile, type LandedFile } from '../../../../lambdas/ingest-files/ingest-event.ts';

const file = { key: 'files/a.csv', etag: 'e' };
const place = { offset: 10, line: 3, isInArray: false, part: 1 };
const counts = { rows: 1, sent: 1, unreadable: 0, known: 0, notUtf8: 0, tooLong: 0 };
const extract = { extractTime: 1, extractTimeFrom: 'file' as const };
const soFar = { extract, place, counts, tooLongLines: [] };

/** Executes the machine over a function that answers as told, and gives what it was invoked with. */
async function execute(answers: readonly (LandedFile | Error)[]): Promise<LandedFile[]> {
  const seen: LandedFile[] = [];
  const invoke = async (payload: unknown) => {
    const answer = answers[seen.length];
    seen.push(decodeLandedFile(payload));
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no more answers');
    return answer;
  };
  const glue = { send: () => Promise.reject(new Error('no job here')), idle: async () => undefined };
  const machine = await loadStateMachine(ingestFiles, {
    substitutions: { IngestFilesFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:ingest-files' },
    integrations: serviceIntegrations({ functions: { 'ingest-files': invoke }, glue }),
    retryPausesMs: { SendRows: 0 },
  });
  await machine.execute({ file });
  return seen;
}

describe('the state machine of landed files', () => {
  test('is valid in the Amazon States Language', () => {
    expect(() => new StateMachine(structuredClone(ingestFiles) as StateMachineDefinition)).not.toThrow();
  });

  test('ends when nothing of the file is left', async () => {
    expect(await execute([{ ...file, hasMore: false }])).toEqual([file]);
  });

  test('invokes the function again with what it answered, until nothing is left', async () => {
    const between: LandedFile = { ...file, hasMore: true, soFar };
    const next: LandedFile = { ...between, soFar: { ...soFar, place: { ...place, part: 2 } } };
    expect(await execute([between, next, { ...file, hasMore: false }])).toEqual([file, between, next]);
  });

  test('invokes it again from the same place when it failed', async () => {
    const between: LandedFile = { ...file, hasMore: true, soFar };
    const failed = Object.assign(new Error('a stream took nothing'), { name: 'States.TaskFailed' });
    expect(await execute([between, failed, { ...file, hasMore: false }])).toEqual([file, between, between]);
  });
});
