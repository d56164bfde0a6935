import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DuckDbSession, openDuckDb, sqlPath } from '../../../embedded/glue/duckdb.ts';

let directory: string;
let session: DuckDbSession;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'medstream-duckdb-'));
  session = await openDuckDb({ allowedDirectories: [directory] });
});
afterAll(async () => {
  session.close();
  await rm(directory, { recursive: true, force: true });
});

describe('the DuckDB session', () => {
  it.each(['httpfs', 'iceberg', 'postgres'])('cannot fetch or load the extension %s', async (extension) => {
    await expect(session.run(`INSTALL ${extension}`)).rejects.toThrow(/Permission Error/);
    await expect(session.run(`LOAD ${extension}`)).rejects.toThrow(/Permission Error/);
  });

  it('does not load an extension by itself for an address', async () => {
    await expect(session.query("SELECT * FROM read_parquet('s3://bucket/x.parquet')")).rejects.toThrow();
    await expect(session.query("SELECT * FROM read_parquet('https://127.0.0.1:9/x.parquet')")).rejects.toThrow();
  });

  it.each([
    'SET enable_external_access = true',
    "SET allowed_directories = ['/']",
    'SET autoinstall_known_extensions = true',
    'SET autoload_known_extensions = true',
    'SET lock_configuration = false',
    "SET memory_limit = '64GB'",
    "SET TimeZone = 'Asia/Seoul'",
    'RESET enable_external_access',
  ])('refuses %s', async (statement) => {
    await expect(session.run(statement)).rejects.toThrow(/configuration has been locked|Cannot/);
  });

  it('writes and reads in its own directories and nowhere else', async () => {
    const inside = join(directory, 'x.parquet');
    await session.run(`COPY (SELECT 1 AS a) TO ${sqlPath(inside)} (FORMAT parquet)`);
    expect((await session.query(`SELECT a FROM read_parquet(${sqlPath(inside)})`)).rows).toEqual([{ a: 1 }]);
    await expect(session.run(`COPY (SELECT 1) TO ${sqlPath(`${directory}-else.csv`)}`)).rejects.toThrow(
      /Permission Error/,
    );
    await expect(session.query("SELECT * FROM read_text('/etc/hosts')")).rejects.toThrow(/Permission Error/);
  });

  it('keeps its time zone and order of NULL on every connection', async () => {
    const rows = await session.onOwnConnection(async (own) => {
      const zone = await own.query("SELECT current_setting('TimeZone') AS zone");
      const order = await own.query('SELECT x FROM (VALUES (1), (NULL)) AS given(x) ORDER BY x');
      return [zone.rows, order.rows];
    });
    expect(rows).toEqual([[{ zone: 'UTC' }], [{ x: null }, { x: 1 }]]);
  });

  it('spills to its temporary directory, and fails without one, when a query exceeds the memory limit', async () => {
    const temporaryDirectory = join(directory, 'spill');
    const big = 'CREATE TABLE big AS SELECT i, md5(CAST(i AS VARCHAR)) AS h FROM range(400000) AS t(i) ORDER BY h';
    const settings = { allowedDirectories: [directory], memoryLimit: '24MB' };
    const spilling = await openDuckDb({ ...settings, temporaryDirectory });
    const bounded = await openDuckDb(settings);
    try {
      await spilling.run(big);
      expect((await spilling.query('SELECT COUNT(*) AS n FROM big')).rows).toEqual([{ n: '400000' }]);
      await expect(bounded.run(big)).rejects.toThrow(/Out of Memory Error/);
    } finally {
      spilling.close();
      bounded.close();
    }
  });
});
