import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { syntheaFiles } from '../../../sources/synthea/index.ts';
import { compareTables } from '../../../tools/reconcile/reconcile.ts';
import { tablesOfExport } from '../../../tools/reconcile/tables.ts';
import { exports, firstRun, fixture, run } from '../../e2e/cli.ts';
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
