import { expect, test } from 'vitest';
import { type RepeatedWork, repeatWork } from '../../../cli/up/repeated-work.ts';

const longestPauseMs = 8;

test('works while it is wanted, one at a time, and again when it is woken', async () => {
  let wanted = 3;
  let underWay = 0;
  let done: () => void = () => undefined;
  const turns = () =>
    new Promise<void>((resolve) => {
      done = resolve;
    });
  const work = repeatWork({
    everyMs: 0,
    longestPauseMs,
    isWanted: () => wanted > 0,
    work: async () => {
      underWay += 1;
      expect(underWay).toBe(1);
      work.wake();
      await new Promise(setImmediate);
      underWay -= 1;
      wanted -= 1;
      if (wanted === 0) done();
    },
    onFailure: (error) => {
      throw error;
    },
  });
  await turns();
  wanted = 2;
  const again = turns();
  work.wake();
  await again;
  await work.stop();
  expect(wanted).toBe(0);
});

test('tries again what failed, after pauses that double up to the longest, and from the shortest after a success', async () => {
  const pauses: number[] = [];
  let attempts = 0;
  const stopped = Promise.withResolvers<void>();
  const work: RepeatedWork = repeatWork({
    everyMs: 1,
    longestPauseMs,
    isWanted: () => true,
    work: async () => {
      attempts += 1;
      if (attempts === 7) return;
      if (attempts === 9) stopped.resolve(work.stop());
      throw new Error(`attempt ${attempts}`);
    },
    onFailure: (_error, againInMs) => pauses.push(againInMs),
  });
  await stopped.promise;
  // Once it is to stop, nobody needs to hear of a failure.
  expect([attempts, pauses]).toEqual([9, [1, 2, 4, 8, 8, 8, 1]]);
});

test('stop lets what is under way end, and begins nothing more', async () => {
  const begun = Promise.withResolvers<void>();
  const going = Promise.withResolvers<void>();
  let turns = 0;
  const work = repeatWork({
    everyMs: 0,
    longestPauseMs,
    isWanted: () => true,
    work: async () => {
      turns += 1;
      begun.resolve();
      await going.promise;
    },
    onFailure: () => undefined,
  });
  await begun.promise;
  let isStopped = false;
  const stopped = work.stop().then(() => {
    isStopped = true;
  });
  await new Promise(setImmediate);
  expect(isStopped).toBe(false);
  going.resolve();
  await stopped;
  expect(turns).toBe(1);
});
