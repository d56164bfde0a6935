import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openProxy } from '../../../../embedded/redshift/serve/proxy.ts';
import { errorsOf, extended, fieldsOf, firstColumn, int32, packet, query, RawClient } from './raw-client.ts';
import { logLines, openServed, type ServedFixture, serverless, until } from './serve-fixture.ts';

let fixture: ServedFixture;
beforeAll(async () => {
  fixture = await openServed();
});
afterAll(() => fixture.remove());

describe('a session', () => {
  test('speaks Redshift, in both protocols and with several statements at once', async () => {
    const client = await fixture.connect();
    expect(
      (
        await client.query(
          "SELECT DATEDIFF(day, CAST('2026-01-01' AS DATE), CAST('2026-01-31' AS DATE)) AS n, NVL(NULL, 1) AS one",
        )
      ).rows,
    ).toEqual([{ n: '30', one: 1 }]);
    expect(
      (await client.query('SELECT DATEADD(hour, $1, CAST($2 AS TIMESTAMP))::text AS at', [2, '2026-01-01'])).rows,
    ).toEqual([{ at: '2026-01-01 02:00:00' }]);
    expect((await client.query("SELECT NVL(NULL, ';'); SELECT DECODE(1, 1, 'a', 'b') AS x")) as unknown).toMatchObject([
      {},
      { rows: [{ x: 'a' }] },
    ]);
  });

  test('finds the star by the names of its tables, in a database of the name that was asked for', async () => {
    const client = await fixture.connect();
    expect(
      (
        await client.query(
          'SELECT current_database() AS d, current_user AS u, count(*) AS n FROM planted, dim_payer WHERE false',
        )
      ).rows,
    ).toEqual([{ d: 'medstream', u: 'analyst', n: '0' }]);
  });

  test('tells where in the text an error is', async () => {
    const client = await fixture.rawSession();
    const [error] = (await client.query('SELECT 1,\n  nothing FROM planted')).filter(({ type }) => type === 'E');
    expect(error && fieldsOf(error)).toMatchObject({ C: '42703', P: '13' });
    client.end();
  });

  test('has settings, prepared statements and a transaction of its own', async () => {
    const [one, other] = [await fixture.connect(), await fixture.connect()];
    await one.query("SET work_mem TO '5MB'; BEGIN");
    const ask = (client: typeof one, n: number) =>
      client.query({ name: 'same', text: `SELECT ${n} AS n, current_setting('work_mem') AS p` });
    expect((await ask(one, 1)).rows).toEqual([{ n: 1, p: '5MB' }]);
    expect((await ask(other, 2)).rows).toEqual([{ n: 2, p: '32MB' }]);
  });

  test('is cancelled by its key, and by no other', async () => {
    const { client, replies } = await RawClient.logIn(fixture.login());
    const key = replies.find(({ type }) => type === 'K')?.body ?? Buffer.alloc(8);
    client.send(query('SELECT pg_sleep(60)'));
    await until(
      async () =>
        (
          await fixture.warehouse.engine.query(
            "SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)' AND state = 'active'",
          )
        ).rows.length === 1,
    );
    for (const secretKey of [Buffer.concat([key.subarray(0, 4), int32(1)]), key]) {
      const canceller = await RawClient.open(fixture.served().port);
      canceller.send(packet('', int32(80877102), secretKey));
      await canceller.closed;
      expect(canceller.received).toHaveLength(0);
    }
    expect(errorsOf(await client.untilReady())).toEqual(['57014']);
    client.end();
  });

  test('ends a statement that takes longer than it was told', async () => {
    const client = await fixture.connect('analyst', { statement_timeout: 50 });
    await expect(client.query('SELECT pg_sleep(60)')).rejects.toMatchObject({ code: '57014' });
  });

  test('does not keep others waiting while it is idle in a transaction, nor a load', async () => {
    const idle = await fixture.connect();
    await idle.query('BEGIN; SELECT * FROM star.planted');
    await fixture.warehouse.engine.exec("INSERT INTO star.planted VALUES (4, 'new')");
    expect((await (await fixture.connect()).query('SELECT count(*) AS n FROM star.planted')).rows).toEqual([
      { n: '4' },
    ]);
    await idle.query('ROLLBACK');
    await fixture.warehouse.engine.exec('DELETE FROM star.planted WHERE a = 4');
  });

  test('passes what is copied out, larger than every buffer on the way, to a client that reads slowly', async () => {
    const client = await fixture.rawSession();
    client.socket.pause();
    client.send(query("COPY (SELECT i, repeat('x', 1000) FROM generate_series(1, 40000) i) TO STDOUT"));
    const isWriting = async () =>
      (
        await fixture.warehouse.engine.query(
          "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'COPY (SELECT i%' AND wait_event = 'ClientWrite'",
        )
      ).rows.length === 1;
    await until(isWriting);
    // What this client has not read stays with the server: here it would be in the memory of all.
    await pause(500);
    expect(await isWriting()).toBe(true);
    client.socket.resume();
    const replies = await client.untilReady();
    const copied = replies.filter(({ type }) => type === 'd');
    expect(copied).toHaveLength(40_000);
    expect(copied.at(-1)?.body.toString()).toBe(`40000\t${'x'.repeat(1000)}\n`);
    client.end();
  });

  test('takes a statement of some megabytes, and refuses one that is longer than Redshift takes', async () => {
    const client = await fixture.connect();
    const long = 'x'.repeat(5_000_000);
    expect((await client.query(`SELECT length('${long}') AS n, NVL(NULL, 1) AS one`)).rows).toEqual([
      { n: long.length, one: 1 },
    ]);
    const raw = await fixture.rawSession();
    raw.send(Buffer.concat([Buffer.from('Q'), int32(17 * 1024 * 1024)]), Buffer.from('SELECT'));
    const error = await raw.next();
    expect(error && fieldsOf(error)).toMatchObject({ S: 'FATAL', C: '54000', M: expect.stringContaining('16 MB') });
    await raw.closed;
    await fixture.expectToServe();
  });

  test('passes binary parameters and answers as they are', async () => {
    const client = await fixture.connect();
    const all = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    expect((await client.query('SELECT $1::bytea AS b', [all])).rows).toEqual([{ b: all }]);
    const binary = { text: 'SELECT $1::int8 AS n', values: [2 ** 33], binary: true } as pg.QueryConfig;
    expect((await client.query(binary)).rows).toEqual([{ n: String(2 ** 33) }]);
  });

  test('may have another encoding', async () => {
    const client = await fixture.rawSession({ parameters: [['client_encoding', 'LATIN1']] });
    client.send(packet('Q', Buffer.from("SELECT 'M\xfcller'\0", 'latin1')));
    const row = (await client.untilReady()).find(({ type }) => type === 'D');
    expect(row?.body.subarray(6)).toEqual(Buffer.from('M\xfcller', 'latin1'));
    client.end();
  });

  test('is not rewritten inside strings whose end only the server knows', async () => {
    const client = await fixture.rawSession();
    await client.query('SET standard_conforming_strings = off');
    expect(firstColumn(await client.query("SELECT 'it\\' nvl(a, b)'"))).toEqual(["it' nvl(a, b)"]);
    await client.query('SET standard_conforming_strings = on');
    expect(firstColumn(await client.query("SELECT nvl(null, 'on\\')"))).toEqual(['on\\']);
    client.end();
  });
});

describe('the port', () => {
  test('that is in use is said to be', async () => {
    const { port } = fixture.served();
    await expect(openProxy({ ...serverless, port })).rejects.toThrow(`port ${port} on 127.0.0.1 is in use`);
  });

  test('takes as many clients as the server does, and each has its own answer', async () => {
    const clients = await Promise.all(Array.from({ length: 40 }, () => fixture.connect()));
    const answers = await Promise.all(
      clients.map((client, index) => client.query('SELECT $1::int AS n, pg_sleep(0.05)', [index])),
    );
    expect(answers.map(({ rows }) => rows[0]?.n)).toEqual(clients.map((_, index) => index));
    await Promise.all(clients.map((client) => client.end()));
  });

  test('that is closed tells every client, those in the middle of a statement too, and lets the engine go on', async () => {
    const idle = await fixture.rawSession();
    const busy = await fixture.rawSession();
    busy.send(query('SELECT pg_sleep(600)'));
    await fixture.serveAgain();
    for (const client of [idle, busy]) {
      const replies = await client.untilReady();
      const last = replies.at(-1);
      expect(last && fieldsOf(last)).toMatchObject({ S: 'FATAL', C: '57P01', M: expect.stringContaining('stopped') });
      await client.closed;
    }
    await until(async () => (await fixture.sessions()) === 0);
    await fixture.expectToServe();
  });
});

describe('the log', () => {
  test('tells who came and went and how each statement ended, and never what was asked', async () => {
    const client = await fixture.rawSession({
      user: 'steward',
      password: fixture.password('steward'),
      parameters: [['application_name', 'planted-name']],
    });
    await client.query("SELECT 'planted-value' FROM star.planted; SELECT nothing_planted");
    client.send(extended("SELECT 'planted-parameter'"), extended('DELETE FROM star.planted'), packet('X'));
    await client.closed;
    await until(async () => logLines(fixture.dataPath).at(-1)?.statements === 4);
    const all = logLines(fixture.dataPath);
    const opened = all.findLastIndex(({ message }) => message === 'opened');
    const { connection } = all.at(-1) ?? {};
    const lines = all.slice(opened).filter((line) => line.connection === connection);
    expect(
      lines.map(({ message, command, rows, sqlState, login: who, tls }) => ({
        message,
        command,
        rows,
        sqlState,
        who,
        tls,
      })),
    ).toEqual([
      { message: 'connected', who: 'steward', tls: false },
      { message: 'statement', command: 'SELECT', rows: 3 },
      { message: 'statement', command: 'SELECT', sqlState: '42703' },
      { message: 'statement', command: 'SELECT', rows: 1 },
      { message: 'statement', command: 'DELETE', sqlState: '42501' },
      { message: 'disconnected' },
    ]);
    expect(lines.at(-1)).toMatchObject({ statements: 4, errors: 2, bytesFromClient: expect.any(Number) });
    expect(JSON.stringify(logLines(fixture.dataPath))).not.toMatch(/planted|pg_sleep|password/i);
  });
});
