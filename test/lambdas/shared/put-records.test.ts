import { AccessDeniedException, InvalidArgumentException } from '@aws-sdk/client-kinesis';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StreamUnavailableError } from '../../../lambdas/shared/put-errors.ts';
import { mostAttempts, type PutRecordsClient, putBatch, putRecords } from '../../../lambdas/shared/put-records.ts';
import { dataOf, records, ScriptedStream } from './scripted-stream.ts';

const noPause = { pause: async () => undefined };

describe('putBatch', () => {
  test('has every record accepted exactly once, and sends again only the entries that were refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 500 }),
        fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }), { maxLength: 10 }),
        async (count, refusals) => {
          const stream = new ScriptedStream((request, data) => {
            const row = refusals[request];
            return row?.[Number(data) % row.length] === true ? 'refuse' : 'accept';
          });
          const sent = records(count);
          expect(await putBatch({ client: stream, streamName: 'events', ...noPause }, sent)).toEqual({
            refused: [],
            stop: null,
          });
          expect(stream.accepted.map(({ data }) => data).sort()).toEqual(dataOf(sent));
          for (const [index, { data }] of stream.requests.entries()) {
            const before = new Set(stream.accepted.filter(({ request }) => request < index).map((one) => one.data));
            expect(data).toEqual(dataOf(sent).filter((one) => !before.has(one)));
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  test('sends a whole request again when it was throttled, and tells of it', async () => {
    const stream = new ScriptedStream((request) => (request < 3 ? 'throttle' : 'accept'));
    const told: unknown[] = [];
    const target = {
      client: stream,
      streamName: 'events',
      ...noPause,
      onTransient: (error: unknown) => told.push(error),
    };
    expect(await putBatch(target, records(7))).toEqual({ refused: [], stop: null });
    expect(stream.requests.map(({ data }) => data.length)).toEqual([7, 7, 7, 7]);
    expect(told).toHaveLength(3);
  });

  test('pauses a random part of a time that doubles up to a limit', async () => {
    const pauses: number[] = [];
    const target = {
      client: new ScriptedStream(() => 'refuse'),
      streamName: 'events',
      random: () => 0.5,
      pause: async (milliseconds: number) => {
        pauses.push(milliseconds);
      },
    };
    await putBatch(target, records(1));
    expect(pauses.slice(0, 9)).toEqual([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    expect(pauses).toHaveLength(mostAttempts - 1);
  });

  test('gives up the entries that are refused at every attempt, and says that the stream is not dead', async () => {
    const stream = new ScriptedStream((_, data) => (Number(data) % 5 === 0 ? 'refuse' : 'accept'));
    const { refused, stop } = await putBatch({ client: stream, streamName: 'events', ...noPause }, records(12));
    expect(dataOf(refused).map(Number)).toEqual([0, 5, 10]);
    expect(stop).toBeNull();
    expect(stream.requests).toHaveLength(1 + mostAttempts);
  });

  test('counts attempts in vain anew whenever something was accepted', async () => {
    const stream = new ScriptedStream((request, data) => (request >= Number(data) * 3 ? 'accept' : 'refuse'));
    const { refused } = await putBatch({ client: stream, streamName: 'events', ...noPause }, records(40));
    expect(refused).toEqual([]);
    expect(stream.requests.length).toBeGreaterThan(mostAttempts);
  });

  test('says that the stream is dead when nothing of a request was ever accepted', async () => {
    for (const answer of ['refuse', 'throttle'] as const) {
      const stream = new ScriptedStream(() => answer);
      const { refused, stop } = await putBatch({ client: stream, streamName: 'events', ...noPause }, records(3));
      expect(refused).toHaveLength(3);
      expect(stop).toBeInstanceOf(StreamUnavailableError);
      expect(stream.requests).toHaveLength(mostAttempts);
    }
  });

  test('ends at once at an error that repeating does not cure', async () => {
    let calls = 0;
    const error = new AccessDeniedException({ message: 'no', $metadata: { httpStatusCode: 400 } });
    const client: PutRecordsClient = {
      send: async () => {
        calls += 1;
        throw error;
      },
    };
    expect(await putBatch({ client, streamName: 'events' }, records(3))).toMatchObject({ stop: error });
    expect(calls).toBe(1);
  });

  test('takes an entry without a result for one that was not accepted', async () => {
    let calls = 0;
    const client: PutRecordsClient = {
      send: async ({ input }) => {
        calls += 1;
        return { Records: (input.Records ?? []).slice(0, 1).map(() => ({ SequenceNumber: '1' })), $metadata: {} };
      },
    };
    expect(await putBatch({ client, streamName: 'events', ...noPause }, records(3))).toEqual({
      refused: [],
      stop: null,
    });
    expect(calls).toBe(3);
  });

  test('halves a request that a service with the former limit of 5 MiB refuses', async () => {
    const stream = new ScriptedStream(() => 'accept');
    const client: PutRecordsClient = {
      send: async (command) => {
        const bytes = (command.input.Records ?? []).reduce((sum, { Data }) => sum + (Data?.length ?? 0), 0);
        if (bytes > 5 * 1024 * 1024) {
          throw new InvalidArgumentException({ message: 'too large', $metadata: { httpStatusCode: 400 } });
        }
        return stream.send(command);
      },
    };
    const sent = records(11, { size: 900_000 });
    expect(await putBatch({ client, streamName: 'events' }, sent)).toEqual({ refused: [], stop: null });
    expect(stream.accepted.map(({ data }) => data)).toEqual(dataOf(sent));
  });
});

describe('putRecords', () => {
  test('stays within 500 records and 10 MiB a request, keys included, and keeps the order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            key: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
            size: fc.oneof({ weight: 5, arbitrary: fc.constant(3) }, { weight: 1, arbitrary: fc.constant(1_000_000) }),
          }),
          { maxLength: 40 },
        ),
        fc.integer({ min: 0, max: 1300 }),
        async (large, small) => {
          const sent = [
            ...records(small),
            ...large.map(({ key, size }, index) => ({
              partitionKey: key,
              data: Buffer.from(`${index}`.padStart(size, '0')),
            })),
          ];
          const stream = new ScriptedStream(() => 'accept');
          await putRecords(stream, 'events', sent);
          expect(stream.accepted.map(({ data }) => data)).toEqual(dataOf(sent));
          for (const { data, bytes } of stream.requests) {
            expect(data.length).toBeLessThanOrEqual(500);
            expect(bytes).toBeLessThanOrEqual(10 * 1024 * 1024);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test('says how many records an unwilling stream did not accept', async () => {
    const error = new AccessDeniedException({ message: 'no', $metadata: { httpStatusCode: 400 } });
    const client: PutRecordsClient = { send: () => Promise.reject(error) };
    await expect(putRecords(client, 'events', records(3))).rejects.toThrow('stream events did not accept 3 records');
  });
});
