import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoginName } from '../../../../embedded/redshift/serve/logins.ts';
import { serveWarehouse } from '../../../../embedded/redshift/serve/serve-warehouse.ts';
import { openTemporaryWarehouse } from '../warehouse-fixture.ts';
import { openServed, type ServedFixture } from './serve-fixture.ts';

let fixture: ServedFixture;
beforeAll(async () => {
  fixture = await openServed();
});
afterAll(() => fixture.remove());

const schemas = ['star', 'reporting', 'audit', 'history', 'staging'] as const;
const readable: Readonly<Record<LoginName, readonly string[]>> = {
  analyst: ['star', 'reporting'],
  steward: ['star', 'reporting', 'audit'],
};
const logins = ['analyst', 'steward'] as const;
/** What the statement ends with: `done` or an SQLSTATE. */
const attempt = (client: pg.Client, sql: string): Promise<string> =>
  client.query(sql).then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );
const denied = '42501';
const roleOf = async (name: string) =>
  (await fixture.warehouse.engine.query('SELECT * FROM pg_roles WHERE rolname = $1', [name])).rows[0];
const settingsOf = async (name: string) =>
  (
    await fixture.warehouse.engine.query('SELECT setconfig FROM pg_db_role_setting WHERE setrole = to_regrole($1)', [
      name,
    ])
  ).rows;

describe.each(logins)('%s', (login) => {
  let own: pg.Client;
  beforeAll(async () => {
    own = await fixture.connect(login);
  });

  test('reads every table of its schemas and no other', async () => {
    const client = await fixture.connect(login);
    const { rows } = await fixture.warehouse.engine.query<{ schema: string; name: string }>(
      'SELECT schemaname AS schema, tablename AS name FROM pg_tables WHERE schemaname = ANY($1) UNION ALL SELECT schemaname, viewname FROM pg_views WHERE schemaname = ANY($1)',
      [[...schemas]],
    );
    expect(new Set(rows.map(({ schema }) => schema))).toEqual(new Set(schemas));
    for (const { schema, name } of rows) {
      const expected = readable[login].includes(schema) ? 'done' : denied;
      expect(await attempt(client, `SELECT * FROM ${schema}.${name} LIMIT 1`), `${schema}.${name}`).toBe(expected);
    }
  });

  test('reads tables that come later', async () => {
    const client = await fixture.connect(login);
    await fixture.warehouse.engine.exec('CREATE TABLE star.later (a INTEGER)');
    expect(await attempt(client, 'SELECT * FROM later')).toBe('done');
    await fixture.warehouse.engine.exec('DROP TABLE star.later');
  });

  test.each([
    'INSERT INTO star.planted VALUES (9)',
    'UPDATE star.planted SET a = 9',
    'DELETE FROM star.planted',
    'TRUNCATE star.planted',
    'SELECT * FROM star.planted FOR UPDATE',
    'CREATE TABLE star.mine (a INTEGER)',
    'CREATE TABLE public.mine (a INTEGER)',
    'CREATE TEMP TABLE mine (a INTEGER)',
    'CREATE SCHEMA mine',
    'CREATE SCHEMA workspace',
    'CREATE FUNCTION public.mine() RETURNS INTEGER LANGUAGE sql RETURN 1',
    'SELECT lo_create(4711)',
    "SELECT lo_from_bytea(4711, 'x')",
    'SELECT pg_terminate_backend(pg_backend_pid())',
    'SELECT pg_advisory_lock(1)',
    'SELECT pg_export_snapshot()',
    `ALTER ROLE ${login} SUPERUSER`,
    `ALTER ROLE ${login} CONNECTION LIMIT -1`,
    'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC',
    `ALTER DEFAULT PRIVILEGES FOR ROLE medstream_${login} GRANT SELECT ON TABLES TO PUBLIC`,
    `DROP OWNED BY medstream_${login}`,
    'DROP OWNED BY CURRENT_USER',
    `SET ROLE medstream_${login}`,
    `GRANT medstream_${login} TO medstream_loader`,
    "COPY (SELECT 1) TO '/tmp/mine'",
    "COPY (SELECT 1) TO PROGRAM 'true'",
  ])('may not: %s', async (sql) => {
    expect(await attempt(own, sql)).toBe(denied);
  });

  test('has no attribute but that it may log in, and one membership that it can neither pass on nor become', async () => {
    expect(await roleOf(login)).toMatchObject({
      rolsuper: false,
      rolinherit: true,
      rolcreaterole: false,
      rolcreatedb: false,
      rolcanlogin: true,
      rolreplication: false,
      rolbypassrls: false,
    });
    const { rows } = await fixture.warehouse.engine.query(
      'SELECT roleid::regrole::text AS role, admin_option, inherit_option, set_option FROM pg_auth_members WHERE member = to_regrole($1)',
      [login],
    );
    expect(rows).toEqual([
      { role: `medstream_${login}`, admin_option: false, inherit_option: true, set_option: false },
    ]);
  });

  test('has its password in no other form than a verifier', async () => {
    const { rows } = await fixture.warehouse.engine.query<{ kept: string }>(
      'SELECT rolpassword AS kept FROM pg_authid WHERE rolname = $1',
      [login],
    );
    expect(rows[0]?.kept).toMatch(/^SCRAM-SHA-256\$4096:/);
    expect(rows[0]?.kept).not.toContain(fixture.password(login));
  });

  test('gets back at the next start what it changed of itself, and all else that became of it', async () => {
    const client = await fixture.connect(login);
    const before = { settings: await settingsOf(login), role: await roleOf(login) };
    for (const sql of [
      `ALTER ROLE ${login} PASSWORD 'mine'`,
      `ALTER ROLE ${login} SET search_path TO public`,
      `ALTER ROLE ${login} SET default_transaction_read_only TO on`,
      `ALTER ROLE ${login} IN DATABASE medstream SET work_mem TO '64kB'`,
    ]) {
      expect(await attempt(client, sql), sql).toBe('done');
    }
    await fixture.warehouse.engine.exec(
      `ALTER ROLE ${login} SUPERUSER CREATEDB CONNECTION LIMIT 3 VALID UNTIL '2020-01-01';
       GRANT medstream_loader TO ${login} WITH ADMIN TRUE; GRANT CREATE ON DATABASE medstream TO ${login};
       ALTER DEFAULT PRIVILEGES IN SCHEMA star REVOKE SELECT ON TABLES FROM medstream_${login}`,
    );
    await expect(fixture.connect(login)).rejects.toMatchObject({ code: '28P01' });
    await fixture.serveAgain();
    expect({ settings: await settingsOf(login), role: await roleOf(login) }).toEqual(before);
    const again = await fixture.connect(login);
    expect((await again.query('SHOW work_mem')).rows).toEqual([{ work_mem: '32MB' }]);
    expect(await attempt(again, 'CREATE SCHEMA mine')).toBe(denied);
    await fixture.warehouse.engine.exec('CREATE TABLE star.later (a INTEGER)');
    expect(await attempt(again, 'SELECT * FROM star.later')).toBe('done');
    await fixture.warehouse.engine.exec('DROP TABLE star.later');
  });
});

test('the administrator and the reader of questions still come in when everybody else is out', async () => {
  const { rows } = await fixture.warehouse.engine.query<{ name: string }>(
    "SELECT datname AS name FROM pg_database WHERE has_database_privilege('public', datname, 'CONNECT, TEMPORARY')",
  );
  expect(rows).toEqual([]);
  await fixture.warehouse.engine.exec(
    'ALTER DEFAULT PRIVILEGES IN SCHEMA star GRANT SELECT ON TABLES TO medstream_analyst',
  );
});

describe('passwords', () => {
  test('are made once, long, kept for their owner only, and stay', async () => {
    const paths = logins.map((login) => join(fixture.dataPath, 'serve', `${login}.password`));
    const before = paths.map((path) => readFileSync(path, 'utf8'));
    for (const path of paths) expect(statSync(path).mode & 0o777).toBe(0o600);
    for (const text of before) expect(text).toMatch(/^[\w-]{32}\n$/);
    expect(before[0]).not.toBe(before[1]);
    await fixture.serveAgain();
    expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual(before);
  });

  test('of the analyst may come from a file', async () => {
    const passwordFile = join(fixture.dataPath, 'own');
    writeFileSync(passwordFile, "correct!horse'$battery\r\nsecond line\n");
    await fixture.serveAgain({ passwordFile });
    expect(fixture.password('analyst')).toBe("correct!horse'$battery");
    await (await fixture.connect()).query('SELECT 1');
    for (const text of ['', 'short\n', 'with a space inside\n', 'pässwörter\n', '\nsecond-line-only\n']) {
      writeFileSync(passwordFile, text);
      await expect(
        serveWarehouse({ engine: fixture.warehouse.engine, dataPath: fixture.dataPath, port: 0, passwordFile }),
      ).rejects.toThrow(`the first line of ${passwordFile} is no password`);
    }
    await fixture.serveAgain();
  });
});

describe('a workspace', () => {
  test('that was not asked for is not there', async () => {
    expect(await attempt(await fixture.connect(), 'CREATE TABLE workspace.mine (a INTEGER)')).toBe('3F000');
  });

  test('lets an analyst build tables in it and nowhere else, and keeps them from stewards', async () => {
    await fixture.serveAgain({ workspace: true });
    const client = await fixture.connect();
    for (const sql of [
      'CREATE TABLE workspace.mine (a INTEGER, b VARCHAR(10))',
      "INSERT INTO workspace.mine VALUES (1, 'x')",
      'CREATE VIEW workspace.seen AS SELECT NVL(a, 0) AS a FROM workspace.mine',
      'CREATE TEMP TABLE passing AS SELECT * FROM workspace.seen',
      'GRANT SELECT ON workspace.mine TO medstream_steward',
    ]) {
      expect(await attempt(client, sql), sql).toBe('done');
    }
    for (const sql of [
      'CREATE TABLE star.mine (a INTEGER)',
      'CREATE TABLE public.mine (a INTEGER)',
      'CREATE SCHEMA another',
      'DROP SCHEMA workspace CASCADE',
      'ALTER SCHEMA workspace RENAME TO other',
      'GRANT USAGE ON SCHEMA workspace TO steward',
      'ALTER TABLE workspace.mine SET SCHEMA star',
      'ALTER TABLE workspace.mine OWNER TO steward',
    ]) {
      const ended = await attempt(client, sql);
      expect(ended === denied || (sql.startsWith('GRANT') && ended === 'done'), `${sql}: ${ended}`).toBe(true);
    }
    const steward = await fixture.connect('steward');
    expect(await attempt(steward, 'SELECT * FROM workspace.mine')).toBe(denied);
    expect(
      (
        await client.query(
          "SELECT count(*) AS n FROM pg_tables WHERE schemaname = 'workspace' AND tablename = ANY (current_schemas(true))",
        )
      ).rows,
    ).toEqual([{ n: '0' }]);
  });

  test('that is closed again keeps what is in it', async () => {
    await fixture.serveAgain({ workspace: false });
    const client = await fixture.connect();
    expect(await attempt(client, 'SELECT * FROM workspace.mine')).toBe(denied);
    expect(await attempt(client, 'CREATE TABLE workspace.more (a INTEGER)')).toBe(denied);
    expect(await attempt(client, 'CREATE TEMP TABLE more (a INTEGER)')).toBe(denied);
    await fixture.serveAgain({ workspace: true });
    expect(await attempt(await fixture.connect(), 'SELECT * FROM workspace.mine')).toBe('done');
  });
});

test('a warehouse without a schema is not served, and the message says what to do', async () => {
  const empty = await openTemporaryWarehouse();
  try {
    await expect(serveWarehouse({ engine: empty.engine, dataPath: empty.directory, port: 0 })).rejects.toThrow(
      /run "npm start" first/,
    );
  } finally {
    await empty.remove();
  }
});
