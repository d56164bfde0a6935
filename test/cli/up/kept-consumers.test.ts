import { expect, test } from 'vitest';
import type { StreamConsumers } from '../../../cli/run/stream-consumers.ts';
import { keepConsuming } from '../../../cli/up/kept-consumers.ts';

/** Consumers as far as their keeper knows them, which a test can let fail. */
function consumers() {
  const end = Promise.withResolvers<void>();
  const log: string[] = [];
  const made: StreamConsumers = {
    start: async () => void log.push('start'),
    catchUp: async () => undefined,
    drain: async () => undefined,
    stop: async () => {
      log.push('stop');
      end.resolve();
    },
    ended: end.promise,
  };
  end.promise.catch(() => undefined);
  return { made, log, fail: end.reject };
}

test('consumers that had to stop are stopped whole and made anew; the fault is told', async () => {
  const generations = [consumers(), consumers()];
  const faults: [unknown, number][] = [];
  const created = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let generation = 0;
  const kept = await keepConsuming(
    async () => {
      const one = generations[generation];
      created[generation]?.resolve();
      generation += 1;
      if (one === undefined) throw new Error('one generation too many');
      return one.made;
    },
    (fault, againInMs) => faults.push([fault, againInMs]),
  );
  const fault = new Error('disk full');
  generations[0]?.fail(fault);
  await created[1]?.promise;
  await kept.stop();
  expect(generations.map(({ log }) => log)).toEqual([
    ['start', 'stop'],
    ['start', 'stop'],
  ]);
  expect(faults).toEqual([[fault, 1000]]);
});

test('whoever stops while they are down waits for nothing', async () => {
  const one = consumers();
  const told = Promise.withResolvers<void>();
  const kept = await keepConsuming(
    async () => one.made,
    () => told.resolve(),
  );
  one.fail(new Error('disk full'));
  await told.promise;
  await kept.stop();
  expect(one.log.filter((what) => what === 'start')).toHaveLength(1);
});

test('what cannot be started the first time is the error of the start', async () => {
  await expect(
    keepConsuming(
      async () => Promise.reject(new Error('no function')),
      () => undefined,
    ),
  ).rejects.toThrow('no function');
});
