import { describe, expect, test } from 'vitest';
import type { EventSourceMappingSettings } from '../../../contracts/platform/consumers.ts';
import {
  type Attempt,
  decideNext,
  formBatch,
  interpretOutcome,
  MAX_PAYLOAD_BYTES,
  requireValidSettings,
  retryDelayMs,
} from '../../../embedded/kinesis/batch-rules.ts';
import { kinesisEvent, mappingIdentity, payloadSizer } from '../../../embedded/kinesis/lambda-event.ts';
import type { StreamRecord } from '../../../embedded/kinesis/shard-log.ts';

const settings: EventSourceMappingSettings = {
  batchSize: 4,
  maximumBatchingWindowInSeconds: 5,
  parallelizationFactor: 1,
  bisectBatchOnFunctionError: true,
  maximumRetryAttempts: 2,
  maximumRecordAgeInSeconds: 60,
};

const record = (position: number, data: Uint8Array = Buffer.from('x'), partitionKey = 'key'): StreamRecord => ({
  shardId: 'shardId-000000000000',
  position,
  sequenceNumber: String(position).padStart(56, '4'),
  partitionKey,
  data,
  arrivalMs: 1000,
});

const batch = [0, 1, 2, 3].map((position) => record(position));
const attempt: Attempt = { records: batch, retries: 0, invocations: 0, delays: 0, functionError: false };
const failing = (...identifiers: unknown[]) => ({
  kind: 'returned' as const,
  response: { batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })) },
});

describe('a batch goes out', () => {
  const pending = (count: number, payloadBytes = 100) =>
    batch.slice(0, count).map((entry) => ({ record: entry, payloadBytes, seenAtMs: 1000 }));

  test('when the batch size is reached, at once', () => {
    expect(formBatch(pending(4), settings, 1000, false)).toEqual({ kind: 'batch', count: 4 });
  });

  test('when the window is over, and not before', () => {
    expect(formBatch(pending(3), settings, 5999, false)).toEqual({ kind: 'wait', untilMs: 6000 });
    expect(formBatch(pending(3), settings, 6000, false)).toEqual({ kind: 'batch', count: 3 });
  });

  test('when it is flushed', () => {
    expect(formBatch(pending(1), settings, 1000, true)).toEqual({ kind: 'batch', count: 1 });
  });

  test('when the next record would break the payload limit', () => {
    const half = MAX_PAYLOAD_BYTES / 2;
    expect(formBatch(pending(3, half), settings, 1000, false)).toEqual({ kind: 'batch', count: 2 });
    expect(formBatch(pending(3, half + 1), settings, 1000, false)).toEqual({ kind: 'batch', count: 1 });
  });

  test('never with a record that alone breaks it', () => {
    expect(formBatch(pending(1, MAX_PAYLOAD_BYTES + 1), settings, 1000, false)).toEqual({ kind: 'oversized' });
  });

  test('and none without records', () => {
    expect(formBatch([], settings, 1000, true)).toEqual({ kind: 'empty' });
  });
});

describe('the answer of the function', () => {
  test.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty response', {}],
    ['an empty list', { batchItemFailures: [] }],
    ['a null list', { batchItemFailures: null }],
  ])('%s is complete success', (_name, response) => {
    expect(interpretOutcome({ kind: 'returned', response }, batch)).toEqual({ kind: 'success' });
  });

  test('the lowest of several sequence numbers wins', () => {
    const outcome = failing(batch[3]?.sequenceNumber, batch[1]?.sequenceNumber, batch[2]?.sequenceNumber);
    expect(interpretOutcome(outcome, batch)).toEqual({ kind: 'failed-from', index: 1 });
  });

  test.each([
    ['an empty identifier', failing('')],
    ['a null identifier', failing(null)],
    ['an identifier of another batch', failing(record(9).sequenceNumber)],
    ['one good and one bad identifier', failing(batch[2]?.sequenceNumber, '')],
    ['a number for an identifier', failing(7)],
    ['a wrong key name', { kind: 'returned' as const, response: { batchItemFailures: [{ identifier: 'x' }] } }],
    ['no object in the list', { kind: 'returned' as const, response: { batchItemFailures: ['x'] } }],
    ['no list', { kind: 'returned' as const, response: { batchItemFailures: 'x' } }],
    ['no response object', { kind: 'returned' as const, response: 'done' }],
  ])('%s is complete failure', (_name, outcome) => {
    expect(interpretOutcome(outcome, batch)).toEqual({ kind: 'failure', functionError: false });
  });

  test('an error is complete failure, and throttling is no invocation', () => {
    const throttled = Object.assign(new Error('Rate exceeded'), { name: 'TooManyRequestsException' });
    expect(interpretOutcome({ kind: 'threw', error: new Error('x') }, batch)).toEqual({
      kind: 'failure',
      functionError: true,
    });
    expect(interpretOutcome({ kind: 'threw', error: 'text' }, batch)).toMatchObject({ kind: 'failure' });
    expect(interpretOutcome({ kind: 'threw', error: throttled }, batch)).toEqual({ kind: 'throttled' });
  });
});

describe('after a failed invocation', () => {
  const failure = { kind: 'failure', functionError: true } as const;
  const positions = (attempts: readonly Attempt[]) =>
    attempts.map(({ records }) => records.map(({ position }) => position));

  test('bisect halves the batch without using a retry or waiting', () => {
    const { next, completed, discarded } = decideNext(attempt, failure, settings);
    expect(positions(next)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(next.map((half) => [half.retries, retryDelayMs(half), half.invocations])).toEqual([
      [0, 0, 1],
      [0, 0, 1],
    ]);
    expect([completed, discarded]).toEqual([0, undefined]);
  });

  test('bisect cuts at the reported record and retries the rest only', () => {
    const { next, completed } = decideNext(attempt, { kind: 'failed-from', index: 3 }, settings);
    expect([completed, positions(next), next[0]?.retries]).toEqual([3, [[3]], 0]);
  });

  test('a batch that cannot be cut uses its retries, then goes to the failure destination', () => {
    const single = { ...attempt, records: batch.slice(0, 1) };
    const first = decideNext(single, failure, settings);
    const second = decideNext(first.next[0] ?? single, failure, settings);
    const third = decideNext(second.next[0] ?? single, failure, settings);
    expect([first.next[0]?.retries, second.next[0]?.retries]).toEqual([1, 2]);
    expect(third).toMatchObject({ next: [], discarded: { invocations: 3, functionError: true } });
  });

  test('the first record reported again and again uses the retries too', () => {
    const { next } = decideNext(attempt, { kind: 'failed-from', index: 0 }, settings);
    expect([positions(next), next[0]?.retries]).toEqual([[[0, 1, 2, 3]], 1]);
  });

  test('without bisect the whole rest is retried and counted', () => {
    const plain = { ...settings, bisectBatchOnFunctionError: false };
    expect(decideNext(attempt, failure, plain).next).toMatchObject([{ records: batch, retries: 1 }]);
    expect(decideNext(attempt, { kind: 'failed-from', index: 2 }, plain)).toMatchObject({
      completed: 2,
      next: [{ records: batch.slice(2), retries: 1 }],
    });
  });

  test('throttling waits longer each time and uses no retry', () => {
    let throttled = attempt;
    const delays: number[] = [];
    for (let index = 0; index < 20; index += 1) {
      throttled = decideNext(throttled, { kind: 'throttled' }, settings).next[0] ?? attempt;
      delays.push(retryDelayMs(throttled));
    }
    expect(throttled).toMatchObject({ records: batch, retries: 0, invocations: 0 });
    expect(delays.slice(0, 4)).toEqual([200, 400, 800, 1600]);
    expect(delays.at(-1)).toBe(30_000);
  });
});

describe('the payload', () => {
  const identity = mappingIdentity('arn:aws:kinesis:us-east-1:000000000000:stream/s', 'consumer', 'arn:function');
  const sizeOf = payloadSizer(identity);

  test.each([
    ['plain', record(1, Buffer.alloc(1000, 1))],
    ['empty', record(2, new Uint8Array())],
    ['with quotes and accents in its key', record(3, Buffer.from('ab'), 'a"\\é\n😀')],
    ['with a late arrival time', { ...record(4), arrivalMs: 1_767_225_600_123 }],
  ])('of a record %s is counted within its longest possible form', (_name, entry) => {
    const real = Buffer.byteLength(JSON.stringify(kinesisEvent([entry], identity).Records[0]));
    expect(sizeOf(entry)).toBeGreaterThanOrEqual(real + 1);
    expect(sizeOf(entry)).toBeLessThanOrEqual(real + 20);
  });

  test('has the shape Lambda documents', () => {
    const entry = { ...record(5, Buffer.from('hello')), arrivalMs: 1_545_084_650_987 };
    expect(kinesisEvent([entry], identity)).toEqual({
      Records: [
        {
          kinesis: {
            kinesisSchemaVersion: '1.0',
            partitionKey: 'key',
            sequenceNumber: entry.sequenceNumber,
            data: 'aGVsbG8=',
            approximateArrivalTimestamp: 1_545_084_650.987,
          },
          eventSource: 'aws:kinesis',
          eventVersion: '1.0',
          eventID: `shardId-000000000000:${entry.sequenceNumber}`,
          eventName: 'aws:kinesis:record',
          invokeIdentityArn: 'arn:aws:iam::000000000000:role/consumer',
          awsRegion: 'us-east-1',
          eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/s',
        },
      ],
    });
  });
});

test.each([
  ['batchSize', 0],
  ['batchSize', 10_001],
  ['maximumBatchingWindowInSeconds', 301],
  ['parallelizationFactor', 11],
  ['maximumRetryAttempts', -2],
  ['maximumRecordAgeInSeconds', 59],
  ['maximumRecordAgeInSeconds', Number.NaN],
])('the setting %s = %d is refused by name', (name, value) => {
  expect(() => requireValidSettings({ ...settings, [name]: value })).toThrow(name);
});
