import { GetObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { keepLearntTexts } from '../../../cli/learnt-texts.ts';
import { learntTextsKey } from '../../../contracts/platform/zones.ts';
import { formatLearntTexts } from '../../../domain/masking/terminology.ts';
import { EmbeddedS3 } from '../../../embedded/s3/s3.ts';
import { createLearntTerminology } from '../../../lambdas/ingest-events/learnt-terminology.ts';
import { freshForMs } from '../../../lambdas/shared/kept-fresh.ts';
import type { ReadObjectClient } from '../../../lambdas/shared/object-store.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

async function opened() {
  const s3 = await EmbeddedS3.open(await temporaryDirectory(), ['silver']);
  const logged: string[] = [];
  const write = (message: string) => void logged.push(message);
  let fault: Error | undefined;
  let reads = 0;
  const client: ReadObjectClient = {
    send: ((command: GetObjectCommand) => {
      if (command instanceof GetObjectCommand) reads += 1;
      return fault === undefined ? s3.send(command) : Promise.reject(fault);
    }) as ReadObjectClient['send'],
  };
  let now = 0;
  const log = { info: write, warn: write, error: write };
  const terminology = createLearntTerminology(client, { bucket: 'silver', log, now: () => now });
  return {
    s3,
    logged,
    terminology,
    reads: () => reads,
    later: () => {
      now += freshForMs;
    },
    fail: (error: Error | undefined) => {
      fault = error;
    },
  };
}

test('where nothing was learnt the shipped texts are known; what is learnt is known when they are read again', async () => {
  const { s3, terminology, reads, later } = await opened();
  expect(terminology.isTextOf('59621000', 'Essential hypertension (disorder)')).toBe(false);
  await terminology.refresh();
  expect(terminology.isTextOf('59621000', 'Essential hypertension (disorder)')).toBe(true);
  expect(await keepLearntTexts(s3, 'silver', { 1: ['Asthma'] })).toEqual({ added: 1, known: 1 });
  await terminology.refresh();
  expect([terminology.isTextOf('1', 'Asthma'), reads()]).toEqual([false, 1]);
  later();
  await terminology.refresh();
  expect([terminology.isTextOf('1', 'Asthma'), reads()]).toEqual([true, 2]);
});

test('texts that cannot be read fail the first batch, and none after it', async () => {
  const { terminology, logged, later, fail } = await opened();
  fail(Object.assign(new Error('patient Jane'), { name: 'SlowDown' }));
  await expect(terminology.refresh()).rejects.toThrow();
  fail(undefined);
  await terminology.refresh();
  later();
  fail(Object.assign(new Error('patient Jane'), { name: 'SlowDown' }));
  await terminology.refresh();
  expect(terminology.isTextOf('59621000', 'Essential hypertension (disorder)')).toBe(true);
  expect(logged).toEqual(['the learnt texts cannot be read; those read before are used']);
});

test('texts are added to those that are kept, and nothing is written when all are known', async () => {
  const { s3 } = await opened();
  await keepLearntTexts(s3, 'silver', { 1: ['Asthma'] });
  expect(await keepLearntTexts(s3, 'silver', { 1: ['Asthma', 'Bronchial asthma'] })).toEqual({ added: 1, known: 2 });
  expect(await keepLearntTexts(s3, 'silver', { 1: ['Asthma'] })).toEqual({ added: 0, known: 2 });
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'silver', Key: learntTextsKey }));
  expect(await Body?.transformToString()).toBe(formatLearntTexts({ 1: ['Asthma', 'Bronchial asthma'] }));
});
