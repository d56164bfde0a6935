import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KinesisStreamEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { consumers, type EventSourceMappingSettings } from '../../../contracts/platform/consumers.ts';
import { systemClock } from '../../../embedded/kinesis/clock.ts';
import {
  type BatchEvent,
  createEventSourceMapping,
  type EventSourceMappingOptions,
} from '../../../embedded/kinesis/event-source-mapping.ts';
import type { FailureDocument } from '../../../embedded/kinesis/lambda-event.ts';
import { StreamLog } from '../../../embedded/kinesis/stream-log.ts';
import { MemoryStream } from './memory-stream.ts';
import { VirtualClock } from './virtual-clock.ts';

const settings: EventSourceMappingSettings = {
  batchSize: 100,
  maximumBatchingWindowInSeconds: 30,
  parallelizationFactor: 1,
  bisectBatchOnFunctionError: true,
  maximumRetryAttempts: 2,
  maximumRecordAgeInSeconds: 3600,
};

const texts = (event: KinesisStreamEvent) =>
  event.Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString());

function mappingOptions(changes: Partial<EventSourceMappingOptions>): EventSourceMappingOptions {
  return {
    stream: new MemoryStream(1),
    consumer: 'ingest',
    settings,
    functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:ingest',
    invoke: async () => ({ batchItemFailures: [] }),
    onFailure: async () => undefined,
    ...changes,
  };
}

describe('on a stream on disk', () => {
  let directory: string;
  let log: StreamLog;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'medstream-mapping-'));
    log = await StreamLog.create(directory, { name: 'events', shardCount: 2, retentionHours: 24 });
  });

  afterEach(async () => {
    await log.close();
    await rm(directory, { recursive: true });
  });

  const put = (...values: string[]) =>
    log.put(values.map((value) => ({ partitionKey: value, data: Buffer.from(value) })));

  test('drain processes everything put so far without waiting for the window, and later records too', async () => {
    const seen: string[] = [];
    const mapping = createEventSourceMapping(
      mappingOptions({ stream: log, invoke: async (event) => void seen.push(...texts(event)) }),
    );
    await put('a', 'b', 'c');
    await mapping.start();
    await mapping.drain();
    expect(seen.sort()).toEqual(['a', 'b', 'c']);
    await put('d');
    await mapping.drain();
    expect(seen).toHaveLength(4);
    await mapping.stop();
  });

  test('a full batch goes out as soon as its last record is put', async () => {
    let arrived: () => void = () => undefined;
    const invoked = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const mapping = createEventSourceMapping(
      mappingOptions({
        stream: log,
        settings: { ...settings, batchSize: 1, maximumBatchingWindowInSeconds: 300 },
        invoke: async () => arrived(),
      }),
    );
    await mapping.start();
    await put('a');
    await invoked;
    await mapping.stop();
  });

  test('goes on from its checkpoint after a restart, and each consumer from its own', async () => {
    const runOnce = async (consumer: string) => {
      const seen: string[] = [];
      const mapping = createEventSourceMapping(
        mappingOptions({ stream: log, consumer, invoke: async (event) => void seen.push(...texts(event)) }),
      );
      await mapping.start();
      await mapping.drain();
      await mapping.stop();
      return seen.sort();
    };
    await put('a', 'b');
    expect(await runOnce('one')).toEqual(['a', 'b']);
    await put('c');
    await log.close();
    log = await StreamLog.open(directory);
    expect(await runOnce('one')).toEqual(['c']);
    expect(await runOnce('one')).toEqual([]);
    expect(await runOnce('two')).toEqual(['a', 'b', 'c']);
  });

  test('stop waits for the invocation under way, keeps its result and refuses later drains', async () => {
    let release: () => void = () => undefined;
    let begun: () => void = () => undefined;
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const mapping = createEventSourceMapping(
      mappingOptions({
        stream: log,
        invoke: async () => {
          begun();
          await gate;
        },
      }),
    );
    await mapping.start();
    await put('a');
    const drained = expect(mapping.drain()).rejects.toThrow('stopped before it had caught up');
    await started;
    const stopped = mapping.stop();
    await drained;
    release();
    await stopped;
    const positions = await Promise.all(log.shards.map(({ shardId }) => log.consumerPosition('ingest', shardId)));
    expect(positions.reduce((sum, position) => sum + position)).toBe(1);
    await expect(mapping.drain()).rejects.toThrow('not running');
  });
});

describe('in virtual time', () => {
  const START_MS = Date.UTC(2026, 10, 21, 9, 5, 7, 250);

  test('a batch that is not full waits for the window and no longer', async () => {
    const clock = new VirtualClock(START_MS);
    const stream = new MemoryStream(1);
    let done: () => void = () => undefined;
    const invokedAt = new Promise<number>((resolve) => {
      done = () => resolve(clock.now());
    });
    const mapping = createEventSourceMapping(mappingOptions({ stream, clock, invoke: async () => done() }));
    await mapping.start();
    stream.put(0, 'a', Buffer.from('x'), clock.now());
    expect(await clock.run(invokedAt)).toBe(START_MS + 30_000);
    await mapping.stop();
  });

  test('the failure destination gets the documented document under the documented key', async () => {
    const clock = new VirtualClock(START_MS);
    const stream = new MemoryStream(1);
    const record = stream.put(0, 'a', Buffer.from('poison'), clock.now());
    const stored: { document: FailureDocument; key: string }[] = [];
    let ids = 0;
    const mapping = createEventSourceMapping(
      mappingOptions({
        stream,
        clock,
        invoke: async () => {
          throw new Error('always');
        },
        onFailure: async (document, key) => void stored.push({ document, key }),
        randomId: () => `id-${++ids}`,
      }),
    );
    await mapping.start();
    await clock.run(mapping.drain());
    await mapping.stop();
    // Three invocations, with 200 ms and 400 ms between them.
    const discardedAt = START_MS + 600;
    expect(stored).toHaveLength(1);
    expect(stored[0]?.key).toMatch(
      /^aws\/lambda\/[0-9a-f-]{36}\/shardId-000000000000\/2026\/11\/21\/2026-11-21T09\.05\.07-id-2$/,
    );
    const { payload, ...metadata } = stored[0]?.document ?? { payload: '' };
    expect(metadata).toEqual({
      requestContext: {
        requestId: 'id-1',
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:ingest',
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 3,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: new Date(discardedAt).toISOString(),
      KinesisBatchInfo: {
        shardId: 'shardId-000000000000',
        startSequenceNumber: record.sequenceNumber,
        endSequenceNumber: record.sequenceNumber,
        approximateArrivalOfFirstRecord: new Date(START_MS).toISOString(),
        approximateArrivalOfLastRecord: new Date(START_MS).toISOString(),
        batchSize: 1,
        streamArn: stream.arn,
      },
    });
    expect(texts(JSON.parse(payload))).toEqual(['poison']);
  });

  test('a record too large for the function goes straight to the failure destination, its neighbours do not', async () => {
    const clock = new VirtualClock(START_MS);
    const stream = new MemoryStream(1);
    stream.put(0, 'a', Buffer.from('before'), clock.now());
    stream.put(0, 'a', Buffer.alloc(4_800_000), clock.now());
    stream.put(0, 'a', Buffer.from('after'), clock.now());
    const seen: string[] = [];
    const conditions: unknown[] = [];
    const mapping = createEventSourceMapping(
      mappingOptions({
        stream,
        clock,
        invoke: async (event) => void seen.push(...texts(event)),
        onFailure: async ({ requestContext, responseContext, KinesisBatchInfo }) =>
          void conditions.push([requestContext.condition, responseContext, KinesisBatchInfo.batchSize]),
      }),
    );
    await mapping.start();
    await clock.run(mapping.drain());
    await mapping.stop();
    expect(seen).toEqual(['before', 'after']);
    expect(conditions).toEqual([['PayloadSizeExceeded', null, 1]]);
  });

  test('no event is over 6 MB', async () => {
    const clock = new VirtualClock(START_MS);
    const stream = new MemoryStream(1);
    for (let index = 0; index < 20; index += 1) stream.put(0, `key ${index}`, Buffer.alloc(900_000), clock.now());
    const sizes: number[] = [];
    const mapping = createEventSourceMapping(
      mappingOptions({ stream, clock, invoke: async (event) => void sizes.push(JSON.stringify(event).length) }),
    );
    await mapping.start();
    await clock.run(mapping.drain());
    await mapping.stop();
    expect(Math.max(...sizes)).toBeLessThanOrEqual(6 * 1024 * 1024);
    expect(sizes).toHaveLength(4);
  });

  test('shards, and keys of different lanes, go on while one of them is stuck', async () => {
    const clock = new VirtualClock(START_MS);
    const stream = new MemoryStream(2);
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) {
      stream.put(0, key, Buffer.from(`0${key}`), clock.now());
      stream.put(1, key, Buffer.from(`1${key}`), clock.now());
    }
    const seen = new Set<string>();
    const lanes = { ...settings, parallelizationFactor: 10, maximumBatchingWindowInSeconds: 0 };
    const mapping = createEventSourceMapping(
      mappingOptions({
        stream,
        clock,
        settings: lanes,
        invoke: async (event) => {
          for (const value of texts(event)) seen.add(value);
          if (texts(event).includes('0a')) await new Promise(() => undefined);
        },
      }),
    );
    await mapping.start();
    await clock.run(clock.sleep(10));
    expect([...seen].filter((value) => value.startsWith('1'))).toHaveLength(6);
    expect(seen.size).toBe(12);
    // The stuck record holds back its shard's checkpoint and only its own.
    expect(stream.checkpoints.filter(({ shardId }) => shardId.endsWith('0'))).toEqual([]);
    expect(await stream.consumerPosition('ingest', 'shardId-000000000001')).toBe(6);
  });

  test('reports what succeeded with its arrival times, what failed and what was discarded', async () => {
    const clock = new VirtualClock(START_MS);
    const stream = new MemoryStream(1);
    stream.put(0, 'a', Buffer.from('good'), START_MS - 7);
    stream.put(0, 'a', Buffer.from('bad'), START_MS - 5);
    const events: BatchEvent[] = [];
    const mapping = createEventSourceMapping(
      mappingOptions({
        stream,
        clock,
        settings: { ...settings, maximumRetryAttempts: 0 },
        invoke: async (event) => ({
          batchItemFailures: event.Records.filter((_, index) => texts(event)[index] === 'bad').map(({ kinesis }) => ({
            itemIdentifier: kinesis.sequenceNumber,
          })),
        }),
        observe: (event) => events.push(event),
      }),
    );
    await mapping.start();
    await clock.run(mapping.drain());
    await mapping.stop();
    expect(events).toMatchObject([
      { kind: 'succeeded', count: 1, arrivalsMs: [START_MS - 7], shardId: 'shardId-000000000000' },
      { kind: 'failed', count: 1, invocations: 1 },
      { kind: 'failed', count: 1, invocations: 2 },
      { kind: 'discarded', count: 1, condition: 'RetryAttemptsExhausted' },
    ]);
  });

  test('a failure destination that stays out of reach stops the mapping and loses nothing', async () => {
    const clock = new VirtualClock(START_MS);
    const stream = new MemoryStream(1);
    stream.put(0, 'a', Buffer.from('x'), clock.now());
    let deliveries = 0;
    const mapping = createEventSourceMapping(
      mappingOptions({
        stream,
        clock,
        invoke: async () => {
          throw new Error('always');
        },
        onFailure: async () => {
          deliveries += 1;
          throw new Error('disk full');
        },
      }),
    );
    await mapping.start();
    await expect(clock.run(mapping.drain())).rejects.toThrow('The failure destination did not take 1 records');
    await expect(mapping.drain()).rejects.toThrow('The failure destination did not take 1 records');
    await mapping.stop();
    expect(deliveries).toBe(5);
    expect(stream.checkpoints).toEqual([]);
  });

  test('a failure destination that fails once gets the document again', async () => {
    const clock = new VirtualClock(START_MS);
    const stream = new MemoryStream(1);
    stream.put(0, 'a', Buffer.from('x'), clock.now());
    const keys: string[] = [];
    const mapping = createEventSourceMapping(
      mappingOptions({
        stream,
        clock,
        invoke: async () => {
          throw new Error('always');
        },
        onFailure: async (_document, key) => {
          keys.push(key);
          if (keys.length === 1) throw new Error('busy');
        },
      }),
    );
    await mapping.start();
    await clock.run(mapping.drain());
    await mapping.stop();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
  });
});

test('the machine clock sleeps until it is aborted', async () => {
  const controller = new AbortController();
  const slept = systemClock.sleep(60_000, controller.signal);
  controller.abort();
  await slept;
  await systemClock.sleep(60_000, controller.signal);
});

describe('with the retries of the inventory', () => {
  const { eventSourceMapping } = consumers.ingestEvents;
  const START_MS = Date.UTC(2026, 10, 21, 9);
  const HOUR_MS = 3_600_000;

  /** Ten records, and a function that fails until `outageMs` are over. */
  async function afterAnOutageOf(outageMs: number) {
    const clock = new VirtualClock(START_MS);
    const stream = new MemoryStream(1);
    const put = Array.from({ length: 10 }, (_, index) => `r${index}`);
    for (const text of put) stream.put(0, 'k', Buffer.from(text), START_MS);
    const done: string[] = [];
    const givenUp: FailureDocument[] = [];
    const mapping = createEventSourceMapping(
      mappingOptions({
        stream,
        clock,
        settings: eventSourceMapping,
        invoke: async (event) => {
          if (clock.now() < START_MS + outageMs) throw new Error('S3 is away');
          done.push(...texts(event));
        },
        onFailure: async (document) => void givenUp.push(document),
      }),
    );
    await mapping.start();
    await clock.run(mapping.drain());
    await mapping.stop();
    return { put, done, givenUp };
  }

  test('an outage of twenty hours loses nothing, gives nothing up, and keeps the order', async () => {
    const { put, done, givenUp } = await afterAnOutageOf(20 * HOUR_MS);
    expect(done).toEqual(put);
    expect(givenUp).toEqual([]);
  });

  test('an outage of two days ends in the failure destination, every record once', async () => {
    const { put, done, givenUp } = await afterAnOutageOf(48 * HOUR_MS);
    expect(done).toEqual([]);
    expect(new Set(givenUp.map(({ requestContext }) => requestContext.condition))).toEqual(
      new Set(['RecordAgeExceeded']),
    );
    expect(givenUp.reduce((sum, { KinesisBatchInfo }) => sum + KinesisBatchInfo.batchSize, 0)).toBe(put.length);
  });
});
