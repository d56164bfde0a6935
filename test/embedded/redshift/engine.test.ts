import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPassword } from '../../../embedded/postgres/database-directory.ts';
import { openWarehouseEngine, type WarehouseEngine } from '../../../embedded/redshift/engine.ts';
import { rewriteRedshiftSql } from '../../../embedded/redshift/rewrite.ts';
import { templateOf } from '../../../embedded/redshift/template.ts';

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

  it('copies a new database that holds something from a template, which is made once, and gives it a password of its own', async () => {
    let fillings = 0;
    const content = {
      key: `test ${root}`,
      fill: async (engine: WarehouseEngine) => {
        fillings += 1;
        await engine.exec('CREATE TABLE held (a INTEGER); INSERT INTO held VALUES (7)');
      },
    };
    const passwords = new Set<string>();
    for (const name of ['one', 'two']) {
      const directory = join(root, name);
      const engine = await openWarehouseEngine({ directory, content });
      expect((await engine.query('SELECT a FROM held')).rows).toEqual([{ a: 7 }]);
      await engine.close();
      passwords.add(readPassword(directory));
    }
    expect({ fillings, passwords: passwords.size }).toEqual({ fillings: 1, passwords: 2 });
    const template = await templateOf(content, () => Promise.reject(new Error('it is there')));
    passwords.add(readPassword(template ?? ''));
    expect(passwords.size).toBe(3);
    rmSync(template ?? '', { recursive: true });
  });

  it('refuses a directory with other things in it and leaves them alone', async () => {
    const directory = join(root, 'occupied');
    mkdirSync(directory);
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    await expect(openWarehouseEngine({ directory })).rejects.toThrow(/is not empty and holds no warehouse database/);
    expect(existsSync(join(directory, 'notes.txt'))).toBe(true);
  });

  it('says how to go on from a database of an earlier version', async () => {
    const directory = join(root, 'earlier');
    mkdirSync(directory);
    writeFileSync(join(directory, 'PG_VERSION'), '18\n');
    await expect(openWarehouseEngine({ directory })).rejects.toThrow(/earlier version .* medstream rebuild/);
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

  it('a transaction that fails leaves nothing, and statements of others never get into it nor wait for it', async () => {
    await engine.exec('CREATE TABLE turns (a INTEGER)');
    const stop = new Error('stop');
    const failing = engine.transaction(async (session) => {
      await session.query('INSERT INTO turns VALUES (1)');
      await engine.query('INSERT INTO turns VALUES (2)');
      throw stop;
    });
    await expect(failing).rejects.toThrow(stop);
    expect((await engine.query('SELECT a FROM turns')).rows).toEqual([{ a: 2 }]);
  });

  it('a session that was lent leaves no temporary table, role or search path behind', async () => {
    const backend = 'SELECT pg_backend_pid() AS pid';
    const pids = new Set<unknown>();
    await engine.withSession(async (session) => {
      pids.add((await session.query(backend)).rows[0]?.pid);
      await session.exec('CREATE TEMP TABLE k (a INTEGER); CREATE ROLE r; SET ROLE r; SET search_path TO pg_catalog');
    });
    await engine.withSession(async (session) => {
      pids.add((await session.query(backend)).rows[0]?.pid);
      await expect(session.query('SELECT * FROM k')).rejects.toThrow(/does not exist/);
      expect((await session.query('SELECT current_user AS who, current_schema() AS schema')).rows).toEqual([
        { who: 'admin', schema: 'public' },
      ]);
    });
    expect(pids.size, 'the same session was lent twice').toBe(1);
  });

  it('a text of two statements is no statement', async () => {
    await expect(engine.query('SELECT 1; SELECT 2')).rejects.toThrow(/multiple commands/);
  });

  it('takes no statement once it is closed', async () => {
    await engine.close();
    await expect(engine.query('SELECT 1')).rejects.toThrow(/closed/);
  });
});
