import { cp, mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { medstream, query, root, run, start, temporaryDirectory } from './cli.ts';

const fixture = join(root, 'test/fixtures/synthea/3.3');
let data: string;

beforeAll(async () => {
  data = await temporaryDirectory();
});

/** A copy of the fixture export, with one file rewritten. */
async function exportWith(file: string, rewrite: (text: string) => string | Buffer): Promise<string> {
  const directory = join(await temporaryDirectory(), 'export');
  await cp(fixture, directory, { recursive: true });
  await writeFile(join(directory, file), rewrite(await readFile(join(directory, file), 'utf8')));
  return directory;
}

describe('what cannot be read at all is refused before anything is touched', () => {
  test('a folder that is not there', async () => {
    const { code, stderr } = await medstream('run', '--data', data, '--from', '/no/such/folder');
    expect(code).toBe(1);
    expect(stderr).toContain('cannot read the folder /no/such/folder');
    expect(stderr).toContain('patients.csv');
  });

  test('an empty folder', async () => {
    const empty = await temporaryDirectory();
    const { code, stderr } = await medstream('run', '--data', data, '--from', empty);
    expect(code).toBe(1);
    expect(stderr).toContain(`the folder ${empty} is empty; expected are`);
  });

  test('a folder without one of the files', async () => {
    const directory = await exportWith('payers.csv', (text) => text);
    await rm(join(directory, 'payers.csv'));
    const { code, stderr } = await medstream('run', '--data', data, '--from', directory);
    expect(code).toBe(1);
    expect(stderr).toContain('lacks payers.csv');
  });

  test('a file without a column that is needed', async () => {
    const directory = await exportWith('encounters.csv', (text) => text.replace('TOTAL_CLAIM_COST', 'TOTAL'));
    const { code, stderr } = await medstream('run', '--data', data, '--from', directory);
    expect(code).toBe(1);
    expect(stderr).toContain('encounters.csv');
    expect(stderr).toContain('TOTAL_CLAIM_COST');
    expect(stderr).toContain('total_claim_cost');
  });

  test('options that make no sense', async () => {
    for (const args of [['--events', 'many'], ['--seed', '-1'], ['--as-of', 'yesterday'], ['--colour']]) {
      const { code, stderr } = await medstream('run', '--data', data, ...args);
      expect(code).not.toBe(0);
      expect(stderr).toContain(args[0]);
      expect(stderr).not.toContain('    at ');
    }
    expect((await medstream('fly')).code).toBe(2);
  });
});

describe('a row that cannot be read goes to quarantine with its address, and the rest goes on', () => {
  const clean = async () => (await run(await temporaryDirectory(), '--from', fixture)).received;

  test.each([
    ['a truncated line', (text: string) => text.replace(/\n([^\n]{40})[^\n]*\n/, '\n$1\n'), 'decode.unreadable_row'],
    [
      'a NUL byte',
      (text: string) =>
        text.replace(/(,)(ambulatory|wellness|outpatient|emergency|inpatient|urgentcare)/, '$1wel\0lness'),
      undefined,
    ],
    [
      'a line that is not UTF-8',
      (text: string) => Buffer.concat([Buffer.from(text), Buffer.from([0xc3, 0x28, 0x0a])]),
      undefined,
    ],
  ])('%s', async (_what, rewrite, reason) => {
    const directory = await exportWith('encounters.csv', rewrite);
    const target = await temporaryDirectory();
    const summary = await run(target, '--from', directory);
    const quarantined = Object.values(summary.quarantined).reduce((total, count) => total + count, 0);
    expect(quarantined).toBe(1);
    if (reason !== undefined) expect(summary.quarantined).toEqual({ [reason]: 1 });
    expect(summary.received).toBeGreaterThanOrEqual(await clean());
    expect(summary.silver).toBe(summary.received - 1);
  });

  test('a quoted newline is one record, and legal', async () => {
    const directory = await exportWith('organizations.csv', (text) => {
      const [header, first = '', ...rest] = text.split('\n');
      const cells = first.split(',');
      cells[1] = '"North\nWing, Hospital"';
      return [header, cells.join(','), ...rest].join('\n');
    });
    const target = await temporaryDirectory();
    const summary = await run(target, '--from', directory);
    expect(summary.received).toBe(await clean());
    expect(summary.quarantined).toEqual({});
    const found = await query(
      target,
      "SELECT COUNT(*) AS n FROM star.dim_organization WHERE name LIKE 'North%Hospital'",
    );
    expect(Number(found[0]?.n)).toBe(1);
  });
});

describe('the data directory', () => {
  test('belongs to one run at a time; the second is told who has it', async () => {
    const target = await temporaryDirectory();
    const first = start(['run', '--data', target, '--events', '3000']);
    const done = new Promise((resolve) => first.on('close', resolve));
    await new Promise((resolve) => first.stderr?.once('data', resolve));
    const second = await medstream('run', '--data', target);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/in use by "medstream run" \(process \d+/);
    expect(await done).toBe(0);
  });

  test('keeps what a generated export and a later one bring, and --fresh empties it but for the keys', async () => {
    const target = await temporaryDirectory();
    const out = join(await temporaryDirectory(), 'generated');
    expect((await medstream('generate', '--out', out, '--events', '500', '--seed', '3')).code).toBe(0);
    const first = await run(target, '--from', out);
    const token = await query(target, 'SELECT MIN(patient_bk) AS bk FROM star.dim_patient WHERE patient_sk > 0');
    const again = await run(target, '--from', out, '--fresh');
    expect(again.silver).toBe(first.silver);
    expect(await query(target, 'SELECT MIN(patient_bk) AS bk FROM star.dim_patient WHERE patient_sk > 0')).toEqual(
      token,
    );
  });
});

describe('an export that is restored from a copy', () => {
  test('counts as a third change even though its files say they are older', async () => {
    const directory = await exportWith('patients.csv', (text) => text);
    const original = await readFile(join(directory, 'patients.csv'), 'utf8');
    const old = new Date('2026-01-01T00:00:00Z');
    const target = await temporaryDirectory();
    await utimes(join(directory, 'patients.csv'), old, old);
    await run(target, '--from', directory);
    const [header = '', first = '', ...rest] = original.split('\n');
    const cells = first.split(',');
    cells[header.split(',').indexOf('CITY')] = 'Elsewhere';
    await writeFile(join(directory, 'patients.csv'), [header, cells.join(','), ...rest].join('\n'));
    expect((await run(target, '--from', directory)).silver).toBe(1);
    await writeFile(join(directory, 'patients.csv'), original);
    await utimes(join(directory, 'patients.csv'), old, old);
    expect((await run(target, '--from', directory)).silver).toBe(1);
    const [most] = await query(
      target,
      'SELECT MAX(n) AS n FROM (SELECT COUNT(*) AS n FROM star.dim_patient GROUP BY patient_bk) versions',
    );
    expect(Number(most?.n)).toBe(3);
  });
});

describe('query', () => {
  test('tells what is wrong with SQL that does not parse, and where, without a stack', async () => {
    const target = await temporaryDirectory();
    await run(target, '--events', '100');
    for (const args of [
      ['SELEC 1'],
      ['--lake', 'SELEC 1'],
      ['SELECT * FROM star.nothing'],
      ['--lake', 'SELECT * FROM gold.nothing'],
    ]) {
      const { code, stdout, stderr } = await medstream('query', '--data', target, ...args);
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
      const { code, stderr } = await medstream('query', '--data', target, sql);
      expect(code).toBe(1);
      expect(stderr).toContain('read-only');
    }
  });

  test('answers Redshift SQL; JSON keeps exact decimals and 64-bit keys, and is nothing but an array', async () => {
    const target = await temporaryDirectory();
    await run(target, '--events', '100');
    const [row] = await query(
      target,
      `SELECT patient_sk, CAST(12345678901234.56 AS DECIMAL(18,2)) AS amount, DATEDIFF(day, CAST('2026-01-01' AS TIMESTAMP), CAST('2026-03-01' AS TIMESTAMP)) AS days, NVL(NULL, 'x') AS text
       FROM star.fact_encounter LIMIT 1`,
    );
    expect(row).toMatchObject({ amount: '12345678901234.56', text: 'x' });
    expect(Number(row?.days)).toBe(59);
    expect(typeof row?.patient_sk).toBe('string');
    expect(await query(target, 'SELECT 1 AS one WHERE 1 = 0')).toEqual([]);
  });

  test('says what to do where there is no data', async () => {
    const nothing = join(await temporaryDirectory(), 'nothing');
    await mkdir(nothing);
    const { code, stderr } = await medstream('query', '--data', nothing, 'SELECT 1');
    expect(code).toBe(1);
    expect(stderr).toContain('npm start');
  });
});
