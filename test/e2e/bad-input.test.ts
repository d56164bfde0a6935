import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunSummary } from '../../cli/run/summary.ts';
import { openWarehouseEngine } from '../../embedded/redshift/engine.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { copyOf, csvRows, firstRun, fixture, medstream, outcomeOf, query, run, start, summaryOf } from './cli.ts';

/** A data directory after a run over the fixture. A test that writes takes a copy. */
let clean: string;
let cleanSummary: RunSummary;

beforeAll(async () => {
  const { data, outcome } = await firstRun('--from', fixture);
  clean = data;
  cleanSummary = summaryOf(outcome);
});

/** A copy of the fixture export, with one file rewritten. */
async function exportWith(file: string, rewrite: (text: string) => string | Buffer): Promise<string> {
  const directory = join(await temporaryDirectory(), 'export');
  await cp(fixture, directory, { recursive: true });
  await writeFile(join(directory, file), rewrite(await readFile(join(directory, file), 'utf8')));
  return directory;
}

describe('what cannot be read at all is refused before anything is touched', () => {
  let data: string;
  beforeAll(async () => {
    data = join(await temporaryDirectory(), 'data');
  });
  const refused = async (...args: readonly string[]) => {
    const outcome = await medstream('run', '--data', data, ...args);
    expect(await readdir(data).catch(() => 'nothing there')).toBe('nothing there');
    return outcome;
  };

  test('a folder that is not there', async () => {
    const { code, stderr } = await refused('--from', '/no/such/folder');
    expect(code).toBe(1);
    expect(stderr).toContain('cannot read the folder /no/such/folder');
    expect(stderr).toContain('patients.csv');
  });

  test('an empty folder', async () => {
    const empty = await temporaryDirectory();
    const { code, stderr } = await refused('--from', empty);
    expect(code).toBe(1);
    expect(stderr).toContain(`the folder ${empty} is empty; expected are`);
  });

  test('a file without a column that is needed', async () => {
    const directory = await exportWith('encounters.csv', (text) => text.replace('ENCOUNTERCLASS', 'CLASS'));
    const { code, stderr } = await refused('--from', directory);
    expect(code).toBe(1);
    expect(stderr).toContain('encounters.csv');
    expect(stderr).toContain('ENCOUNTERCLASS');
    expect(stderr).toContain('encounter_class');
  });

  test('options that make no sense', async () => {
    for (const args of [
      ['--events', 'many'],
      ['--seed', '-1'],
      ['--as-of', 'yesterday'],
      ['--as-of', '2996-01-01T00:00:00Z'],
      ['--colour'],
    ]) {
      const { code, stderr } = await refused(...args);
      expect(code).not.toBe(0);
      expect(stderr).toContain(args[0]);
      expect(stderr).not.toContain('    at ');
    }
    expect((await medstream('fly')).code).toBe(2);
  });
});

test('an export without one of the files runs, and says what it lacks and what nobody reads', async () => {
  const directory = await exportWith('payers.csv', (text) => text);
  await rm(join(directory, 'payers.csv'));
  await writeFile(join(directory, 'clinical_notes.csv'), 'Id\n');
  const { code, stdout, stderr } = await medstream('run', '--data', await temporaryDirectory(), '--from', directory);
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/the export has no (\w+\.csv, )*payers\.csv/);
  expect(stderr).toContain('NOT read: clinical_notes.csv: neither its name nor its folder says what its rows are');
  expect(stdout).toContain('Reconciled: ');
});

test('a run whose stores differ by a cent says which total and both values, and ends with 1', async () => {
  const data = await copyOf(clean);
  const engine = await openWarehouseEngine({ directory: join(data, 'warehouse') });
  await engine.exec('UPDATE star.fact_encounter SET total_claim_cost = 129.15 WHERE total_claim_cost = 129.16');
  await engine.close();
  const { code, stdout } = await medstream('run', '--data', data, '--events', '0');
  expect(code).toBe(1);
  expect(stdout).toContain('NOT reconciled:');
  expect(stdout).toMatch(/ encounter total_claim_cost of 2019-05: lake has 129\.160*; warehouse has 129\.150*\n/);
});

describe('a row that cannot be read goes to quarantine with its address, and the rest goes on', () => {
  let summary: RunSummary;
  let data: string;
  let rejected: { readonly file: string; readonly line: number; readonly code: string }[];

  // One run over an export in which the encounters of lines 2, 3 and 4 are spoilt and those of lines 5 to 7 are good.
  beforeAll(async () => {
    const directory = await exportWith('encounters.csv', (text) => {
      const [header = '', ...rows] = text.trimEnd().split('\n');
      const [truncated = '', nul = ''] = rows;
      const good = rows.map((row, index) => row.replace(/^[^,]*/, `66666666-0000-4000-8000-00000000000${index}`));
      return Buffer.concat([
        Buffer.from(`${header}\n${truncated.slice(0, 40)}\n${nul.replace(/^.{8}/, '5555\0' + '555')}\n`),
        Buffer.from([0xc3, 0x28, 0x0a]),
        Buffer.from(`${good.join('\n')}\n`),
      ]);
    });
    const organizations = join(directory, 'organizations.csv');
    const [header, first = '', ...rest] = (await readFile(organizations, 'utf8')).split('\n');
    const cells = first.split(',');
    cells[1] = '"North\nWing, Hospital"';
    await writeFile(organizations, [header, cells.join(','), ...rest].join('\n'));
    data = await temporaryDirectory();
    summary = await run(data, '--from', directory);
    rejected = await rejections(data);
  });

  test.each([
    ['a truncated line', 2, 'decode.unreadable_row'],
    ['a NUL byte', 3, undefined],
    ['a line that is not UTF-8', 4, undefined],
  ])('%s', (_what, line, code) => {
    const found = rejected.filter((rejection) => rejection.line === line);
    expect(found).toEqual([{ file: 'encounters.csv', line, code: code ?? expect.any(String) }]);
    expect(summary.quarantined[code ?? found[0]?.code ?? '']).toBeGreaterThan(0);
  });

  test('and nothing else does', () => {
    expect(rejected).toHaveLength(3);
    expect(summary.received).toBe(cleanSummary.received + 3);
    expect(summary.silver).toBe(summary.received - 3);
  });

  test('a quoted newline is one record, and legal', async () => {
    const found = await query(data, "SELECT COUNT(*) AS n FROM star.dim_organization WHERE name LIKE 'North%Hospital'");
    expect(Number(found[0]?.n)).toBe(1);
  });
});

/** The addresses and reasons of what is in quarantine. */
async function rejections(data: string): Promise<{ file: string; line: number; code: string }[]> {
  const folder = join(data, 's3/quarantine/rejected');
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ndjson.gz'));
  const texts = await Promise.all(names.map(async (name) => gunzipSync(await readFile(join(folder, name))).toString()));
  return texts
    .flatMap((text) => text.trimEnd().split('\n'))
    .map((text) => JSON.parse(text))
    .map(({ source_file: file, source_line: line, reasons }) => ({ file, line, code: reasons[0].code }));
}

describe('the data directory', () => {
  test('belongs to one run at a time; the second is told who has it', async () => {
    const target = await temporaryDirectory();
    const first = start(['run', '--data', target, '--events', '100']);
    const done = outcomeOf(first);
    // It holds the directory from its first word on, and for as long as it is stopped.
    await new Promise((resolve) => first.stderr.once('data', resolve));
    first.kill('SIGSTOP');
    const second = await medstream('run', '--data', target);
    first.kill('SIGKILL');
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`in use by "medstream run" (process ${first.pid},`);
    expect((await done).signal).toBe('SIGKILL');
  });

  test('is emptied by --fresh, but for the keys', async () => {
    const target = await copyOf(clean);
    const out = join(await temporaryDirectory(), 'generated');
    expect((await medstream('generate', '--to', out, '--records', '100', '--seed', '3')).code).toBe(0);
    const [hospital] = await csvRows(join(fixture, 'organizations.csv'));
    const known = `SELECT name FROM star.dim_organization WHERE name = '${hospital?.NAME}'`;
    expect(await query(target, known)).toHaveLength(1);
    expect((await run(target, '--from', out, '--fresh')).silver).toBeGreaterThan(0);
    expect(await query(target, known)).toEqual([]);
    const secrets = async (data: string) => {
      const names = (await readdir(join(data, 'keys'))).sort();
      return Promise.all(names.map(async (name) => [name, await readFile(join(data, 'keys', name), 'utf8')]));
    };
    expect(await secrets(target)).toEqual(await secrets(clean));
    expect(await secrets(target)).not.toEqual([]);
  });
});

describe('query', () => {
  test('tells what is wrong with SQL that does not parse, and where, without a stack', async () => {
    for (const args of [
      ['SELEC 1'],
      ['--lake', 'SELEC 1'],
      ['SELECT * FROM star.nothing'],
      ['--lake', 'SELECT * FROM gold.nothing'],
    ]) {
      const { code, stdout, stderr } = await medstream('query', '--data', clean, ...args);
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/SELEC|nothing/);
      expect(stderr).not.toContain('    at ');
    }
    for (const sql of [
      'DELETE FROM star.fact_encounter',
      'DROP TABLE star.dim_date',
      "INSERT INTO audit.schema_file VALUES ('x', 'y', NULL)",
    ]) {
      const { code, stderr } = await medstream('query', '--data', clean, sql);
      expect(code).toBe(1);
      expect(stderr).toContain('read-only');
    }
  });

  test('answers Redshift SQL; JSON keeps exact decimals and 64-bit keys, and is nothing but an array', async () => {
    const [row] = await query(
      clean,
      `SELECT patient_sk, CAST(12345678901234.56 AS DECIMAL(18,2)) AS amount, DATEDIFF(day, CAST('2026-01-01' AS TIMESTAMP), CAST('2026-03-01' AS TIMESTAMP)) AS days, NVL(NULL, 'x') AS text
       FROM star.fact_encounter LIMIT 1`,
    );
    expect(row).toMatchObject({ amount: '12345678901234.56', text: 'x' });
    expect(Number(row?.days)).toBe(59);
    expect(typeof row?.patient_sk).toBe('string');
    expect(await query(clean, 'SELECT 1 AS one WHERE 1 = 0')).toEqual([]);
  });

  test('says what to do where there is no data', async () => {
    const nothing = join(await temporaryDirectory(), 'nothing');
    await mkdir(nothing);
    const { code, stderr } = await medstream('query', '--data', nothing, 'SELECT 1');
    expect(code).toBe(1);
    expect(stderr).toContain('npm start');
  });
});
