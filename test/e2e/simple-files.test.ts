import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../temporary-directory.ts';
import { fixture, medstream, query, run } from './cli.ts';

const rows = [
  {
    patient_id: 'p1',
    event_type: 'vital_signs',
    heart_rate: 88,
    blood_pressure: '127/80',
    temperature: 98.6,
    timestamp: '2025-03-01T09:05:00Z',
  },
  {
    patient_id: 'p2',
    event_type: 'vital_signs',
    heart_rate: 72,
    blood_pressure: '118/76',
    temperature: 36.8,
    timestamp: '2025-03-01T09:10:00Z',
  },
];
const columns = Object.keys(rows[0] ?? {});
const ndjson = (all: readonly object[]) => all.map((row) => `${JSON.stringify(row)}\n`).join('');
const csv = `${[columns.join(','), ...rows.map((row) => Object.values(row).join(','))].join('\n')}\n`;

const measured = `SELECT heart_rate, systolic_pressure, diastolic_pressure, temperature, temperature_unit
  FROM star.fact_vital_sign ORDER BY measured_at`;
const asMeasured = [
  ['88', '127', '80', 37, '[degF]'],
  ['72', '118', '76', 36.8, ''],
];

async function inStar(data: string) {
  return (await query(data, measured)).map((row) => [
    ...[row.heart_rate, row.systolic_pressure, row.diastolic_pressure].map(String),
    Number(row.temperature),
    row.temperature_unit ?? '',
  ]);
}

test('vital signs as people write them down, in every format of a folder, are in the star once, the Fahrenheit said', async () => {
  const data = await temporaryDirectory();
  const folder = join(await temporaryDirectory(), 'in');
  await mkdir(join(folder, 'letters'), { recursive: true });
  await writeFile(join(folder, 'vital-signs.ndjson'), ndjson(rows));
  await writeFile(join(folder, 'vital-sign-2.csv.gz'), gzipSync(csv));
  await writeFile(join(folder, 'vital_signs-3.json'), JSON.stringify(rows, null, 1));
  await writeFile(join(folder, 'patients.csv.gz'), gzipSync(await readFile(join(fixture, 'patients.csv'))));
  await writeFile(join(folder, 'letters', 'notes.txt'), 'Maynard46 called\n');

  const first = await medstream('run', '--json', '--data', data, '--from', folder);
  expect(first.code, first.stderr).toBe(0);
  const summary = JSON.parse(first.stdout.trimEnd().split('\n').at(-1) ?? '');
  expect(summary).toMatchObject({ received: 3 * 2 + 2, reconciled: true, quarantined: {} });
  expect(summary.normalized).toMatchObject({ split: 6, unit: 3, derived: 3 });
  expect(first.stderr).toContain('vital-signs.ndjson: 1 rows do not say temperature_unit, which follows from what');
  expect(first.stderr).toContain('NOT read: letters/notes.txt: neither its name nor its folder says');
  expect(first.stderr).not.toContain('Maynard46');
  expect(await inStar(data)).toEqual(asMeasured);
  const [people] = await query(
    data,
    'SELECT COUNT(*) AS n FROM star.dim_patient WHERE NOT is_inferred AND patient_sk > 0',
  );
  expect(Number(people?.n)).toBe(2);

  // The same once more adds nothing; other values of the same measurement correct it.
  const corrected = join(await temporaryDirectory(), 'monitor.ndjson');
  await writeFile(corrected, ndjson([{ ...rows[0], temperature: 99.5 }]));
  for (const path of [join(folder, 'vital-signs.ndjson'), corrected]) {
    const sent = await medstream('send', '--data', data, '--contract', 'vital_sign', path);
    expect([sent.code, sent.stderr.includes('temperature_unit')], sent.stderr).toEqual([0, true]);
  }
  expect(await run(data, '--events', '0')).toMatchObject({ received: 3, silver: 1, duplicates: 2 });
  expect(await inStar(data)).toEqual([['88', '127', '80', 37.5, '[degF]'], asMeasured[1]]);
});

test('a packed file that is cut gives a run its rows before the cut, and the run says so and fails', async () => {
  const data = await temporaryDirectory();
  const folder = await temporaryDirectory();
  await copyFile(join(fixture, 'patients.csv'), join(folder, 'patients.csv'));
  const many = Array.from({ length: 5000 }, (_, n) => ({ ...rows[0], patient_id: `p${n}-${(n * 7919) % 5003}` }));
  const packed = gzipSync(ndjson(many));
  await writeFile(join(folder, 'vital-signs.ndjson.gz'), packed.subarray(0, packed.length / 2));
  const outcome = await medstream('run', '--json', '--data', data, '--from', folder);
  expect(outcome.code).toBe(1);
  const summary = JSON.parse(outcome.stdout.trimEnd().split('\n').at(-1) ?? '');
  expect(summary.differences).toEqual([
    expect.stringMatching(/^vital-signs\.ndjson\.gz: NOT read to its end \(file\.gzip_cut\)/),
  ]);
  expect(summary.silver).toBeGreaterThan(1000);
  expect(summary.received).toBe(summary.silver + summary.duplicates);
});
