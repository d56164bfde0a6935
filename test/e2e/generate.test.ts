import { expect, test } from 'vitest';
import { temporaryDirectory } from '../temporary-directory.ts';
import { medstream, query, run } from './cli.ts';

test('people who are generated into the stream are in the star after the next run, with the places they moved from', async () => {
  const data = await temporaryDirectory();
  const { code, stdout, stderr } = await medstream('generate', '--to', 'stream', '--records', '1500', '--data', data);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('npm start -- --events 0');
  expect(await run(data, '--events', '0')).toMatchObject({ received: 1500, reconciled: true });
  const moved = await query(
    data,
    'SELECT patient_bk FROM star.dim_patient GROUP BY patient_bk HAVING COUNT(DISTINCT city) > 1',
  );
  expect(moved.length).toBeGreaterThan(0);
});

test('no invented people are sent to prod', async () => {
  const { code, stderr } = await medstream('generate', '--to', 'stream', '--stage', 'prod');
  expect([code, stderr]).toEqual([1, expect.stringContaining('no place in prod')]);
});
