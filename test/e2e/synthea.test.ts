import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { openLake } from '../../embedded/glue/lake-query.ts';
import { openWarehouseEngine } from '../../embedded/redshift/engine.ts';
import { copyOf, csvRows, exports, medstream, type Outcome, query, run, temporaryDirectory } from './cli.ts';

/** Cents as bigint, so that sums are exact. */
const cents = (amount: string) => BigInt(amount.replace('.', ''));
const dollars = (amount: bigint) => `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`;

/** What the CSV itself says, computed without any code of the pipeline. */
async function totalsOfCsv(directory: string) {
  const latest = new Map((await csvRows(join(directory, 'encounters.csv'))).map((row) => [row.Id, row]));
  const byClass = new Map<string, { encounters: number; cost: bigint; coverage: bigint }>();
  for (const row of latest.values()) {
    const total = byClass.get(row.ENCOUNTERCLASS ?? '') ?? { encounters: 0, cost: 0n, coverage: 0n };
    total.encounters += 1;
    total.cost += cents(row.TOTAL_CLAIM_COST ?? '');
    total.coverage += cents(row.PAYER_COVERAGE ?? '');
    byClass.set(row.ENCOUNTERCLASS ?? '', total);
  }
  return [...byClass]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([encounter_class, { encounters, cost, coverage }]) => ({
      encounter_class,
      encounters: String(encounters),
      cost: dollars(cost),
      coverage: dollars(coverage),
    }));
}

const totalsByClass = `SELECT encounter_class, CAST(COUNT(*) AS VARCHAR) AS encounters,
  CAST(SUM(total_claim_cost) AS VARCHAR) AS cost, CAST(SUM(payer_coverage) AS VARCHAR) AS coverage
  FROM star.fact_encounter GROUP BY encounter_class ORDER BY encounter_class`;

const [firstExport = ''] = Object.values(exports);

interface FirstRun {
  readonly data: string;
  readonly outcome: Outcome;
}
const firstRuns = new Map<string, Promise<FirstRun>>();

/** A data directory with one export, and what the run printed; the same one for every test of the export. */
function firstRunOver(directory: string): Promise<FirstRun> {
  const known = firstRuns.get(directory);
  if (known !== undefined) return known;
  const started = (async () => {
    const data = await temporaryDirectory();
    return { data, outcome: await medstream('run', '--data', data, '--from', directory, '--json') };
  })();
  firstRuns.set(directory, started);
  return started;
}

describe.each(Object.entries(exports))('the Synthea export %s', (_generation, directory) => {
  let data: string;
  let output: string;

  beforeAll(async () => {
    const first = await firstRunOver(directory);
    data = first.data;
    output = first.outcome.stdout + first.outcome.stderr;
    expect(first.outcome.code).toBe(0);
  });

  test('has one fact per distinct encounter, with the costs of the CSV to the cent, in all and by class', async () => {
    expect(await query(data, totalsByClass)).toEqual(await totalsOfCsv(directory));
  });

  test('gives the same marts in gold and in reporting, and the totals of the star', async () => {
    const marts = await query(
      data,
      "SELECT table_name AS mart FROM information_schema.tables WHERE table_schema = 'gold'",
      '--lake',
    );
    expect(marts.length).toBeGreaterThan(0);
    for (const { mart } of marts) {
      const text = (rows: Record<string, unknown>[]) =>
        rows
          .map((row) =>
            JSON.stringify(
              Object.entries(row)
                .sort()
                .map(([name, value]) => [name, value === null ? null : String(value)]),
            ),
          )
          .sort();
      const gold = text(await query(data, `SELECT * FROM gold.${mart}`, '--lake'));
      expect(gold.length).toBeGreaterThan(0);
      expect(gold).toEqual(text(await query(data, `SELECT * FROM reporting.${mart}`)));
    }
    const [star] = await query(data, 'SELECT CAST(SUM(total_claim_cost) AS VARCHAR) AS cost FROM star.fact_encounter');
    const [gold] = await query(
      data,
      'SELECT CAST(sum(total_claim_cost) AS VARCHAR) AS cost FROM gold.encounters_by_department',
      '--lake',
    );
    expect(gold).toEqual(star);
  });

  test('added once more adds nothing', async () => {
    const before = await query(data, totalsByClass);
    const again = await run(data, '--from', directory);
    expect(again.silver).toBe(0);
    expect(again.duplicates).toBe(again.received);
    expect(await query(data, totalsByClass)).toEqual(before);
    const [history] = await query(data, 'SELECT COUNT(*) AS n FROM history.patient');
    expect(Number(history?.n)).toBe((await csvRows(join(directory, 'patients.csv'))).length);
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
    for (const [table, text] of await dumpWarehouse(data)) exposed.set(table, text);
    for (const [table, text] of await dumpLake(data)) exposed.set(table, text);

    expect(raw.size).toBeGreaterThan(500);
    expect(exposed.size).toBeGreaterThan(40);
    const found: string[] = [];
    for (const [where, text] of exposed) {
      const words = new Set(text.split(/[^\p{L}\p{N}'-]+/u));
      for (const [value, column] of raw) {
        if (value.includes(' ') ? text.includes(value) : words.has(value)) found.push(`${column} in ${where}`);
      }
    }
    expect(found).toEqual([]);
  });
});

/**
 * Every text of every table of the warehouse. Columns that are dates and times by type are left out: dates of service
 * stay under the display policy, and one may fall on a birthday.
 */
async function dumpWarehouse(data: string): Promise<Map<string, string>> {
  const engine = await openWarehouseEngine({ directory: join(data, 'warehouse') });
  try {
    const texts = new Map<string, string>();
    const tables = await engine.query<{ name: string }>(
      `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
       WHERE table_schema IN ('staging', 'history', 'star', 'reporting', 'audit')`,
    );
    for (const { name } of tables.rows) {
      const { rows, fields } = await engine.query<unknown[]>(`SELECT * FROM ${name}`, [], { rowMode: 'array' });
      const kept = fields.flatMap(({ dataTypeID }, index) => (dateTypes.has(dataTypeID) ? [] : [index]));
      texts.set(name, rows.map((row) => kept.map((index) => String(row[index])).join('\t')).join('\n'));
    }
    return texts;
  } finally {
    await engine.close();
  }
}

/** date, timestamp, timestamptz: https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat */
const dateTypes: ReadonlySet<number> = new Set([1082, 1114, 1184]);

/** Every text of every table of the lake and of the change log, dates and times by type left out as above. */
async function dumpLake(data: string): Promise<Map<string, string>> {
  const lake = await openLake({ s3Path: join(data, 's3') });
  try {
    const texts = new Map<string, string>();
    const { rows: tables } = await lake.query(
      `SELECT table_schema || '.' || table_name AS name, string_agg(column_name, ', ') AS columns
       FROM information_schema.columns
       WHERE table_schema IN ('silver', 'gold', 'changes') AND data_type NOT IN ('DATE', 'TIMESTAMP') GROUP BY ALL`,
    );
    for (const { name, columns } of tables) {
      const { rows } = await lake.query(`SELECT ${columns} FROM ${name}`);
      texts.set(String(name), rows.map((row) => Object.values(row).join('\t')).join('\n'));
    }
    return texts;
  } finally {
    lake.close();
  }
}

describe.skipIf(firstExport === '')('a change in the files', () => {
  let data: string;
  let directory: string;
  let patientLine: string[];

  beforeAll(async () => {
    data = await copyOf((await firstRunOver(firstExport)).data);
    directory = await copyOf(firstExport);
  });

  const rewritePatient = async (street: string, city: string) => {
    const path = join(directory, 'patients.csv');
    const lines = (await readFile(path, 'utf8')).split('\n');
    const header = (lines[0] ?? '').split(',');
    patientLine = (lines[1] ?? '').split(',');
    patientLine[header.indexOf('ADDRESS')] = street;
    patientLine[header.indexOf('CITY')] = city;
    lines[1] = patientLine.join(',');
    await writeFile(path, lines.join('\n'));
  };

  test('of one address writes exactly one version, and A → B → A makes three', async () => {
    const original = (await csvRows(join(directory, 'patients.csv')))[0];
    const versions = async () =>
      Number((await query(data, 'SELECT COUNT(*) AS n FROM star.dim_patient WHERE patient_sk > 0'))[0]?.n);
    const before = await versions();
    const facts = 'SELECT encounter_bk, patient_sk FROM star.fact_encounter ORDER BY encounter_bk';
    const oldFacts = await query(data, facts);

    await rewritePatient('1 Elsewhere Road', 'Springfield');
    const changed = await run(data, '--from', directory);
    expect(changed.silver).toBe(1);
    expect(await versions()).toBe(before + 1);
    expect(await query(data, facts)).toEqual(oldFacts);

    await rewritePatient(original?.ADDRESS ?? '', original?.CITY ?? '');
    const restored = await run(data, '--from', directory);
    expect(restored.silver).toBe(1);
    expect(await versions()).toBe(before + 2);
    const timeline = await query(
      data,
      `SELECT city, is_current FROM star.dim_patient WHERE patient_bk IN
         (SELECT patient_bk FROM star.dim_patient GROUP BY patient_bk HAVING COUNT(*) > 1) ORDER BY valid_from`,
    );
    expect(timeline).toEqual([
      { city: original?.CITY, is_current: false },
      { city: 'Springfield', is_current: false },
      { city: original?.CITY, is_current: true },
    ]);
  });
});

async function filesBelow(directory: string): Promise<{ path: string; text: string }[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const bytes = await readFile(path);
        return { path, text: (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1') };
      }),
  );
}
