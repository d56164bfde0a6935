import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openProxy } from '../../../../embedded/redshift/serve/proxy.ts';
import { errorsOf, fieldsOf, firstColumn, int32, packet, protocol, RawClient, startupPacket } from './raw-client.ts';
import { openServed, type ServedFixture, serverless, until } from './serve-fixture.ts';

let fixture: ServedFixture;
beforeAll(async () => {
  fixture = await openServed();
});
afterAll(() => fixture.remove());
const open = () => RawClient.open(fixture.served().port);
const sslRequest = packet('', int32(80877103));
const gssRequest = packet('', int32(80877104));

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
    const client = await fixture.rawSession({
      parameters: [
        ['driver_version', 'Redshift JDBC 2.1.0.32'],
        ['os_version', 'Linux'],
        ['plugin_name', ''],
        ['client_protocol_version', '2'],
        ['application_name', 'a notebook'],
        ['DateStyle', 'ISO, DMY'],
        ['options', '-c statement_timeout=12s'],
        ['search_path', 'reporting'],
      ],
    });
    expect(
      firstColumn(
        await client.query(
          "SELECT concat_ws('|', current_setting('application_name'), current_setting('DateStyle'), current_setting('statement_timeout'), current_setting('search_path'))",
        ),
      ),
    ).toEqual(['a notebook|ISO, DMY|12s|reporting, rs, pg_catalog']);
    client.end();
  });

  test('of a driver of Redshift with a wrong password is refused by the server', async () => {
    const parameters = [['driver_version', 'Redshift JDBC 2.1.0.32']] as const;
    const { client, replies } = await RawClient.logIn(fixture.login({ password: 'wrong', parameters }));
    expect(errorsOf(replies)).toEqual(['28P01']);
    await client.closed;
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
    expect((await secure.logIn(fixture.login())).at(-1)?.type).toBe('Z');
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
    expect((await secure.logIn(fixture.login())).at(-1)?.type).toBe('Z');
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
    await fixture.expectToServe();
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
    await fixture.expectToServe();
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
    await until(async () => fixture.served().clients() === (await fixture.sessions()));
  });

  test('that come too slowly are given up, whether they are plain or TLS', async () => {
    const proxy = await openProxy({ ...serverless, startupSeconds: 0.2 });
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
      const client = await fixture.rawSession();
      client.send(sent, packet('S'));
      expect(errorsOf(await client.untilReady())[0]).toMatch(/^08P01$/);
      client.end();
    }
    await fixture.expectToServe();
  });
});
