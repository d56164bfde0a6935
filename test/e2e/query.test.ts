import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { firstRun, medstream, start } from './cli.ts';

let data: string;
beforeAll(async () => {
  ({ data } = await firstRun('--events', '300'));
});

const asked = async (...args: readonly string[]) => {
  const { code, stdout, stderr } = await medstream('query', '--data', data, ...args);
  return { code, stdout, stderr };
};

describe.each([
  ['the warehouse', 'star.fact_encounter', []],
  ['the lake', 'silver.encounter', ['--lake']],
] as const)('columns of one name each have their own value, asked of %s', (_where, table, options) => {
  const sql = `SELECT sum(total_claim_cost), sum(payer_coverage), 7 AS "sum:1" FROM ${table}`;
  const aliased = `SELECT sum(total_claim_cost) AS a, sum(payer_coverage) AS b FROM ${table}`;

  test('as table, CSV and JSON', async () => {
    const [expected] = JSON.parse((await asked(...options, '--format', 'json', aliased)).stdout);
    expect(expected.a).not.toBe(expected.b);
    const [row] = JSON.parse((await asked(...options, '--format', 'json', sql)).stdout);
    expect(Object.values(row).map(String)).toEqual([expected.a, expected.b, '7'].map(String));
    expect(Object.keys(row).at(-1)).toBe('sum:1');
    const csv = (await asked(...options, '--format', 'csv', sql)).stdout.split('\r\n');
    expect(csv[1]).toBe([expected.a, expected.b, '7'].join(','));
    const text = (await asked(...options, sql)).stdout.split('\n');
    expect(text[2]?.trim().split(/ +/)).toEqual([expected.a, expected.b, '7'].map(String));
  });
});

describe('a question has the rights of a reader, whatever it asks', () => {
  test.each([
    ["COPY (SELECT 'x') TO '/FOLDER/owned.txt'", /permission denied/],
    ["COPY (SELECT 'x') TO PROGRAM 'touch /FOLDER/owned.txt'", /permission denied/],
    ["SELECT set_config('role', 'admin', false)", /permission denied/],
    ["SELECT pg_read_file('PG_VERSION')", /permission denied/],
    ["SELECT lo_import('/FOLDER/PG_VERSION')", /permission denied|read-only/],
    ['SELECT lo_create(0)', /permission denied|read-only/],
    ['UPDATE star.fact_encounter SET total_claim_cost = 0', /permission denied|read-only/],
    ['CREATE TEMP TABLE t (a int)', /permission denied|read-only/],
    ['DROP SCHEMA star CASCADE', /permission denied|read-only/],
    ["DO $$ BEGIN EXECUTE 'DROP SCHEMA star CASCADE'; END $$", /permission denied|read-only/],
    ['COPY star.dim_patient FROM STDIN', /permission denied|read-only/],
    ['SELECT 1; SELECT 2', /one statement at a time/],
  ])('%s', async (sql, reason) => {
    const { code, stdout, stderr } = await asked(sql.replace('/FOLDER', join(data, 'warehouse')));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(reason);
    expect(await readdir(join(data, 'warehouse'))).not.toContain('owned.txt');
  });

  test('every schema that the help names can be read', async () => {
    for (const table of [
      'star.dim_patient',
      'reporting.encounter',
      'history.patient',
      'staging.patient',
      'audit.load_ledger',
    ]) {
      expect((await asked(`SELECT COUNT(*) FROM ${table}`)).code, table).toBe(0);
    }
  });
});

test('a reader that closes the pipe after the first lines is no fault', async () => {
  const many =
    'SELECT a.claim_transaction_bk, b.claim_bk FROM star.fact_claim_transaction a, star.fact_claim_transaction b, star.fact_claim c LIMIT 200000';
  const child = start(['query', '--data', data, '--format', 'csv', many]);
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const [code] = await once(child, 'close');
  expect([code, stderr]).toEqual([0, '']);
});
