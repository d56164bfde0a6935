import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openServed, type ServedFixture, until } from './serve-fixture.ts';

const happened: string[] = [];
const onOwnThread = {
  failed: ({ message }: Error) => happened.push(message),
  works: () => happened.push('works'),
};
let fixture: ServedFixture;
beforeAll(async () => {
  fixture = await openServed();
  await fixture.serveAgain({ onOwnThread });
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
  await fixture.serveAgain({ onOwnThread, port });
  await ended;
  await fixture.expectToServe();
  const { serveWarehouse } = await import('../../../../embedded/redshift/serve/serve-warehouse.ts');
  const { engine } = fixture.warehouse;
  await expect(serveWarehouse({ engine, dataPath: fixture.dataPath, port, onOwnThread })).rejects.toThrow(
    `port ${port} on 127.0.0.1 is in use`,
  );
});

test('a thread that fails is told of and replaced on the same port', async () => {
  const threads: Worker[] = [];
  const started = (message: unknown) => {
    // https://nodejs.org/docs/latest-v24.x/api/diagnostics_channel.html#worker-thread
    threads.push((message as { worker: Worker }).worker);
  };
  subscribe('worker_threads', started);
  try {
    await fixture.serveAgain({ onOwnThread });
    const { port } = fixture.served();
    const connected = await fixture.connect();
    const ended = new Promise((resolve) => connected.once('end', resolve));
    await threads[0]?.terminate();
    await ended;
    await until(async () => happened.includes('works'));
    expect(happened).toEqual(['the thread that serves the warehouse ended', 'works']);
    expect(fixture.served().port).toBe(port);
    await fixture.expectToServe();
  } finally {
    unsubscribe('worker_threads', started);
  }
});

test('it closes while a thread is being replaced', async () => {
  const threads: Worker[] = [];
  const started = (message: unknown) => threads.push((message as { worker: Worker }).worker);
  subscribe('worker_threads', started);
  try {
    await fixture.serveAgain({ onOwnThread });
    happened.length = 0;
    await threads[0]?.terminate();
    await until(async () => happened.length === 1);
    await fixture.serveAgain({ onOwnThread });
    expect(happened).toEqual(['the thread that serves the warehouse ended']);
    await fixture.expectToServe();
  } finally {
    unsubscribe('worker_threads', started);
  }
});
