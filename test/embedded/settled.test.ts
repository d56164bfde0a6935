import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutRecordCommand } from '@aws-sdk/client-kinesis';
import { expect, onTestFinished, test } from 'vitest';
import { consumers } from '../../contracts/platform/consumers.ts';
import { lakeTotalsKey } from '../../contracts/platform/zones.ts';
import { lakeTotalsSchema } from '../../domain/reconciliation/totals.ts';
import { openDataDirectory } from '../../embedded/data-directory.ts';
import { buckets, openServices } from '../../embedded/services.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { runJob } from './glue/given-lake.ts';

const { stream: streamName, function: consumer } = consumers.ingestEvents;

test('the totals of a lake that is built while records arrive are of what is in the change log for certain', async () => {
  const directory = await openDataDirectory(await temporaryDirectory(), 'test');
  const services = await openServices(directory);
  onTestFinished(async () => {
    await services.kinesis.close();
    directory.release();
  });
  const stream = services.kinesis.stream(streamName);
  const totals = async () => {
    expect((await runJob(services.glue, { '--models': 'all' })).JobRunState).toBe('SUCCEEDED');
    const text = await readFile(join(directory.s3Path, buckets.silver, lakeTotalsKey), 'utf8');
    return lakeTotalsSchema.parse(JSON.parse(text));
  };
  await services.kinesis.send(
    new PutRecordCommand({ StreamName: streamName, PartitionKey: 'k', Data: Buffer.from('x') }),
  );
  const shard = stream.shards.find(({ nextPosition }) => nextPosition === 1);
  const arrival = new Date(shard?.arrivalAt(0) ?? Number.NaN).toISOString();
  // Nobody has handled it: neither store may count it, nor what came after it.
  expect((await totals()).arrivedBefore).toBe(arrival);
  await stream.registerConsumer(consumer);
  await stream.saveConsumerPosition(consumer, shard?.shardId ?? '', 1);
  const { arrivedBefore, builtAt } = await totals();
  expect(arrivedBefore).toBe(builtAt);
});
