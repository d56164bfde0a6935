import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EmbeddedRedshiftData } from '../../../embedded/redshift/redshift-data.ts';
import { createWarehouseSql, type WarehouseSql } from '../../../lambdas/shared/warehouse-sql.ts';
import { openTemporaryWarehouse, type TemporaryWarehouse } from './warehouse-fixture.ts';

describe('COPY of Parquet', () => {
  const buckets = mkdtempSync(join(tmpdir(), 'medstream-buckets-'));
  const temporaryDirectory = mkdtempSync(join(tmpdir(), 'medstream-copy-'));
  const pathOf = (bucket: string, key: string): string => join(buckets, bucket, key);
  let warehouse: TemporaryWarehouse;
  let sql: WarehouseSql;
  let duckdb: DuckDBConnection;

  beforeAll(async () => {
    warehouse = await openTemporaryWarehouse();
    const client = new EmbeddedRedshiftData({
      engine: warehouse.engine,
      resolveObject: pathOf,
      listPrefix: (bucket, prefix) =>
        readdirSync(pathOf(bucket, dirname(`${prefix}x`))).map((name) => join(dirname(`${prefix}x`), name)),
      temporaryDirectory,
    });
    sql = createWarehouseSql({ client, workgroupName: 'medstream', database: 'medstream' });
    duckdb = await (await DuckDBInstance.create()).connect();
    mkdirSync(pathOf('silver', 'p'), { recursive: true });
  });
  beforeEach(async () => {
    await warehouse.engine.exec('DROP SCHEMA IF EXISTS staging CASCADE; CREATE SCHEMA staging');
    rmSync(pathOf('silver', 'p'), { recursive: true });
    mkdirSync(pathOf('silver', 'p'));
  });
  afterAll(async () => {
    duckdb.closeSync();
    await warehouse.remove();
    rmSync(buckets, { recursive: true, force: true });
    rmSync(temporaryDirectory, { recursive: true, force: true });
  });

  const write = (name: string, select: string) =>
    duckdb.run(`COPY (${select}) TO '${pathOf('silver', `p/${name}`)}' (FORMAT parquet)`);
  const entry = (name: string, more: object = {}): object => ({
    url: `s3://silver/p/${name}`,
    mandatory: true,
    meta: { content_length: statSync(pathOf('silver', `p/${name}`)).size },
    ...more,
  });
  const manifest = (...entries: object[]): void => writeFileSync(pathOf('silver', 'm'), JSON.stringify({ entries }));
  const run = (...sqls: string[]) =>
    sql.batch({ statements: sqls.map((text, index) => ({ name: `s${index + 1}`, sql: text })) });
  const copy = "COPY staging.t FROM 's3://silver/m' IAM_ROLE DEFAULT FORMAT AS PARQUET MANIFEST";

  it('loads every type exactly, and keeps NULL, empty, quotes, line ends and UTF-8 apart', async () => {
    const texts = [
      'NULL',
      "''",
      `'"'`,
      `'a,"b",c'`,
      `chr(10)`,
      `chr(13)`,
      `'a' || chr(13) || chr(10) || 'b'`,
      `'\\.'`,
      `'\\N'`,
      `' padded '`,
      `'é😀'`,
      `'NULL'`,
    ];
    const rows = texts.map((text, index) => `SELECT ${index} AS i, ${text} AS s`).join(' UNION ALL ');
    await write(
      'a.parquet',
      `SELECT i::INTEGER AS i, s, 1152921504606846975::BIGINT AS k, 12345678901234.50::DECIMAL(18,2) AS n, TIMESTAMP '1900-01-01 00:00:00.123456' AS at,
         TIMESTAMPTZ '2020-07-01 12:00:00+00' AS tz, DATE '9999-12-31' AS d, i % 2 = 0 AS b, 0.1::DOUBLE AS f, NULL::DATE AS nothing, {'a': [1, 2]} AS doc FROM (${rows})`,
    );
    manifest(entry('a.parquet'));
    await run(
      `CREATE TABLE staging.t (i INTEGER, s VARCHAR(40), k BIGINT, n DECIMAL(18,2), at TIMESTAMP, tz TIMESTAMP, d DATE, b BOOLEAN, f DOUBLE PRECISION, nothing DATE, doc SUPER)`,
      copy,
    );
    const loaded = await sql.query('SELECT * FROM staging.t ORDER BY i');
    expect(loaded.map(({ s }) => s)).toEqual([
      null,
      '',
      '"',
      'a,"b",c',
      '\n',
      '\r',
      'a\r\nb',
      '\\.',
      '\\N',
      ' padded ',
      'é😀',
      'NULL',
    ]);
    expect(loaded[0]).toEqual({
      i: 0,
      s: null,
      k: '1152921504606846975',
      n: '12345678901234.50',
      at: '1900-01-01 00:00:00.123456',
      tz: '2020-07-01 12:00:00',
      d: '9999-12-31',
      b: true,
      f: 0.1,
      nothing: null,
      doc: '{"a": [1, 2]}',
    });
  });

  it('maps columns by position, whatever they are called, in every file of the load', async () => {
    await write('a.parquet', "SELECT 1::BIGINT AS x, 'one' AS y");
    await write('b.parquet', "SELECT 2::BIGINT AS y, 'two' AS x");
    manifest(entry('a.parquet'), entry('b.parquet'));
    await run('CREATE TABLE staging.t (k BIGINT, v VARCHAR(10))', copy);
    expect(await sql.query('SELECT k, v FROM staging.t ORDER BY k')).toEqual([
      { k: 1, v: 'one' },
      { k: 2, v: 'two' },
    ]);
  });

  it('without MANIFEST loads every object of the prefix', async () => {
    for (const k of [1, 2, 3]) await write(`${k}.parquet`, `SELECT ${k}::BIGINT AS k`);
    await run(
      'CREATE TABLE staging.t (k BIGINT)',
      "COPY staging.t FROM 's3://silver/p/' IAM_ROLE 'arn:aws:iam::1:role/r' FORMAT PARQUET",
    );
    expect(await sql.query('SELECT SUM(k) AS total FROM staging.t')).toEqual([{ total: '6' }]);
  });

  it('a missing file fails the load if mandatory and is skipped if not', async () => {
    await write('a.parquet', 'SELECT 1::BIGINT AS k');
    await run('CREATE TABLE staging.t (k BIGINT)');
    const gone = { url: 's3://silver/p/gone.parquet', meta: { content_length: 1 } };
    manifest(entry('a.parquet'), { ...gone, mandatory: true });
    await expect(run(copy)).rejects.toThrow(/mandatory file s3:\/\/silver\/p\/gone.parquet .* does not exist/);
    manifest(entry('a.parquet'), gone);
    await run(copy);
    expect(await sql.query('SELECT k FROM staging.t')).toEqual([{ k: 1 }]);
  });

  it.each<[string, string, RegExp]>([
    ['too few columns', 'SELECT 1::BIGINT AS k', /unmatched number of columns .* Table columns: 2, data columns: 1/],
    ['too many columns', "SELECT 1::BIGINT AS k, 'x' AS v, 1 AS w", /Table columns: 2, data columns: 3/],
    [
      'another order',
      "SELECT 'x' AS v, 1::BIGINT AS k",
      /column 1 \(k\) is BIGINT, but the Parquet column at that position is VARCHAR/,
    ],
    ['a narrower integer', "SELECT 1::INTEGER AS k, 'x' AS v", /column 1 \(k\) is BIGINT, .* INTEGER/],
  ])('refuses a file with %s', async (_name, select, message) => {
    await write('a.parquet', select);
    manifest(entry('a.parquet'));
    await expect(run('CREATE TABLE staging.t (k BIGINT, v VARCHAR(10))', copy)).rejects.toThrow(message);
  });

  it('fills the columns that a file lacks at its end with NULL where the COPY says FILLRECORD', async () => {
    await write('a.parquet', 'SELECT 1::BIGINT AS k');
    await write('b.parquet', "SELECT 2::BIGINT AS k, 'x' AS v, 1.50::DECIMAL(18,2) AS n");
    manifest(entry('a.parquet'), entry('b.parquet'));
    await run('CREATE TABLE staging.t (k BIGINT, v VARCHAR(10), n DECIMAL(18,2))', `${copy} FILLRECORD`);
    expect(await sql.query('SELECT k, v, n FROM staging.t ORDER BY k')).toEqual([
      { k: 1, v: null, n: null },
      { k: 2, v: 'x', n: '1.50' },
    ]);
  });

  it('refuses a file with too many columns, FILLRECORD or not', async () => {
    await write('a.parquet', "SELECT 1::BIGINT AS k, 'x' AS v");
    manifest(entry('a.parquet'));
    const filling = run('CREATE TABLE staging.t (k BIGINT)', `${copy} FILLRECORD`);
    await expect(filling).rejects.toThrow(/Table columns: 1, data columns: 2/);
  });

  it('refuses a decimal of another precision or scale', async () => {
    await write('a.parquet', 'SELECT 1::DECIMAL(18,4) AS n');
    manifest(entry('a.parquet'));
    await expect(run('CREATE TABLE staging.t (n DECIMAL(18,2))', copy)).rejects.toThrow(
      /NUMERIC\(18,2\), .* DECIMAL\(18,4\)/,
    );
  });

  it('refuses a file of another length, a manifest without lengths, and a manifest that is not there', async () => {
    await write('a.parquet', 'SELECT 1::BIGINT AS k');
    await run('CREATE TABLE staging.t (k BIGINT)');
    manifest(entry('a.parquet', { meta: { content_length: 1 } }));
    await expect(run(copy)).rejects.toThrow(/says content_length 1/);
    manifest(entry('a.parquet', { meta: undefined }));
    await expect(run(copy)).rejects.toThrow(/has no meta.content_length/);
    await expect(run(copy.replace('/m', '/nowhere'))).rejects.toThrow(
      /manifest file s3:\/\/silver\/nowhere: the object does not exist/,
    );
  });

  it('one bad row loads nothing, and no temporary file stays', async () => {
    await write('a.parquet', "SELECT 'short' AS v UNION ALL SELECT 'ééé'");
    manifest(entry('a.parquet'));
    await run('CREATE TABLE staging.t (v VARCHAR(5))');
    await expect(run('DELETE FROM staging.t', copy)).rejects.toThrow(/Warehouse statement 2 \(s2\) failed/);
    expect(await sql.query('SELECT COUNT(*) AS n FROM staging.t')).toEqual([{ n: 0 }]);
    expect(readdirSync(temporaryDirectory)).toEqual([]);
  });

  it.each([
    ["COPY staging.t FROM 's3://silver/m' IAM_ROLE DEFAULT FORMAT AS CSV", /only FORMAT AS PARQUET/],
    ["COPY staging.t FROM 's3://silver/m' FORMAT AS PARQUET", /IAM_ROLE is missing/],
    ["COPY staging.t (k) FROM 's3://silver/m' IAM_ROLE DEFAULT FORMAT AS PARQUET", /column list/],
    ["COPY staging.t FROM 's3://silver/m' IAM_ROLE DEFAULT FORMAT AS PARQUET MAXERROR 10", /MAXERROR is not supported/],
    ["COPY staging.t FROM '/etc/passwd'", /expected COPY table FROM 's3:/],
  ])('refuses %s', async (statement, message) => {
    await expect(run(statement)).rejects.toThrow(message);
  });
});
