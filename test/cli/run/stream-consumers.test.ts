import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { expect, onTestFinished, test } from 'vitest';
import { createStreamConsumers } from '../../../cli/run/stream-consumers.ts';
import { type StreamInventory, streamInventory } from '../../../contracts/platform/consumers.ts';
import { openDataDirectory } from '../../../embedded/data-directory.ts';
import { openServices } from '../../../embedded/services.ts';
import { type BuildConsumer, consumerFunctions } from '../../../lambdas/functions.ts';

const vitals = 'vital-signs';
const inventory: StreamInventory = {
  streams: {
    ...streamInventory.streams,
    vitalSigns: { name: vitals, shardCount: 1, retentionHours: 24 },
  },
  consumers: {
    ...streamInventory.consumers,
    watchVitals: {
      ...streamInventory.consumers.ingestEvents,
      function: 'watch-vitals',
      code: 'watch-vitals',
      stream: vitals,
    },
  },
};

const healthcare = streamInventory.streams.healthcareEvents.name;

async function open() {
  const path = await mkdtemp(join(tmpdir(), 'medstream-consumers-'));
  const directory = await openDataDirectory(path, 'test');
  const services = await openServices(directory, inventory.streams);
  onTestFinished(async () => {
    await services.kinesis.close();
    directory.release();
    await rm(path, { recursive: true });
  });
  const put = (stream: string, ...texts: string[]) =>
    services.kinesis.send(
      new PutRecordsCommand({
        StreamName: stream,
        Records: texts.map((text) => ({ Data: Buffer.from(text), PartitionKey: text })),
      }),
    );
  return { path, services, put };
}

test('a second consumer of a second stream handles its records beside the first, and both are drained', async () => {
  const { path, services, put } = await open();
  const seen: string[] = [];
  const watchVitals: BuildConsumer =
    async ({ log }) =>
    async (event) => {
      for (const { kinesis } of event.Records) seen.push(Buffer.from(kinesis.data, 'base64').toString());
      log.info('watched', { records: event.Records.length });
      return { batchItemFailures: [] };
    };
  const counts: Record<string, number> = {};
  const consumers = await createStreamConsumers(services, {
    logPath: join(path, 'functions.ndjson'),
    inventory,
    functions: { ...consumerFunctions, 'watch-vitals': watchVitals },
    observe: ({ function: name }, { kind, count }) => {
      expect(kind).toBe('succeeded');
      counts[name] = (counts[name] ?? 0) + count;
    },
  });
  await put(vitals, 'before the start');
  await consumers.start();
  onTestFinished(() => consumers.stop());
  await put(healthcare, 'no event', 'no event either');
  await put(vitals, 'one', 'two');
  await consumers.drain();
  expect(counts).toEqual({ 'ingest-events': 2, 'watch-vitals': 3 });
  expect(seen.sort()).toEqual(['before the start', 'one', 'two']);
  expect(await readFile(join(path, 'functions.ndjson'), 'utf8')).toContain('"service":"watch-vitals"');
});

test('what a consumer puts into another stream is drained too', async () => {
  const { path, services, put } = await open();
  const handed: string[] = [];
  const handOn: BuildConsumer = async () => async (event) => {
    await put(vitals, ...event.Records.map(({ eventID }) => eventID));
    return { batchItemFailures: [] };
  };
  const watchVitals: BuildConsumer = async () => async (event) => {
    handed.push(...event.Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString()));
    return { batchItemFailures: [] };
  };
  const consumers = await createStreamConsumers(services, {
    logPath: join(path, 'functions.ndjson'),
    inventory,
    functions: { 'ingest-events': handOn, 'watch-vitals': watchVitals },
    observe: () => undefined,
  });
  await consumers.start();
  onTestFinished(() => consumers.stop());
  await put(healthcare, 'first', 'second', 'third');
  await consumers.drain();
  expect(handed).toHaveLength(3);
});

test('a consumer without a function is named before anything is read', async () => {
  const { path, services } = await open();
  await expect(
    createStreamConsumers(services, { logPath: join(path, 'functions.ndjson'), inventory, observe: () => undefined }),
  ).rejects.toThrow(
    'consumer watch-vitals has no function: nothing builds lambdas/watch-vitals; add it to lambdas/functions.ts',
  );
});
