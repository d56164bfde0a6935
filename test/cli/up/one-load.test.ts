import { afterAll, beforeAll, expect, test } from 'vitest';
import { oneLoadAtATime } from '../../../cli/up/one-load.ts';
import type { LoadResult } from '../../../lambdas/load-warehouse/load-warehouse.ts';
import { openTemporaryWarehouse, type TemporaryWarehouse } from '../../embedded/redshift/warehouse-fixture.ts';

const nothing: LoadResult = {
  objects: 0,
  staged: 0,
  inserted: 0,
  duplicates: 0,
  collisions: 0,
  loads: [],
  waiting: 0,
  setAside: 0,
};

let warehouse: TemporaryWarehouse;
beforeAll(async () => {
  warehouse = await openTemporaryWarehouse();
  await warehouse.engine.exec('CREATE TABLE loaded (n INTEGER)');
});
afterAll(() => warehouse.remove());

test('loads wait for each other, and a failure is only its own', async () => {
  let underWay = 0;
  const { load } = oneLoadAtATime(async (invocation) => {
    underWay += 1;
    expect(underWay).toBe(1);
    await warehouse.engine.query('SELECT pg_sleep(0.01)');
    underWay -= 1;
    if (invocation === 'bad') throw new Error('bad');
    return nothing;
  }, warehouse.engine);
  const outcomes = await Promise.allSettled(['a', 'bad', 'c'].map((invocation) => load(invocation)));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('a load that would take for hours is rolled back when it is to stop, and its next contracts are not begun', async () => {
  const { engine } = warehouse;
  const begun = Promise.withResolvers<void>();
  let timeLeft: number | undefined;
  const one = oneLoadAtATime(async (_invocation, _event, remainingMs) => {
    try {
      await engine.transaction(async (session) => {
        await session.exec('INSERT INTO loaded VALUES (1)');
        begun.resolve();
        await session.exec('SELECT pg_sleep(10000)');
      });
    } finally {
      timeLeft = remainingMs?.();
    }
    return nothing;
  }, engine);
  const load = one.load('long');
  const next = one.load('next');
  await begun.promise;
  await Promise.all([expect(load).rejects.toThrow(), expect(next).rejects.toThrow('ending'), one.stop(0)]);
  expect(timeLeft).toBe(0);
  expect((await engine.query('SELECT COUNT(*)::int AS n FROM loaded')).rows).toEqual([{ n: 0 }]);
});
