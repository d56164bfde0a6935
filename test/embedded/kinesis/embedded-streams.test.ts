import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  PutRecordCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../../embedded/kinesis/clock.ts';
import { EmbeddedKinesis } from '../../../embedded/kinesis/kinesis.ts';

const StreamName = 'events';
const STREAMS = [{ name: StreamName, shardCount: 1, retentionHours: 168 }];
const ShardId = 'shardId-000000000000';

let directory: string;
let nowMs: number;
const clock: Clock = { now: () => nowMs, sleep: systemClock.sleep };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'medstream-streams-'));
  nowMs = Date.UTC(2026, 0, 1);
});

afterEach(() => rm(directory, { recursive: true }));

test('streams are made once and found again with their records', async () => {
  const first = await EmbeddedKinesis.open(directory, { clock, streams: STREAMS });
  await first.send(new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: Buffer.from('kept') }));
  await first.close();

  const second = await EmbeddedKinesis.open(directory, {
    clock,
    streams: STREAMS.map((stream) => ({ ...stream, shardCount: 9 })),
  });
  const { StreamDescriptionSummary } = await second.send(new DescribeStreamSummaryCommand({ StreamName }));
  expect(StreamDescriptionSummary).toMatchObject({ OpenShardCount: 1, RetentionPeriodHours: 168 });
  const { ShardIterator } = await second.send(
    new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
  );
  const { Records } = await second.send(new GetRecordsCommand({ ShardIterator }));
  expect(Records?.map(({ Data }) => Buffer.from(Data ?? []).toString())).toEqual(['kept']);
  await second.close();
});

test('a stream can be named by its ARN', async () => {
  const kinesis = await EmbeddedKinesis.open(directory, { streams: STREAMS });
  const StreamARN = kinesis.stream(StreamName).arn;
  const { ShardId: shard } = await kinesis.send(
    new PutRecordCommand({ StreamARN, PartitionKey: 'k', Data: Buffer.from('x') }),
  );
  expect(shard).toBe(ShardId);
  await kinesis.close();
});

test('an iterator lives for five minutes', async () => {
  const kinesis = await EmbeddedKinesis.open(directory, { clock, streams: STREAMS });
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'LATEST' }),
  );
  nowMs += 300_000;
  await kinesis.send(new GetRecordsCommand({ ShardIterator }));
  nowMs += 1;
  await expect(kinesis.send(new GetRecordsCommand({ ShardIterator }))).rejects.toMatchObject({
    name: 'ExpiredIteratorException',
  });
  await kinesis.close();
});

test('GetRecords stops at 10 MB and says how far behind the reader is', async () => {
  const kinesis = await EmbeddedKinesis.open(directory, { clock, streams: STREAMS });
  const Data = Buffer.alloc(1_000_000);
  for (let index = 0; index < 12; index += 1) {
    await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'k', Data }));
  }
  nowMs += 5000;
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
  );
  const first = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
  expect([first.Records?.length, first.MillisBehindLatest]).toEqual([10, 5000]);
  const second = await kinesis.send(new GetRecordsCommand({ ShardIterator: first.NextShardIterator }));
  expect([second.Records?.length, second.MillisBehindLatest]).toEqual([2, 0]);
  await kinesis.close();
});

test('records the disk refuses fail one by one, in their places', async () => {
  const kinesis = await EmbeddedKinesis.open(directory, { streams: STREAMS });
  await kinesis.close();
  const Records = [{ PartitionKey: 'k', Data: Buffer.from('x') }];
  expect(await kinesis.send(new PutRecordsCommand({ StreamName, Records }))).toMatchObject({
    FailedRecordCount: 1,
    Records: [{ ErrorCode: 'InternalFailure' }],
  });
  await expect(
    kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: Buffer.from('x') })),
  ).rejects.toMatchObject({ name: 'InternalFailureException', $metadata: { httpStatusCode: 500 } });
});

test('of two requests to make one stream at the same time one is refused', async () => {
  const kinesis = await EmbeddedKinesis.open(directory);
  const results = await Promise.allSettled(
    [1, 1].map((ShardCount) => kinesis.send(new CreateStreamCommand({ StreamName, ShardCount }))),
  );
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(kinesis.send(new CreateStreamCommand({ StreamName: '../up', ShardCount: 1 }))).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await kinesis.close();
});
