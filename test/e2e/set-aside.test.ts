import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../temporary-directory.ts';
import { copyOf, medstream, query, run, summaryOf } from './cli.ts';

const delivery = (events: string, asOf: string) => ['--seed', '11', '--events', events, '--as-of', asOf];

/** The objects of the silver change log, by key. */
async function changeKeys(data: string): Promise<string[]> {
  const entries = await readdir(join(data, 's3', 'silver', 'changes'), { recursive: true });
  return entries
    .filter((entry) => entry.endsWith('.parquet'))
    .map((entry) => `changes/${entry}`)
    .sort();
}

const pathOf = (data: string, key: string) => join(data, 's3', 'silver', key);

/** Everything that the star and the marts of both stores say. */
async function figures(data: string): Promise<unknown> {
  return [
    await query(data, 'SELECT * FROM reporting.encounters_by_department ORDER BY 1, 2, 3, 4'),
    await query(data, 'SELECT COUNT(*) AS versions FROM star.dim_patient'),
    await query(data, 'SELECT * FROM gold.payer_coverage_summary ORDER BY ALL', '--lake'),
    await query(data, 'SELECT COUNT(*) AS n FROM silver.encounter', '--lake'),
  ];
}

test('objects that cannot be loaded stop neither store, are named by the run, and come back by the command', async () => {
  const data = await temporaryDirectory();
  await run(data, ...delivery('200', '2026-01-01T00:00:00Z'));
  const whole = await copyOf(data);
  await run(whole, ...delivery('300', '2026-03-01T00:00:00Z'));
  const expected = await figures(whole);
  const known = new Set(await changeKeys(data));
  const arrived = (await changeKeys(whole)).filter((key) => !known.has(key));
  const ofContract = (contract: string) => arrived.find((key) => key.startsWith(`changes/${contract}/`)) ?? '';
  const [truncated, foreign] = [ofContract('encounter'), ofContract('patient')];

  // The same objects arrive here, one cut off and one with the columns of another contract.
  for (const key of arrived) {
    const bytes = await readFile(pathOf(whole, key === foreign ? truncated : key));
    await mkdir(dirname(pathOf(data, key)), { recursive: true });
    await writeFile(pathOf(data, key), key === truncated ? bytes.subarray(0, bytes.length / 2) : bytes);
  }
  const first = await medstream('run', '--data', data, '--events', '0', '--json');
  expect(first.stderr).toContain('SET ASIDE: 2 objects');
  expect(first.stderr).toContain(truncated);
  const summary = summaryOf(first);
  expect(summary).toMatchObject({ reconciled: true, differences: [] });
  expect(summary.set_aside.map(({ key, statement }) => [key, statement])).toEqual(
    [
      [truncated, 'copy staging.encounter'],
      [foreign, 'copy staging.patient'],
    ].sort(),
  );
  const listed = await medstream('set-aside', '--data', data);
  expect(listed.code).toBe(0);
  expect(listed.stdout).toContain('2 set aside:');
  expect(listed.stdout).toContain(`${foreign}\n  copy staging.patient: `);

  await writeFile(pathOf(data, truncated), await readFile(pathOf(whole, truncated)));
  const tooEarly = await medstream('set-aside', '--data', data, '--retry', 'all');
  expect(tooEarly.code).toBe(1);
  expect(tooEarly.stdout).toContain('1 set aside:');
  const stranger = await medstream('set-aside', '--data', data, '--retry', truncated);
  expect(stranger.stderr).toContain('is not set aside');

  await writeFile(pathOf(data, foreign), await readFile(pathOf(whole, foreign)));
  const again = await medstream('set-aside', '--data', data, '--retry', foreign);
  expect([again.code, again.stdout]).toEqual([0, 'Nothing is set aside.\n']);
  expect(await run(data, '--events', '0')).toMatchObject({ reconciled: true, set_aside: [] });
  expect(await figures(data)).toEqual(expected);
});

test('an object that breaks after both stores read it takes its rows from neither', async () => {
  const data = await temporaryDirectory();
  await run(data, ...delivery('200', '2026-01-01T00:00:00Z'));
  const broken = (await changeKeys(data)).find((key) => key.startsWith('changes/organization/')) ?? '';
  await rm(pathOf(data, broken));
  await writeFile(pathOf(data, broken), 'PAR1');
  const { code, stderr } = await medstream('run', '--data', data, '--events', '0', '--json');
  expect(code, stderr).toBe(0);
  const totals = JSON.parse(await readFile(join(data, 's3', 'silver', 'totals', 'lake.json'), 'utf8'));
  expect(totals.unreadable).toBeUndefined();
});
