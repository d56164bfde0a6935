import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openServed, type ServedFixture, until } from './serve-fixture.ts';

let fixture: ServedFixture;
beforeAll(async () => {
  fixture = await openServed();
  await fixture.serveAgain({ onOwnThread: true });
});
afterAll(() => fixture.remove());

/** A client on a thread of its own: connects, waits for a word, asks, and notes in shared memory that it was answered. */
const client = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { createRequire } = require('node:module');
  const pg = createRequire(workerData.from)('pg');
  const answered = new Int32Array(workerData.answered);
  const client = new pg.Client(workerData.config);
  client.connect().then(() => parentPort.postMessage('connected'));
  parentPort.once('message', async () => {
    for (let n = 0; n < 20; n += 1) await client.query('SELECT count(*) FROM star.planted WHERE a > $1', [n]);
    Atomics.store(answered, 0, 1);
    Atomics.notify(answered, 0);
    await client.end();
  });`;

test('clients are answered while the thread that serves has no moment for anything', async () => {
  const { host, port, database } = fixture.served();
  const answered = new SharedArrayBuffer(4);
  const config = { host, port, database, user: 'analyst', password: fixture.password('analyst') };
  const worker = new Worker(client, { eval: true, workerData: { from: import.meta.url, answered, config } });
  await once(worker, 'message');
  await until(async () => fixture.served().clients() === 1);
  worker.postMessage('ask');
  // This thread stands still until the answers are there.
  expect(Atomics.wait(new Int32Array(answered), 0, 0, 60_000)).not.toBe('timed-out');
  await once(worker, 'exit');
  await until(async () => fixture.served().clients() === 0);
});

test('whoever closes it ends its clients, and one that cannot listen says why', async () => {
  const connected = await fixture.connect();
  const ended = new Promise((resolve) => connected.once('end', resolve));
  const { port } = fixture.served();
  await fixture.serveAgain({ onOwnThread: true, port });
  await ended;
  await fixture.expectToServe();
  const { serveWarehouse } = await import('../../../../embedded/redshift/serve/serve-warehouse.ts');
  const { engine } = fixture.warehouse;
  await expect(serveWarehouse({ engine, dataPath: fixture.dataPath, port, onOwnThread: true })).rejects.toThrow(
    `port ${port} on 127.0.0.1 is in use`,
  );
});
