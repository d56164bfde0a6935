import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { syntheaFiles } from '../../sources/synthea/index.ts';
import { isThorough } from '../thorough.ts';
import { copyOf, csvRows, exports, firstRun, fixture, medstream, query, run } from './cli.ts';
import { type CsvFigures, figuresOfCsv, martNames } from './csv-figures.ts';
import { inWarehouse, type StoredFigures, storedFigures } from './stored-figures.ts';
import { filesBelow, storedTexts } from './stored-texts.ts';

const firstRunOver = (directory: string) => firstRun('--from', directory);

const exportsAndFixture = Object.entries({ ...exports, 'of the fixture': fixture });

/** Records of every contract that an export has. */
const rowsOfRead = (csv: CsvFigures) =>
  Object.fromEntries(syntheaFiles.map(({ contract }) => [contract.name, csv.rows[contract.name] ?? 0]));

const read = syntheaFiles.map(({ file }) => file);

test('every file of the fixture is read', async () => {
  expect(read).toEqual(expect.arrayContaining(await readdir(fixture)));
});

test.skipIf(Object.keys(exports).length === 0)(
  'every file that is read stands in an export whose rows are counted',
  async () => {
    const counted = await Promise.all(exportsAndFixture.map(([, directory]) => readdir(directory)));
    expect(counted.flat()).toEqual(expect.arrayContaining(read));
  },
);

test('every mart of the lake is one that is computed from the files as well', async () => {
  const { data } = await firstRunOver(fixture);
  const gold = await query(
    data,
    "SELECT table_name AS mart FROM information_schema.tables WHERE table_schema = 'gold'",
    '--lake',
  );
  // No file says what it lacks: references that nobody describes have a test of their own.
  const ofReferences = ['unresolved_keys', 'unresolved_references'];
  expect(gold.map(({ mart }) => mart).sort()).toEqual([...martNames, ...ofReferences].sort());
});

describe.each(exportsAndFixture)('the figures of the export %s', (_name, directory) => {
  let csv: CsvFigures;
  let stored: StoredFigures;

  beforeAll(async () => {
    const { data, outcome } = await firstRunOver(directory);
    expect(outcome.code, outcome.stderr).toBe(0);
    csv = await figuresOfCsv(directory);
    stored = await storedFigures(data);
  });

  test.each(['star', 'silver'] as const)('%s has a record for each that the rows of the files say', (store) => {
    expect(stored.rows[store]).toEqual(rowsOfRead(csv));
  });

  test.each(['star', 'reporting', 'gold'] as const)('%s has the marts of the files, to the cent', (store) => {
    for (const mart of martNames) {
      expect(csv.marts[mart], mart).not.toEqual([]);
      expect(stored.marts[store][mart], mart).toEqual(csv.marts[mart]);
    }
  });
});

test.each(isThorough ? exportsAndFixture : [['of the fixture', fixture] as const])(
  'the export %s added once more adds nothing',
  async (_name, directory) => {
    const added = await copyOf((await firstRunOver(directory)).data);
    const again = await run(added, '--from', directory);
    expect(again.silver).toBe(0);
    expect(again.duplicates).toBe(again.received);
    const csv = await figuresOfCsv(directory);
    const { marts } = csv;
    const rows = rowsOfRead(csv);
    expect(await storedFigures(added)).toEqual({
      rows: { star: rows, silver: rows },
      marts: { star: marts, reporting: marts, gold: marts },
    });
    const [history] = await query(added, 'SELECT COUNT(*) AS n FROM history.patient');
    expect(Number(history?.n)).toBe((await csvRows(join(directory, 'patients.csv'))).length);
  },
);

describe.each(Object.entries(exports))('the Synthea export %s', (_generation, directory) => {
  let data: string;
  let output: string;

  beforeAll(async () => {
    const first = await firstRunOver(directory);
    data = first.data;
    output = first.outcome.stdout + first.outcome.stderr;
    expect(first.outcome.code).toBe(0);
  });

  test('leaves no raw value of any patient outside the vaults: not in data, logs, output or object keys', async () => {
    const identifying = [
      'Id',
      'BIRTHDATE',
      'SSN',
      'DRIVERS',
      'PASSPORT',
      'FIRST',
      'MIDDLE',
      'LAST',
      'MAIDEN',
      'BIRTHPLACE',
      'ADDRESS',
    ];
    const raw = new Map<string, string>();
    for (const row of await csvRows(join(directory, 'patients.csv')))
      for (const column of identifying) if (row[column]) raw.set(row[column], column);
    for (const row of await csvRows(join(directory, 'encounters.csv'))) raw.set(row.Id ?? '', 'encounter Id');

    const exposed = new Map<string, string>();
    exposed.set('console output', output);
    exposed.set('logs', (await filesBelow(join(data, 'logs'))).map(({ text }) => text).join());
    exposed.set('object keys', (await filesBelow(join(data, 's3'))).map(({ path }) => path).join('\n'));
    // Dates of service stay under the display policy, and one may fall on a birthday.
    for (const { table, column, values } of await storedTexts(data, { times: false })) {
      exposed.set(`${table}.${column}`, values.join('\n'));
    }

    expect(raw.size).toBeGreaterThan(500);
    expect(exposed.size).toBeGreaterThan(400);
    const wordsOf = (text: string) => text.split(/[^\p{L}\p{N}'-]+/u).filter((word) => word !== '');
    const planted = Array.from(raw, ([value, column]) => ({ value, column, parts: wordsOf(value) }));
    const found: string[] = [];
    for (const [where, text] of exposed) {
      const words = new Set(wordsOf(text));
      for (const { value, column, parts } of planted) {
        const isThere = parts.every((part) => words.has(part)) && (parts.length === 1 || text.includes(value));
        if (isThere) found.push(`${column} in ${where}`);
      }
    }
    expect(found).toEqual([]);
  });
});

describe('a change in the files', () => {
  let data: string;
  let directory: string;

  beforeAll(async () => {
    data = await copyOf((await firstRunOver(fixture)).data);
    directory = await copyOf(fixture);
  });

  test('of one address writes one version, and A → B → A makes three, though what was restored says it is older', async () => {
    const patients = join(directory, 'patients.csv');
    const original = await readFile(patients, 'utf8');
    const [before] = await csvRows(patients);
    const star = () =>
      inWarehouse(data, async (engine) => {
        const rowsOf = async (sql: string) => (await engine.query(sql)).rows;
        return {
          facts: await rowsOf('SELECT encounter_bk, patient_sk FROM star.fact_encounter ORDER BY encounter_bk'),
          versions: (await rowsOf('SELECT patient_sk FROM star.dim_patient WHERE patient_sk > 0')).length,
          timelines: await rowsOf(
            `SELECT city, is_current FROM star.dim_patient WHERE patient_bk IN
               (SELECT patient_bk FROM star.dim_patient GROUP BY patient_bk HAVING COUNT(*) > 1) ORDER BY valid_from`,
          ),
        };
      });
    const first = await star();

    const moved = original
      .replace(before?.ADDRESS ?? '', '1 Elsewhere Road')
      .replace(before?.CITY ?? '', 'Springfield');
    await writeFile(patients, moved);
    const changed = await run(data, '--from', directory);
    expect(changed.silver).toBe(1);
    const second = await star();
    expect(second.versions).toBe(first.versions + 1);
    expect(second.facts).toEqual(first.facts);

    await writeFile(patients, original);
    const old = new Date('2020-01-01T00:00:00Z');
    await utimes(patients, old, old);
    const restored = await run(data, '--from', directory);
    expect(restored.silver).toBe(1);
    const third = await star();
    expect(third.versions).toBe(first.versions + 2);
    expect(third.timelines).toEqual([
      { city: before?.CITY, is_current: false },
      { city: 'Springfield', is_current: false },
      { city: before?.CITY, is_current: true },
    ]);
  });
});

describe('a contract whose load fails', () => {
  const encounter = '55555555-0000-4000-8000-000000000009';
  const claim = '66666666-0000-4000-8000-000000000009';
  const line = { CLAIMID: claim, APPOINTMENTID: encounter };
  /** New records by file: an encounter, its claim, a payment of it, and a line that is none whatever its cells say. */
  const added: readonly (readonly [file: string, cells: Readonly<Record<string, string>>])[] = [
    ['encounters.csv', { Id: encounter, TOTAL_CLAIM_COST: '250.75', PAYER_COVERAGE: '200.50' }],
    ['claims.csv', { Id: claim, APPOINTMENTID: encounter, STATUS1: 'DENIED' }],
    ['claims_transactions.csv', { ...line, ID: '77777777-0000-4000-8000-000000000009', PAYMENTS: '120.33' }],
    [
      'claims_transactions.csv',
      { ...line, ID: '77777777-0000-4000-8000-000000000010', TYPE: 'TRANSFEROUT', PAYMENTS: '64.19' },
    ],
  ];
  let data: string;
  let directory: string;
  let csv: CsvFigures;

  beforeAll(async () => {
    data = await copyOf((await firstRunOver(fixture)).data);
    directory = await copyOf(fixture);
    for (const [file, cells] of added) await addRow(join(directory, file), cells);
    csv = await figuresOfCsv(directory);
  });

  test('keeps no other from the star and the lake from being built; the run ends with 1 and names it alone', async () => {
    // No fault of the data, so nothing is set aside; the database quotes a cell all the same.
    const fault = `
      CREATE FUNCTION refuse() RETURNS TRIGGER LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'permission denied for %', NEW.primary_status USING ERRCODE = '42501'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON star.fact_claim FOR EACH ROW
        WHEN (NEW.primary_status = 'DENIED') EXECUTE FUNCTION refuse()`;
    await inWarehouse(data, (engine) => engine.exec(fault));
    const { code, stdout, stderr } = await medstream('run', '--data', data, '--from', directory, '--json');

    expect(code).toBe(1);
    expect(stderr).toMatch(
      / 1 of \d+ contracts with new objects could not be loaded: claim \([^()]+\)\. The others are loaded/,
    );
    const logs = (await filesBelow(join(data, 'logs'))).map(({ text }) => text).join();
    const printed = `${stdout}${stderr}${logs}`;
    const exposed = added.flatMap(([, cells]) =>
      Object.keys(cells).filter((column) => printed.includes(cells[column] ?? '')),
    );
    expect(exposed).toEqual([]);

    const stored = await storedFigures(data);
    expect(stored.rows.silver).toEqual(rowsOfRead(csv));
    expect(stored.rows.star).toEqual({ ...rowsOfRead(csv), claim: (csv.rows.claim ?? 0) - 1 });
    expect(stored.marts.gold).toEqual(csv.marts);
    expect(stored.marts.reporting).toEqual(csv.marts);
  });

  test('is loaded by the next run once the fault is gone, and everything reconciles', async () => {
    await inWarehouse(data, (engine) => engine.exec('DROP TRIGGER refuse ON star.fact_claim'));
    const { code, stdout, stderr } = await medstream('run', '--data', data, '--from', directory);

    expect(code, stderr).toBe(0);
    expect(stdout).toContain('Reconciled: ');
    const stored = await storedFigures(data);
    expect(stored.rows).toEqual({ silver: rowsOfRead(csv), star: rowsOfRead(csv) });
    expect(stored.marts).toEqual({ star: csv.marts, reporting: csv.marts, gold: csv.marts });
  });
});

/** Adds a row to a CSV file: its last one with these cells instead. */
async function addRow(path: string, cells: Readonly<Record<string, string>>): Promise<void> {
  const text = (await readFile(path, 'utf8')).trimEnd();
  const names = (text.split('\n')[0] ?? '').split(',');
  const last = (await csvRows(path)).at(-1) ?? {};
  const row = names.map((name) => cells[name] ?? last[name] ?? '').join(',');
  await writeFile(path, `${text}\n${row}\n`);
}
