import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { syntheaFiles } from '../../../sources/synthea/index.ts';
import { compareTables } from '../../../tools/reconcile/reconcile.ts';
import { tablesOfExport } from '../../../tools/reconcile/tables.ts';
import { encounter } from '../../cli/send/encounter.ts';
import { exports, firstRun, fixture, medstream, run } from '../../e2e/cli.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const tables = syntheaFiles.map(({ contract }) => `${contract.kind === 'event' ? 'fact' : 'dim'}_${contract.name}`);

/** Whether a difference is of a table that a file of an export feeds. */
const isRead = (difference: string) => tables.some((table) => difference.startsWith(`${table}: `));

test('every table that a file of an export feeds has figures', () => {
  expect(tablesOfExport.map(({ table }) => table)).toEqual(expect.arrayContaining(tables));
});

/** A copy of the fixture in which a file is another text. */
async function changed(file: string, change: (text: string) => string): Promise<string> {
  const folder = await temporaryDirectory();
  await cp(fixture, folder, { recursive: true });
  const path = join(folder, file);
  await writeFile(path, change(await readFile(path, 'utf8')));
  return folder;
}

describe('an export and the star that was made of it', () => {
  test.each(Object.entries({ ...exports, 'of the fixture': fixture }))('agree: %s', async (_name, directory) => {
    const { data } = await firstRun('--from', directory);
    const { lines, differences } = await compareTables(directory, data);
    expect(differences.filter(isRead), lines.join('\n')).toEqual([]);
    for (const { table, file } of tablesOfExport.filter((own) => lines.some((line) => line.includes(own.file)))) {
      expect(lines.join('\n')).toMatch(new RegExp(`${table} .*${file}`));
    }
  });
});

describe('what the star has not as the files say', () => {
  let data: string;
  beforeAll(async () => {
    ({ data } = await firstRun('--from', fixture));
  });

  test('an amount, to the cent', async () => {
    const other = await changed('claims_transactions.csv', (text) =>
      text.replace(/(\d+\.\d)(\d)/, (_, a, b) => `${a}${(Number(b) + 1) % 10}`),
    );
    const { lines, differences } = await compareTables(other, data);
    expect(differences.length).toBeGreaterThan(0);
    expect(lines.join('\n')).toMatch(
      /fact_claim_transaction: sum of \w+ is [\d.]+; by claims_transactions.csv it is [\d.]+/,
    );
  });

  test('a row, and the keys in it', async () => {
    const other = await changed('encounters.csv', (text) => text.split('\n').toSpliced(1, 1).join('\n'));
    const { lines } = await compareTables(other, data);
    expect(lines.join('\n')).toMatch(/fact_encounter: rows is 3; by encounters.csv it is 2/);
    expect(lines.join('\n')).toMatch(/fact_encounter: distinct encounter_bk is 3; by encounters.csv it is 2/);
  });
});

test('rows in quarantine and values that were left out are told, and missed nowhere', async () => {
  const folder = await changed('encounters.csv', (text) => {
    const [header = '', first = '', second = '', ...rest] = text.split('\n');
    const columns = header.trim().split(',');
    const withCell = (row: string, column: string, cell: string) =>
      row.split(',').with(columns.indexOf(column), cell).join(',');
    const refused = withCell(first, 'START', '1850-01-01T00:00:00Z');
    const covered = withCell(second, 'PAYER_COVERAGE', '99999999.00');
    return [header, refused, covered, ...rest].join('\n');
  });
  const data = await temporaryDirectory();
  await run(data, '--from', folder);
  const { lines, differences } = await compareTables(folder, data);
  expect(differences.filter(isRead), lines.join('\n')).toEqual([]);
  expect(lines.join('\n')).toMatch(/1 {2}encounters.csv {2}rule.time_in_calendar/);
  expect(lines.join('\n')).toMatch(/fact_encounter +encounters.csv +3 +1 +0 +2/);
});

describe('a folder of every format', () => {
  const ndjson = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const vitalSigns = Array.from({ length: 3000 }, (_, n) => ({
    patient_id: `p${n}`,
    event_type: 'vital_signs',
    heart_rate: 60 + (n % 60),
    blood_pressure: `${110 + (n % 30)}/${60 + (n % 30)}`,
    temperature: 97 + (n % 30) / 10,
    timestamp: '2025-03-01T09:05:00Z',
  }));

  test('is compared as it is run: packed CSV, JSON and NDJSON, in folders, and a cut file up to its cut', async () => {
    const folder = join(await temporaryDirectory(), 'in');
    await mkdir(join(folder, 'encounter'), { recursive: true });
    for (const name of ['patients', 'payers']) {
      await writeFile(join(folder, `${name}.csv.gz`), gzipSync(await readFile(join(fixture, `${name}.csv`))));
    }
    await writeFile(
      join(folder, 'encounter', 'night.json'),
      JSON.stringify([encounter, { ...encounter, encounter_id: 'e-2' }], null, 1),
    );
    await writeFile(join(folder, 'notes.txt'), 'a letter\n');
    const packed = gzipSync(ndjson(vitalSigns));
    await writeFile(join(folder, 'vital-signs.ndjson.gz'), packed.subarray(0, packed.length - 2000));
    const data = await temporaryDirectory();
    await medstream('run', '--data', data, '--from', folder);

    const { lines, differences } = await compareTables(folder, data);
    const text = lines.join('\n');
    expect(differences, text).toEqual([]);
    expect(text).toMatch(/fact_vital_sign +vital-signs\.ndjson +[12]\d\d\d /);
    expect(text).toMatch(/fact_encounter +night\.json +2 /);
    expect(text).toMatch(/dim_patient +patients\.csv +2 /);
    expect(text).toMatch(/vital-signs\.ndjson\.gz is broken behind these rows \(file\.gzip_cut\)/);
    expect(text).toContain('notes.txt');

    await writeFile(join(folder, 'encounter', 'night.json'), JSON.stringify([encounter]));
    expect((await compareTables(folder, data)).differences).toContain(
      'fact_encounter: rows is 2; by night.json it is 1',
    );
  });
});
