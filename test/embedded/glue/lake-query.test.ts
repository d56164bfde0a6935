import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lake, openLake } from '../../../embedded/glue/lake-query.ts';
import { change } from '../../glue-scripts/change-rows.ts';
import { GivenLake, runJob } from './given-lake.ts';

let given: GivenLake;
let lake: Lake;

const quoted = (path: string) => `'${path.replaceAll("'", "''")}'`;

beforeAll(async () => {
  given = await GivenLake.make();
  await given.write('encounter', [
    change('encounter', {
      encounter_id: 'v1_a',
      sequence: 1,
      encounter_class: 'wellness',
      total_claim_cost: '9007199254740993.01',
    }),
  ]);
  await runJob(given.glue());
  await mkdir(join(given.s3Path, 'bronze'), { recursive: true });
  await writeFile(join(given.s3Path, 'bronze', 'vault.csv'), 'ssn\n000-00-0000\n');
  await mkdir(join(given.s3Path, 'silver-private'), { recursive: true });
  await writeFile(join(given.s3Path, 'silver-private', 'vault.csv'), 'ssn\n000-00-0000\n');
  lake = await openLake({ s3Path: given.s3Path });
});
afterAll(async () => {
  lake.close();
  await given.remove();
});

describe('the lake as SQL', () => {
  it('answers from gold, silver and the change log, with every digit', async () => {
    expect(
      await lake.query('SELECT department, encounter_count, total_claim_cost FROM gold.encounters_by_department;'),
    ).toEqual({
      columns: ['department', 'encounter_count', 'total_claim_cost'],
      rows: [{ department: 'wellness', encounter_count: '1', total_claim_cost: '9007199254740993.01' }],
    });
    expect((await lake.query("SELECT CAST(9007199254740993 AS BIGINT) AS big, DATE '1950-02-03' AS d")).rows).toEqual([
      { big: '9007199254740993', d: '1950-02-03' },
    ]);
    expect((await lake.query('SELECT encounter_id FROM changes.encounter')).rows).toEqual([{ encounter_id: 'v1_a' }]);
    expect((await lake.query('WITH e AS (SELECT * FROM silver.encounter) SELECT COUNT(*) AS n FROM e')).rows).toEqual([
      { n: '1' },
    ]);
  });

  it('describes, shows and explains', async () => {
    expect((await lake.query('DESCRIBE silver.encounter_history')).rows[0]).toMatchObject({
      column_name: 'event_source',
    });
    expect((await lake.query('SHOW ALL TABLES')).rows.length).toBeGreaterThanOrEqual(18);
    expect((await lake.query('EXPLAIN SELECT * FROM silver.encounter')).rows.length).toBeGreaterThan(0);
    expect((await lake.query('EXPLAIN (FORMAT json) SELECT 1')).rows.length).toBeGreaterThan(0);
    expect((await lake.query('explain analyze select 1 -- the plan')).rows.length).toBeGreaterThan(0);
  });

  it('tells columns of one name apart', async () => {
    const { columns, rows } = await lake.query('SELECT 1 AS a, 2 AS a');
    expect(new Set(columns).size).toBe(2);
    expect(Object.values(rows[0] ?? {})).toEqual([1, 2]);
  });

  it('knows the Spark functions that the models use', async () => {
    expect((await lake.query("SELECT nvl(NULL, 'x') AS value")).rows).toEqual([{ value: 'x' }]);
  });

  it('says what is wrong with SQL that does not parse or bind', async () => {
    await expect(lake.query('SELECT FROM WHERE')).rejects.toThrow(/syntax error at or near "WHERE"/);
    await expect(lake.query('SELECT wrong FROM silver.encounter')).rejects.toThrow(/"wrong" not found/);
    await expect(lake.query('SELECT * FROM silver.nothing')).rejects.toThrow(/nothing does not exist/);
    await expect(lake.query('  -- nothing\n')).rejects.toThrow('There is no statement to run');
  });

  it.each([
    'CREATE TABLE t AS SELECT 1',
    'DROP VIEW silver.encounter',
    "COPY silver.encounter TO 'copy.csv'",
    "ATTACH 'other.db'",
    'INSTALL httpfs',
    'LOAD httpfs',
    'SET threads = 1',
    'PRAGMA database_list',
    'CALL pragma_version()',
    'BEGIN',
    'SELECT 1; SELECT 2',
    'SELECT 1; DROP VIEW silver.encounter',
    "EXPLAIN ANALYZE COPY silver.encounter TO 'copy.csv'",
    'EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1',
    'EXPLAIN (FORMAT json) DROP VIEW silver.encounter',
    'EXPLAIN',
  ])('refuses %s', async (sql) => {
    await expect(lake.query(sql)).rejects.toThrow(/The lake is read-only here/);
    expect((await lake.query('SELECT COUNT(*) AS n FROM silver.encounter')).rows).toEqual([{ n: '1' }]);
  });

  it.each(['', 'EXPLAIN ', 'EXPLAIN ANALYZE '])('refuses an INSERT behind %sWITH', async (explain) => {
    const insert = `${explain}WITH e AS (SELECT * FROM silver.encounter) INSERT INTO silver.encounter SELECT * FROM e`;
    await expect(lake.query(insert)).rejects.toThrow(/encounter is not an table/);
  });

  it('reaches no file outside silver and gold', async () => {
    for (const path of [
      join(given.s3Path, 'bronze', 'vault.csv'),
      join(given.s3Path, 'silver-private', 'vault.csv'),
      `${given.silverPath}/../bronze/vault.csv`,
      '/etc/passwd',
    ]) {
      for (const reader of [
        `read_csv(${quoted(path)})`,
        `read_text(${quoted(path)})`,
        `glob(${quoted(path)})`,
        quoted(path),
      ]) {
        await expect(lake.query(`SELECT * FROM ${reader}`)).rejects.toThrow(/Permission Error|does not exist/);
      }
    }
    await expect(lake.query("SELECT * FROM query('COPY (SELECT 1) TO ''x.csv''')")).rejects.toThrow();
    await expect(lake.query("SELECT * FROM 'https://example.com/x.parquet'")).rejects.toThrow();
  });

  it('sees what a run stored after it was opened', async () => {
    await given.write('encounter', [change('encounter', { encounter_id: 'v1_b', sequence: 2 })]);
    expect((await lake.query('SELECT COUNT(*) AS n FROM changes.encounter')).rows).toEqual([{ n: '2' }]);
    expect((await lake.query('SELECT COUNT(*) AS n FROM silver.encounter')).rows).toEqual([{ n: '1' }]);
    await runJob(given.glue());
    expect((await lake.query('SELECT COUNT(*) AS n FROM silver.encounter')).rows).toEqual([{ n: '2' }]);
  });
});

describe('opening a lake', () => {
  it('gives every table its columns before the first run', async () => {
    const empty = await GivenLake.make();
    const open = await openLake({ s3Path: empty.s3Path });
    try {
      expect((await open.query('SELECT * FROM gold.encounters_by_org_month')).columns).toContain('organization_state');
      expect((await open.query('SELECT * FROM changes.patient')).rows).toEqual([]);
    } finally {
      open.close();
      await empty.remove();
    }
  });

  it('says so when there is none', async () => {
    await expect(openLake({ s3Path: join(given.root, 'nowhere') })).rejects.toThrow(/There is no lake in .*nowhere/);
  });
});
