import { copyFile, cp, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { encounter } from '../cli/send/encounter.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { fixture, medstream, query, run } from './cli.ts';
import { startUp } from './running-up.ts';

const star =
  'SELECT (SELECT COUNT(*) FROM star.dim_patient) AS people, (SELECT COUNT(*) FROM star.fact_encounter) AS n';

test('send FOLDER sends every file that says what it is, packed or not, and the rows count once', async () => {
  const data = await temporaryDirectory();
  const folder = join(await temporaryDirectory(), 'in');
  await cp(fixture, folder, { recursive: true });
  const patients = join(folder, 'patients.csv');
  await writeFile(`${patients}.gz`, gzipSync(await readFile(patients)));
  await rename(patients, join(await temporaryDirectory(), 'patients.csv'));
  await mkdir(join(folder, 'encounter'));
  await writeFile(join(folder, 'encounter', 'night.json'), JSON.stringify([encounter], null, 2));
  await writeFile(join(folder, 'notes.txt'), 'Maynard46 called\n');
  await writeFile(join(folder, 'claim-2026.csv'), 'claim_id,nothing_else\n1,2\n');
  await writeFile(join(folder, 'payer_friends.csv'), 'a,b\n1,2\n');

  const sent = await medstream('send', '--data', data, '--as-of', '2026-01-01T00:00:00Z', folder);
  expect(sent.code).toBe(1);
  expect(sent.stdout).toContain('notes.txt: 0 rows, 0 sent\n  NOT read to its end (file.unknown_kind)');
  expect(sent.stdout).toContain('claim-2026.csv: 0 rows, 0 sent\n  NOT read to its end (file.header)');
  expect(sent.stdout).toContain('payer_friends.csv: 0 rows, 0 sent\n  NOT read to its end (file.unknown_kind)');
  expect(sent.stdout).toMatch(/patients\.csv\.gz: \d+ rows, \d+ sent\n/);
  expect(`${sent.stdout}${sent.stderr}`).not.toContain('Maynard46');
  const first = await run(data, '--events', '0');
  expect(first.reconciled).toBe(true);
  const rows = await query(data, star);

  // The export itself, unpacked: the same rows.
  await medstream('send', '--data', data, '--as-of', '2026-01-01T00:00:00Z', fixture);
  const second = await run(data, '--events', '0');
  expect([second.silver, second.reconciled]).toEqual([0, true]);
  expect(second.duplicates).toBeGreaterThan(0);
  expect(await query(data, star)).toEqual(rows);
});

test('a file put into the landing bucket of a running up is in the star; a broken one is listed by set-aside', async () => {
  const data = await temporaryDirectory();
  const up = await startUp(data);
  try {
    await mkdir(up.landing, { recursive: true });
    await copyFile(join(fixture, 'encounters.csv'), join(up.landing, 'encounters.csv'));
    const packed = gzipSync(await readFile(join(fixture, 'patients.csv')));
    await writeFile(join(up.landing, 'patients.csv.gz'), packed.subarray(0, packed.length - 20));
    await up.until(
      (status) =>
        status.received > 0 &&
        up.events.some(({ event }) => event === 'file set aside') &&
        status.waitingInStream === 0 &&
        status.loads.waiting === 0,
    );
    expect(up.events.map(({ event }) => event)).toContain('file read');
    const [counted] = await query(data, 'SELECT COUNT(*) AS n FROM star.fact_encounter');
    expect(Number(counted?.n)).toBeGreaterThan(0);
  } finally {
    up.process.kill('SIGTERM');
    expect(await up.ended).toMatchObject({ code: 0 });
  }
  const aside = await medstream('set-aside', '--data', data);
  expect(aside.stdout).toContain('1 files set aside:\nfiles/patients.csv.gz\n  file.gzip_cut behind');
});
