import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openProxy } from '../../../../embedded/redshift/serve/proxy.ts';
import type { Log } from '../../../../lambdas/shared/log.ts';
import {
  errorsOf,
  extended,
  fieldsOf,
  firstColumn,
  int32,
  packet,
  protocol,
  query,
  RawClient,
  type RawLogin,
  startupPacket,
} from './raw-client.ts';
import { logLines, openServed, type ServedFixture } from './serve-fixture.ts';

let fixture: ServedFixture;
beforeAll(async () => {
  fixture = await openServed();
});
afterAll(() => fixture.remove());

const login = (more: Partial<RawLogin> = {}): RawLogin => ({
  port: fixture.served().port,
  user: 'analyst',
  password: fixture.password('analyst'),
  ...more,
});
const rawSession = async (more: Partial<RawLogin> = {}) => (await RawClient.logIn(login(more))).client;
const open = () => RawClient.open(fixture.served().port);
const stillServes = async () =>
  expect((await (await fixture.connect()).query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
const sslRequest = packet('', int32(80877103));
const gssRequest = packet('', int32(80877104));
/** Of the administrator, who sees all sessions. */
const sessionsOf = async (name: string) =>
  (
    await fixture.warehouse.engine.query<{ n: string }>(
      'SELECT count(*) AS n FROM pg_stat_activity WHERE usename = $1',
      [name],
    )
  ).rows[0]?.n;
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

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
    const client = await rawSession();
    const [error] = (await client.query('SELECT 1,\n  nothing FROM planted')).filter(({ type }) => type === 'E');
    expect(error && fieldsOf(error)).toMatchObject({ C: '42703', P: '13' });
    client.end();
  });

  test('has settings, prepared statements and a transaction of its own', async () => {
    const [one, other] = [await fixture.connect(), await fixture.connect()];
    await one.query("SET search_path TO star; BEGIN; SET LOCAL work_mem TO '1MB'");
    const ask = (client: typeof one, n: number) =>
      client.query({ name: 'same', text: `SELECT ${n} AS n, current_setting('search_path') AS p` });
    expect((await ask(one, 1)).rows).toEqual([{ n: 1, p: 'star' }]);
    expect((await ask(other, 2)).rows).toEqual([{ n: 2, p: 'star, reporting, public, rs, pg_catalog' }]);
  });

  test('is cancelled by its key, and by no other', async () => {
    const { client, replies } = await RawClient.logIn(login());
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
      const canceller = await open();
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
    const client = await rawSession();
    client.socket.pause();
    client.send(query("COPY (SELECT i, repeat('x', 1000) FROM generate_series(1, 40000) i) TO STDOUT"));
    await new Promise((resolve) => setTimeout(resolve, 300));
    // What waits for this client waits in the server: here it would be in the memory of all.
    expect((await sessionsOf('analyst')) !== '0' && client.socket.bytesRead < 20_000_000).toBe(true);
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
    const raw = await rawSession();
    raw.send(Buffer.concat([Buffer.from('Q'), int32(17 * 1024 * 1024)]), Buffer.from('SELECT'));
    const error = await raw.next();
    expect(error && fieldsOf(error)).toMatchObject({ S: 'FATAL', C: '54000', M: expect.stringContaining('16 MB') });
    await raw.closed;
    await stillServes();
  });

  test('passes binary parameters and answers as they are', async () => {
    const client = await fixture.connect();
    const all = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    expect((await client.query('SELECT $1::bytea AS b', [all])).rows).toEqual([{ b: all }]);
    const binary = { text: 'SELECT $1::int8 AS n', values: [2 ** 33], binary: true } as pg.QueryConfig;
    expect((await client.query(binary)).rows).toEqual([{ n: String(2 ** 33) }]);
  });

  test('may have another encoding', async () => {
    const client = await rawSession({ parameters: [['client_encoding', 'LATIN1']] });
    client.send(packet('Q', Buffer.from("SELECT 'M\xfcller'\0", 'latin1')));
    const row = (await client.untilReady()).find(({ type }) => type === 'D');
    expect(row?.body.subarray(6)).toEqual(Buffer.from('M\xfcller', 'latin1'));
    client.end();
  });

  test('is not rewritten inside strings whose end only the server knows', async () => {
    const client = await rawSession();
    await client.query('SET standard_conforming_strings = off');
    expect(firstColumn(await client.query("SELECT 'it\\' nvl(a, b)'"))).toEqual(["it' nvl(a, b)"]);
    await client.query('SET standard_conforming_strings = on');
    expect(firstColumn(await client.query("SELECT nvl(null, 'on\\')"))).toEqual(['on\\']);
    client.end();
  });
});

describe('a login', () => {
  test.each([
    [[['user', 'admin']], '28000'],
    [[['user', 'medstream_analyst']], '28000'],
    [[['user', 'medstream_query']], '28000'],
    [[['user', '']], '28000'],
    [[['user', 'Analyst']], '28000'],
    [[['database', 'medstream']], '28000'],
    [
      [
        ['user', 'admin'],
        ['user', 'analyst'],
      ],
      '28000',
    ],
    [
      [
        ['user', 'analyst'],
        ['user', 'admin'],
      ],
      '28000',
    ],
  ] as const)('of %j is refused before the server sees it', async (parameters, code) => {
    const client = await open();
    client.send(startupPacket(parameters));
    const error = await client.next();
    expect(error && fieldsOf(error)).toMatchObject({
      S: 'FATAL',
      C: code,
      M: expect.stringContaining('analyst or steward'),
    });
    await client.closed;
  });

  test('with a wrong password is refused by the server', async () => {
    await expect(fixture.connect('analyst', { password: 'wrong' })).rejects.toMatchObject({ code: '28P01' });
    await expect(fixture.connect('steward', { password: fixture.password('analyst') })).rejects.toMatchObject({
      code: '28P01',
    });
  });

  test('to another database is refused by the server', async () => {
    for (const database of ['template1', 'postgres', 'analyst'])
      await expect(fixture.connect('analyst', { database })).rejects.toMatchObject({
        code: expect.stringMatching(/42501|3D000/),
      });
  });

  test('may bring what drivers of Redshift send, and settings of PostgreSQL', async () => {
    const client = await rawSession({
      parameters: [
        ['driver_version', 'Redshift JDBC 2.1.0.32'],
        ['os_version', 'Linux'],
        ['plugin_name', ''],
        ['client_protocol_version', '2'],
        ['application_name', 'a notebook'],
        ['DateStyle', 'ISO, DMY'],
        ['options', '-c statement_timeout=12s'],
      ],
    });
    expect(
      firstColumn(
        await client.query(
          "SELECT concat_ws('|', current_setting('application_name'), current_setting('DateStyle'), current_setting('statement_timeout'))",
        ),
      ),
    ).toEqual(['a notebook|ISO, DMY|12s']);
    client.end();
  });

  test('in a later version of the protocol is answered by the server', async () => {
    const client = await open();
    client.send(
      startupPacket(
        [
          ['user', 'analyst'],
          ['database', 'medstream'],
          ['_pq_.later', '1'],
        ],
        protocol(3, 99),
      ),
    );
    expect((await client.next())?.type).toBe('v');
    client.end();
  });

  test('that the server has no room for is told so', async () => {
    await fixture.warehouse.engine.exec('ALTER ROLE steward CONNECTION LIMIT 1');
    const only = await fixture.connect('steward');
    await expect(fixture.connect('steward')).rejects.toMatchObject({ code: '53300' });
    await only.end();
    await fixture.warehouse.engine.exec('ALTER ROLE steward CONNECTION LIMIT 20');
  });
});

describe('TLS', () => {
  const ca = () => readFileSync(fixture.served().authorityPath, 'utf8');

  test('is verified with the authority of this machine, by name and by address', async () => {
    for (const host of ['localhost', '127.0.0.1']) {
      const client = await fixture.connect('analyst', { host, ssl: { ca: ca() } });
      expect((await client.query('SELECT NVL(NULL, 1) AS one')).rows).toEqual([{ one: 1 }]);
    }
    await expect(fixture.connect('analyst', { ssl: { rejectUnauthorized: true } })).rejects.toThrow();
  });

  test('may begin at once, as clients of PostgreSQL 17 can', async () => {
    const secure = await (await open()).secure({
      ALPNProtocols: ['postgresql'],
      ca: ca(),
      rejectUnauthorized: true,
      servername: 'localhost',
    });
    expect((await secure.logIn(login())).at(-1)?.type).toBe('Z');
    expect(firstColumn(await secure.query('SELECT NVL(NULL, 7)'))).toEqual(['7']);
    secure.end();
  });

  test('that begins at once must name the protocol', async () => {
    const secure = await (await open()).secure().catch(() => undefined);
    if (secure !== undefined) {
      secure.send(startupPacket([['user', 'analyst']]));
      await secure.closed;
      expect(secure.received).toHaveLength(0);
    }
  });

  test('is offered after GSS was declined', async () => {
    const client = await open();
    client.send(gssRequest);
    expect(await client.bytes(1)).toEqual(Buffer.from('N'));
    client.send(sslRequest);
    expect(await client.bytes(1)).toEqual(Buffer.from('S'));
    const secure = await client.secure();
    expect((await secure.logIn(login())).at(-1)?.type).toBe('Z');
    secure.end();
  });

  test('cancels too, in a session of any length of key', async () => {
    const client = await open();
    client.send(
      startupPacket(
        [
          ['user', 'analyst'],
          ['database', 'medstream'],
        ],
        protocol(3, 2),
      ),
    );
    expect((await client.next())?.type).toBe('R');
    client.end();
    const canceller = await open();
    canceller.send(sslRequest);
    await canceller.bytes(1);
    const secure = await canceller.secure();
    secure.send(packet('', int32(80877102), int32(1), Buffer.alloc(32)));
    await secure.closed;
    await stillServes();
  });

  test('takes nothing for said inside it that came before it', async () => {
    const client = await open();
    client.send(
      sslRequest,
      startupPacket([
        ['user', 'analyst'],
        ['database', 'medstream'],
      ]),
    );
    const error = await client.next();
    expect(error && fieldsOf(error).C).toBe('08P01');
    await client.closed;
  });

  test('is offered once', async () => {
    const client = await open();
    client.send(sslRequest);
    await client.bytes(1);
    const secure = await client.secure();
    secure.send(sslRequest);
    const error = await secure.next();
    expect(error && fieldsOf(error).C).toBe('08P01');
    await secure.closed;
  });
});

describe('bytes that are no session', () => {
  const garbage: readonly (readonly [name: string, sent: Buffer])[] = [
    ['of HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['of SSH', Buffer.from('SSH-2.0-OpenSSH_9.6\r\n')],
    ['of length zero', Buffer.alloc(16)],
    ['of a negative length', Buffer.concat([int32(-5), protocol(3, 0)])],
    ['of a length that no packet has', Buffer.concat([int32(1_000_000), protocol(3, 0)])],
    ['of version 2', packet('', protocol(2, 0), Buffer.alloc(64))],
    ['of version 4', packet('', protocol(4, 0), 'user', 'analyst', Buffer.from([0]))],
    ['without an end', packet('', protocol(3, 0), Buffer.from('user\0analyst'))],
    ['of a name without a value', packet('', protocol(3, 0), 'user', Buffer.from([0]))],
    ['behind the end', packet('', protocol(3, 0), 'user', 'analyst', Buffer.from('\0more\0\0'))],
  ];

  test.each(garbage)('%s are answered with an error that says what is spoken here', async (_, sent) => {
    const client = await open();
    client.send(sent);
    const error = await client.next();
    expect(error && fieldsOf(error)).toMatchObject({ S: 'FATAL', C: expect.stringMatching(/^(08P01|0A000)$/) });
    await client.closed;
    await stillServes();
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a byte', Buffer.from([0])],
    ['half a packet', startupPacket([['user', 'analyst']]).subarray(0, 12)],
    ['a broken handshake', Buffer.from([0x16, 3, 1, 0, 4, 9, 9, 9, 9, 9, 9, 9])],
  ])('from a client that sends %s and goes', async (_, sent) => {
    const client = await open();
    client.socket.end(sent);
    await client.closed;
    await until(async () => fixture.served().clients() === (await countOpen()));
  });

  test('that come too slowly are given up, whether they are plain or TLS', async () => {
    const context = createSecureContext();
    const proxy = await openProxy({ ...idleOptions, port: 0, secureContext: context, startupSeconds: 0.2 });
    for (const sent of [
      Buffer.alloc(0),
      startupPacket([['user', 'analyst']]).subarray(0, 12),
      Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1]),
    ]) {
      const client = await RawClient.open(proxy.port);
      client.send(sent);
      await client.closed;
    }
    await until(async () => proxy.clients() === 0);
    await proxy.close();
  });

  test('in the middle of a session end it, with the words of the server', async () => {
    for (const sent of [packet('?', 'x'), Buffer.concat([Buffer.from('Q'), int32(2)]), packet('B', 'x')]) {
      const client = await rawSession();
      client.send(sent, packet('S'));
      expect(errorsOf(await client.untilReady())[0]).toMatch(/^08P01$/);
      client.end();
    }
    await stillServes();
  });
});

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const idleOptions = {
  endpoint: () => Promise.reject(new Error('none')),
  logins: ['analyst'],
  settings: new Set<string>(),
  rewrite: (sql: string) => sql,
  log: silent,
};
const countOpen = async () => Number(await sessionsOf('analyst')) + Number(await sessionsOf('steward'));

describe('a client that is gone', () => {
  test('in the middle of a message leaves nothing behind', async () => {
    const client = await rawSession();
    client.send(query('SELECT nvl(1, 2)').subarray(0, 9));
    client.socket.resetAndDestroy();
    const other = await rawSession();
    other.send(packet('d', Buffer.alloc(100)).subarray(0, 20));
    other.socket.resetAndDestroy();
    await until(async () => fixture.served().clients() === (await countOpen()));
  });

  test('in a transaction has it rolled back', async () => {
    const client = await rawSession();
    await client.query('BEGIN; LOCK TABLE star.planted IN ACCESS SHARE MODE');
    client.socket.resetAndDestroy();
    await fixture.warehouse.engine.exec('BEGIN; LOCK TABLE star.planted IN ACCESS EXCLUSIVE MODE; COMMIT');
  });

  test('during a statement has it ended', async () => {
    const client = await rawSession();
    client.send(query("SELECT 'left', pg_sleep(600)"));
    const isRunning = async () =>
      (
        await fixture.warehouse.engine.query(
          "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT ''left''%' AND state = 'active'",
        )
      ).rows.length > 0;
    await until(isRunning);
    client.socket.resetAndDestroy();
    await until(async () => !(await isRunning()));
  });

  test('after it has sent its last statement still gets its answer', async () => {
    const client = await rawSession();
    client.socket.end(Buffer.concat([query('SELECT nvl(null, 5)'), packet('X')]));
    expect(firstColumn(await client.untilReady())).toEqual(['5']);
    await client.closed;
  });
});

describe('a server that', () => {
  test('cannot be reached is told to the client', async () => {
    const proxy = await openProxy({ ...idleOptions, port: 0, secureContext: createSecureContext() });
    const client = await RawClient.open(proxy.port);
    client.send(startupPacket([['user', 'analyst']]));
    const error = await client.next();
    expect(error && fieldsOf(error)).toMatchObject({ S: 'FATAL', C: '57P03' });
    await client.closed;
    await proxy.close();
  });

  test('ends a session says so to its client', async () => {
    const client = await rawSession();
    await fixture.warehouse.engine.exec(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'analyst'",
    );
    const error = await client.next();
    expect(error && fieldsOf(error)).toMatchObject({
      S: 'FATAL',
      C: '57P01',
      M: expect.stringContaining('administrator'),
    });
    await client.closed;
  });

  /** A server of this test that does what no real one would be asked to. */
  async function withServer(onSocket: (socket: Socket) => void, work: (port: number) => Promise<void>): Promise<void> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      onSocket(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const endpoint = { host: '127.0.0.1', port: typeof address === 'object' && address !== null ? address.port : 0 };
    const proxy = await openProxy({
      ...idleOptions,
      endpoint: async () => endpoint,
      port: 0,
      secureContext: createSecureContext(),
    });
    try {
      await work(proxy.port);
    } finally {
      await proxy.close();
      server.close();
    }
  }

  test('vanishes between two messages is told to the client', async () => {
    const letIn = packet('R', int32(0));
    await withServer(
      (socket) => socket.once('data', () => socket.end(letIn)),
      async (port) => {
        const client = await RawClient.open(port);
        client.send(startupPacket([['user', 'analyst']]));
        expect((await client.next())?.type).toBe('R');
        const error = await client.next();
        expect(error && fieldsOf(error)).toMatchObject({ S: 'FATAL', C: '57P01' });
        await client.closed;
      },
    );
  });

  test('vanishes in the middle of a message ends the connection there', async () => {
    const half = packet('D', Buffer.alloc(100)).subarray(0, 50);
    await withServer(
      (socket) => socket.once('data', () => socket.write(half, () => socket.resetAndDestroy())),
      async (port) => {
        const client = await RawClient.open(port);
        client.send(startupPacket([['user', 'analyst']]));
        await client.closed;
        expect(client.received.equals(half) || client.received.length === 0).toBe(true);
      },
    );
  });
});

describe('the port', () => {
  test('that is in use is said to be', async () => {
    const { port } = fixture.served();
    await expect(openProxy({ ...idleOptions, port, secureContext: createSecureContext() })).rejects.toThrow(
      `port ${port} on 127.0.0.1 is in use`,
    );
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
    const idle = await rawSession();
    const busy = await rawSession();
    busy.send(query('SELECT pg_sleep(600)'));
    await fixture.serveAgain();
    for (const client of [idle, busy]) {
      const replies = await client.untilReady();
      const last = replies.at(-1);
      expect(last && fieldsOf(last)).toMatchObject({ S: 'FATAL', C: '57P01', M: expect.stringContaining('stopped') });
      await client.closed;
    }
    await until(async () => (await countOpen()) === 0);
    await stillServes();
  });
});

describe('the log', () => {
  test('tells who came and went and how each statement ended, and never what was asked', async () => {
    const client = await rawSession({
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
