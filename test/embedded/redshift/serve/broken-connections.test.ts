import { createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openProxy } from '../../../../embedded/redshift/serve/proxy.ts';
import { fieldsOf, firstColumn, int32, packet, query, RawClient, startupPacket } from './raw-client.ts';
import { openServed, type ServedFixture, serverless, until } from './serve-fixture.ts';

let fixture: ServedFixture;
beforeAll(async () => {
  fixture = await openServed();
});
afterAll(() => fixture.remove());

describe('a client that is gone', () => {
  test('in the middle of a message leaves nothing behind', async () => {
    const client = await fixture.rawSession();
    client.send(query('SELECT nvl(1, 2)').subarray(0, 9));
    client.socket.resetAndDestroy();
    const other = await fixture.rawSession();
    other.send(packet('d', Buffer.alloc(100)).subarray(0, 20));
    other.socket.resetAndDestroy();
    await until(async () => fixture.served().clients() === (await fixture.sessions()));
  });

  test('in a transaction has it rolled back', async () => {
    const client = await fixture.rawSession();
    await client.query('BEGIN; LOCK TABLE star.planted IN ACCESS SHARE MODE');
    client.socket.resetAndDestroy();
    await fixture.warehouse.engine.exec('BEGIN; LOCK TABLE star.planted IN ACCESS EXCLUSIVE MODE; COMMIT');
  });

  test('during a statement has it ended', async () => {
    const client = await fixture.rawSession();
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

  test('leaves no timer behind, which would keep the process from ending', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    await until(async () => fixture.served().clients() === 0);
    const before = timers();
    for (let time = 0; time < 5; time += 1) {
      const client = await fixture.rawSession();
      client.socket.end(packet('X'));
      await client.closed;
      (await fixture.rawSession()).socket.resetAndDestroy();
    }
    await until(async () => fixture.served().clients() === 0);
    expect(timers()).toBeLessThanOrEqual(before);
  });

  test('after it has sent its last statement still gets its answer', async () => {
    const client = await fixture.rawSession();
    client.socket.end(Buffer.concat([query('SELECT nvl(null, 5)'), packet('X')]));
    expect(firstColumn(await client.untilReady())).toEqual(['5']);
    await client.closed;
  });
});

describe('a server that', () => {
  test('cannot be reached is told to the client', async () => {
    const proxy = await openProxy(serverless);
    const client = await RawClient.open(proxy.port);
    client.send(startupPacket([['user', 'analyst']]));
    const error = await client.next();
    expect(error && fieldsOf(error)).toMatchObject({ S: 'FATAL', C: '57P03' });
    await client.closed;
    await proxy.close();
  });

  test('ends a session says so to its client', async () => {
    const client = await fixture.rawSession();
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
    const proxy = await openProxy({ ...serverless, endpoint: async () => endpoint });
    try {
      await work(proxy.port);
    } finally {
      await proxy.close();
      server.close();
    }
  }

  test('reads slowly makes its client wait, and gets everything', async () => {
    const sent = packet('d', Buffer.alloc(1_000_000, 'x'));
    const messages = 40;
    let slow: Socket | undefined;
    let got = 0;
    const takesItsTime = (socket: Socket) => {
      slow = socket.pause();
      socket.on('data', (chunk: Buffer) => {
        got += chunk.length;
      });
      socket.pause();
    };
    await withServer(takesItsTime, async (port) => {
      const client = await RawClient.open(port);
      const startup = startupPacket([['user', 'analyst']]);
      client.send(startup);
      for (let message = 0; message < messages; message += 1) client.send(sent);
      await pause(500);
      expect(client.socket.writableLength).toBeGreaterThan(messages * 500_000);
      slow?.resume();
      await until(async () => got === startup.length + messages * sent.length);
      client.end();
    });
  });

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
