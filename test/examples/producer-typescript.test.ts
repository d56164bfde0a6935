import type { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { expect, test } from 'vitest';
import { Producer } from '../../examples/producer-typescript/producer.ts';
import { encounter } from '../cli/send/encounter.ts';

const contracts = new URL('../../contracts/exported/', import.meta.url);

/** A stream that refuses records as it is told, attempt by attempt, and keeps what it took. */
function scripted(refusals: readonly ((place: number) => boolean)[]) {
  const taken: { key: string; event: { id: string; data: { encounter_id: string } } }[] = [];
  const attempts: number[] = [];
  const kinesis = {
    send: async ({ input }: PutRecordsCommand) => {
      const refuses = refusals[attempts.length] ?? (() => false);
      attempts.push(input.Records?.length ?? 0);
      const Records = (input.Records ?? []).map(({ PartitionKey, Data }, place) => {
        if (refuses(place)) return { ErrorCode: 'ProvisionedThroughputExceededException' };
        taken.push({ key: PartitionKey ?? '', event: JSON.parse(Buffer.from(Data ?? []).toString()) });
        return { SequenceNumber: '1', ShardId: 'shardId-000000000000' };
      });
      return { Records, FailedRecordCount: Records.filter(({ ErrorCode }) => ErrorCode !== undefined).length };
    },
  };
  return { kinesis: kinesis as never, taken, attempts };
}

const producer = (kinesis: never) =>
  new Producer('encounter', { kinesis, contracts, source: 'urn:test', secret: 'secret', firstPauseMs: 1 });
const own = (number: number) => ({ ...encounter, encounter_id: `own-${number}`, patient_id: `patient-${number % 3}` });
const at = '2026-05-01T00:00:00Z';

test('what the stream refuses is sent again, and nothing else', async () => {
  const { kinesis, taken, attempts } = scripted([(place) => place % 2 === 1, (place) => place === 0]);
  const { sent, refused } = await producer(kinesis).send([0, 1, 2, 3, 4].map(own), at);
  expect([sent, refused, attempts]).toEqual([5, [], [5, 2, 1]]);
  expect(taken.map(({ event }) => event.data.encounter_id).sort()).toEqual(
    [0, 1, 2, 3, 4].map((number) => `own-${number}`),
  );
});

test('what it refuses to the end is told', async () => {
  const { kinesis } = scripted(Array.from({ length: 20 }, () => (place: number) => place === 0));
  const { sent, refused } = await producer(kinesis).send([0, 1].map(own), at);
  expect([sent, refused]).toEqual([1, [0]]);
});

test('a batch has no more records than the stream takes at once', async () => {
  const { kinesis, attempts } = scripted([]);
  await producer(kinesis).send(
    Array.from({ length: 1001 }, (_, number) => own(number)),
    at,
  );
  expect(attempts).toEqual([500, 500, 1]);
});

test('an invalid record is not sent, and told without its values', async () => {
  const { kinesis, taken } = scripted([]);
  const wrong = { ...own(1), started_at: 'Monday 4711', mood: 'glad 4711' };
  const { sent, invalid } = await producer(kinesis).send([own(0), wrong], at);
  expect([sent, taken.length]).toEqual([1, 1]);
  expect(invalid.map(({ place }) => place)).toEqual([1]);
  expect(invalid[0]?.faults).toEqual(expect.arrayContaining(['/started_at pattern', '/ additionalProperties']));
  expect(JSON.stringify(invalid)).not.toContain('4711');
});

test('records of a patient share a key that does not tell who it is; the same record sent twice has the same id', async () => {
  const { kinesis, taken } = scripted([]);
  const sender = producer(kinesis);
  for (let time = 0; time < 2; time += 1) await sender.send([0, 3, 1].map(own), at);
  const [first, second, third, again] = taken;
  expect(first?.key).toBe(second?.key);
  expect(first?.key).not.toBe(third?.key);
  expect(first?.key).not.toContain('patient');
  expect(again?.event.id).toBe(first?.event.id);
  expect(second?.event.id).not.toBe(first?.event.id);
});
