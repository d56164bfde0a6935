import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWarehouseEngine, type WarehouseEngine } from '../../../embedded/redshift/engine.ts';
import { rewriteRedshiftSql } from '../../../embedded/redshift/rewrite.ts';
import { isThorough } from '../../thorough.ts';

const root = mkdtempSync(join(tmpdir(), 'medstream-engine-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('openWarehouseEngine', () => {
  it('keeps committed rows over a restart, exact to the last digit', async () => {
    const directory = join(root, 'restart');
    const first = await openWarehouseEngine({ directory });
    await first.exec('CREATE TABLE t (k BIGINT, n DECIMAL(38,2), at TIMESTAMP, d DATE, j JSONB)');
    await first.query('INSERT INTO t VALUES ($1, $2, $3, $4, $5)', [
      '1152921504606846975',
      '123456789012345678901234567890123456.70',
      '2020-01-01 00:00:00.000001',
      '1900-02-28',
      '{"a": 1}',
    ]);
    await first.close();
    const second = await openWarehouseEngine({ directory });
    expect((await second.query('SELECT * FROM t')).rows).toEqual([
      {
        k: '1152921504606846975',
        n: '123456789012345678901234567890123456.70',
        at: '2020-01-01 00:00:00.000001',
        d: '1900-02-28',
        j: '{"a": 1}',
      },
    ]);
    expect((await second.query("SELECT strtol('f', 16) AS x, current_setting('TimeZone') AS zone")).rows).toEqual([
      { x: '15', zone: 'UTC' },
    ]);
    await second.close();
  });

  it('brings an older set of shims up to date without dropping the views on them', async () => {
    const directory = join(root, 'update');
    const first = await openWarehouseEngine({ directory });
    await first.exec(`CREATE OR REPLACE FUNCTION rs.charindex(part text, value text) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT -1';
      CREATE VIEW v AS SELECT rs.charindex('b', 'ab') AS at; COMMENT ON SCHEMA rs IS 'older'`);
    await first.close();
    const second = await openWarehouseEngine({ directory });
    expect((await second.query('SELECT at FROM v')).rows).toEqual([{ at: 2 }]);
    await second.close();
  });

  it.runIf(isThorough)(
    'caches an image that a second database starts from, and leaves no half-written files',
    async () => {
      const imageCacheDirectory = join(root, 'cache');
      for (const name of ['one', 'two']) {
        const engine = await openWarehouseEngine({ directory: join(root, 'images', name), imageCacheDirectory });
        expect((await engine.query("SELECT len('abc') AS n")).rows).toEqual([{ n: 3 }]);
        await engine.close();
      }
      expect(readdirSync(imageCacheDirectory)).toEqual([expect.stringMatching(/^warehouse-image-[0-9a-f]{16}$/)]);
      expect(readdirSync(join(root, 'images')).sort()).toEqual(['one', 'two']);
    },
  );

  it.runIf(isThorough)('goes without the cache when it cannot be written', async () => {
    const file = join(root, 'no-directory');
    writeFileSync(file, '');
    const engine = await openWarehouseEngine({
      directory: join(root, 'uncached'),
      imageCacheDirectory: join(file, 'cache'),
    });
    expect((await engine.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await engine.close();
  });

  it('refuses a directory with other things in it and leaves them alone', async () => {
    const directory = join(root, 'occupied');
    mkdirSync(directory);
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    await expect(openWarehouseEngine({ directory })).rejects.toThrow(/is not empty and holds no warehouse database/);
    expect(existsSync(join(directory, 'notes.txt'))).toBe(true);
  });
});

describe('an open warehouse engine', () => {
  let engine: WarehouseEngine;
  beforeAll(async () => {
    engine = await openWarehouseEngine({ directory: join(root, 'open') });
  });
  afterAll(() => engine.close());

  it('VARCHAR(n) holds n bytes, not n characters', async () => {
    await engine.exec(rewriteRedshiftSql('CREATE TABLE texts (v VARCHAR(4) ENCODE lzo)'));
    await engine.query("INSERT INTO texts VALUES ('éé')");
    await expect(engine.query("INSERT INTO texts VALUES ('ééé')")).rejects.toThrow(/check constraint/);
  });

  it('a transaction that fails leaves nothing, and statements of others never get into it', async () => {
    await engine.exec('CREATE TABLE turns (a INTEGER)');
    const [hasWritten, mayFail] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const failing = engine.transaction(async (session) => {
      await session.query('INSERT INTO turns VALUES (1)');
      hasWritten.resolve();
      await mayFail.promise;
      throw new Error('stop');
    });
    await hasWritten.promise;
    const other = engine.query('INSERT INTO turns VALUES (2)');
    mayFail.resolve();
    await expect(failing).rejects.toThrow('stop');
    await other;
    expect((await engine.query('SELECT a FROM turns')).rows).toEqual([{ a: 2 }]);
  });

  it('an exclusive session leaves no temporary table, role or search path behind', async () => {
    await engine.exclusive(async (session) => {
      await session.exec('CREATE TEMP TABLE k (a INTEGER); CREATE ROLE r; SET ROLE r; SET search_path TO pg_catalog');
    });
    await expect(engine.query('SELECT * FROM k')).rejects.toThrow(/does not exist/);
    expect((await engine.query('SELECT current_user AS who, current_schema() AS schema')).rows).toEqual([
      { who: 'postgres', schema: 'public' },
    ]);
  });

  it('takes no statement once it is closed', async () => {
    await engine.close();
    await expect(engine.query('SELECT 1')).rejects.toThrow(/closed/);
  });
});
