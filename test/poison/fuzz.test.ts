import { expect, test } from 'vitest';
import { temporaryDirectory } from '../temporary-directory.ts';
import { isThorough } from '../thorough.ts';
import { hostileRun } from './hostile-run.ts';

const seed = Number(process.env.MEDSTREAM_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`hostile and clean records mixed, from the stream to the star: none lost, doubled or stuck (MEDSTREAM_TEST_SEED=${seed})`, async () => {
  const count = isThorough ? 20_000 : 2000;
  const data = await temporaryDirectory();
  const { problems, summary } = await hostileRun(data, { count, seed, hostileShare: 0.5 });
  expect(problems).toEqual([]);
  const refused = Object.values(summary.quarantined).reduce((total, each) => total + each, 0);
  // Of the spoilt half much is refused, not all of it; and every second record is as good as generated ones are.
  expect(refused).toBeGreaterThan(count * 0.2);
  expect(summary.silver).toBeGreaterThan(count * 0.4);
  expect(summary.collisions).toBeGreaterThan(0);
});
