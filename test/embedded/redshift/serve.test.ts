import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { serveWarehouse, type WarehouseServer } from '../../../embedded/redshift/serve.ts';
import { openTemporaryWarehouse, type TemporaryWarehouse } from './warehouse-fixture.ts';

const host = '127.0.0.1';
const psqlPath = '/usr/bin/psql';

describe('serveWarehouse', () => {
  let warehouse: TemporaryWarehouse;
  let server: WarehouseServer;
  const clients: pg.Client[] = [];

  beforeAll(async () => {
    warehouse = await openTemporaryWarehouse();
    await warehouse.engine.exec(`CREATE SCHEMA star; CREATE SCHEMA reporting; CREATE SCHEMA staging;
      CREATE TABLE star.visit (a INTEGER, at TIMESTAMP); CREATE TABLE staging.secret (a INTEGER);
      INSERT INTO star.visit SELECT i, TIMESTAMP '2020-01-01' + i * INTERVAL '1 hour' FROM generate_series(1, 48) i;
      CREATE VIEW reporting.visits AS SELECT COUNT(*) AS n FROM star.visit`);
    server = await serveWarehouse({
      engine: warehouse.engine,
      host,
      port: 0,
      maxConnections: 10,
      idleTransactionSeconds: 1,
    });
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)));
  });
  afterAll(async () => {
    await server.close();
    await warehouse.remove();
  });

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ host, port: server.port, user: 'analyst', database: 'medstream' });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };

  it('answers Redshift SQL, as simple query and with parameters', async () => {
    const client = await connect();
    expect(
      (await client.query('SELECT DATEDIFF(day, MIN(at), MAX(at)) AS days, NVL(NULL, 1) AS one FROM star.visit')).rows,
    ).toEqual([{ days: '2', one: 1 }]);
    expect(
      (
        await client.query(
          'SELECT CAST(DATEADD(hour, $1, at) AS VARCHAR(30)) AS at FROM star.visit WHERE a = $2',
          [2, 1],
        )
      ).rows,
    ).toEqual([{ at: '2020-01-01 03:00:00' }]);
    expect(
      (await client.query('SELECT n FROM reporting.visits; SELECT SYSDATE IS NOT NULL AS ok')) as unknown,
    ).toMatchObject([{ rows: [{ n: '48' }] }, { rows: [{ ok: true }] }]);
  });

  const refused: readonly (readonly [sql: string, message: RegExp])[] = [
    ['COPY star.visit FROM STDIN', /only COPY .. TO STDOUT/],
    ["COPY star.visit TO '/tmp/x'", /only COPY .. TO STDOUT/],
    ['RESET ROLE', /the role cannot be changed/],
    ['SET ROLE postgres', /the role cannot be changed/],
    ['SET SESSION ROLE postgres', /the role cannot be changed/],
    ['SET LOCAL ROLE postgres', /the role cannot be changed/],
    ['SET "role" TO \'postgres\'', /the role cannot be changed/],
    ['SET SESSION AUTHORIZATION postgres', /the role cannot be changed/],
    ['RESET SESSION AUTHORIZATION', /the role cannot be changed/],
    ["SELECT set_config('role', 'postgres', false)", /permission denied/],
    ["DO $$ BEGIN EXECUTE 'RESET ROLE'; END $$", /DO is not possible/],
    ['PREPARE p AS SELECT 1', /PREPARE is not possible/],
    ['INSERT INTO star.visit VALUES (1, NULL)', /read-only transaction/],
    ['CREATE TEMP TABLE x (a INTEGER)', /read-only transaction/],
    ['SELECT * FROM staging.secret', /permission denied for schema staging/],
    ['SELECT 1; RESET ROLE; SELECT 2', /the role cannot be changed/],
  ];

  it.each(refused)('refuses %s and goes on serving the connection', async (sql, message) => {
    const client = await connect();
    await expect(client.query(sql)).rejects.toThrow(message);
    if (!sql.includes(';'))
      await expect(client.query({ text: sql, values: [], name: 'extended' })).rejects.toThrow(message);
    expect((await client.query('SELECT current_user AS who')).rows).toEqual([{ who: 'bi_reader' }]);
    expect((await client.query('SELECT a FROM star.visit WHERE a = $1', [1])).rows).toEqual([{ a: 1 }]);
  });

  it('a client that opens a writable transaction still cannot write', async () => {
    const client = await connect();
    await client.query('BEGIN READ WRITE');
    await expect(client.query('DELETE FROM star.visit')).rejects.toThrow(/permission denied/);
    await client.query('ROLLBACK');
    await client.query('SET default_transaction_read_only = off');
    await expect(client.query('CREATE TEMP TABLE x (a INTEGER)')).rejects.toThrow(/permission denied/);
  });

  it('a refusal inside a transaction fails the transaction, like any error', async () => {
    const client = await connect();
    await client.query('BEGIN');
    await expect(client.query('RESET ROLE')).rejects.toThrow(/cannot be changed/);
    await expect(client.query('SELECT 1')).rejects.toThrow(/current transaction is aborted/);
    await client.query('ROLLBACK');
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('connections at once have prepared statements and settings of their own', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, connect));
    await all[0]?.query('SET search_path TO star');
    for (let round = 0; round < 2; round += 1) {
      const answers = await Promise.all(
        all.map((client, index) =>
          client.query({ name: 'same', text: `SELECT a + ${index} AS n FROM star.visit WHERE a = $1`, values: [1] }),
        ),
      );
      expect(answers.map(({ rows }) => rows[0]?.n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    }
    expect((await all[0]?.query('SELECT COUNT(*) AS n FROM visit'))?.rows).toEqual([{ n: '48' }]);
    await expect(all[1]?.query('SELECT COUNT(*) AS n FROM visit')).rejects.toThrow(/does not exist/);
    expect((await warehouse.engine.query('SELECT current_user AS who, current_schema() AS schema')).rows).toEqual([
      { who: 'postgres', schema: 'public' },
    ]);
  });

  it('sees only whole loads: a query waits for the transaction of a load', async () => {
    const client = await connect();
    const { exclusive } = warehouse.engine;
    const isAsked = Promise.withResolvers<void>();
    const spy = vi.spyOn(warehouse.engine, 'exclusive').mockImplementation((work) => {
      isAsked.resolve();
      return exclusive(work);
    });
    const hasInserted = Promise.withResolvers<void>();
    const load = warehouse.engine.transaction(async (session) => {
      await session.query('INSERT INTO star.visit VALUES (100, NULL)');
      hasInserted.resolve();
      // The load goes on once the server has the query and asks for the session.
      await isAsked.promise;
      await session.query('DELETE FROM star.visit WHERE a = 100');
    });
    await hasInserted.promise;
    const [answer] = await Promise.all([client.query('SELECT n FROM reporting.visits'), load]);
    spy.mockRestore();
    expect(answer.rows).toEqual([{ n: '48' }]);
  });

  it('an idle transaction is ended, so that it cannot hold up everyone', async () => {
    const idle = await connect();
    await idle.query('BEGIN');
    await idle.query('SELECT 1');
    const other = await connect();
    expect((await other.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await expect(idle.query('SELECT 1')).rejects.toThrow();
    await expect(warehouse.engine.query('SELECT 1 AS one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
  });

  it('a client that vanishes in a transaction leaves the session clean', async () => {
    const client = await connect();
    await client.query('BEGIN');
    await client.query('SELECT 1');
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    expect((await (await connect()).query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('tells the client it has no room left', async () => {
    await Promise.all(Array.from({ length: 10 }, connect));
    await expect(connect()).rejects.toThrow(/already serves 10 connections/);
  });

  it('says so when the port is in use', async () => {
    await expect(serveWarehouse({ engine: warehouse.engine, host, port: server.port })).rejects.toThrow(
      new RegExp(`Port ${server.port} on 127.0.0.1 is in use`),
    );
  });

  it('survives bytes that are no protocol', async () => {
    const { createConnection } = await import('node:net');
    const socket = createConnection({ host, port: server.port });
    socket.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      socket.on('close', () => resolve());
      socket.on('data', () => undefined);
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    });
    expect((await (await connect()).query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it.skipIf(!existsSync(psqlPath))(
    'psql reads, describes and copies out; COPY FROM STDIN is refused and the rest goes on',
    async () => {
      const args = ['-h', host, '-p', String(server.port), '-U', 'anyone', '-d', 'medstream', '-At'];
      const commands = [
        'SELECT DATEDIFF(hour, MIN(at), MAX(at)) FROM star.visit',
        '\\d star.visit',
        'COPY star.visit FROM STDIN',
        'COPY (SELECT a FROM star.visit ORDER BY a LIMIT 2) TO STDOUT',
        'SELECT 40 + 2',
      ];
      const { stdout, stderr } = await promisify(execFile)(psqlPath, [
        ...args,
        ...commands.flatMap((command) => ['-c', command]),
      ]);
      expect(stdout).toBe('47\na|integer|||\nat|timestamp without time zone|||\n1\n2\n42\n');
      expect(stderr).toContain('only COPY .. TO STDOUT is possible');
    },
  );
});
