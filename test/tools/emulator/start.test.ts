import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateStreamCommand, ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, GetObjectCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { UserError } from '../../../domain/safe-error.ts';
import { emulatorClients } from '../../../tools/emulator/clients.ts';
import { type Emulator, startEmulator } from '../../../tools/emulator/ministack.ts';
import { describeWithEmulator } from '../../emulator/emulator-under-test.ts';

describeWithEmulator('starting and stopping the emulator', () => {
  let statePath: string;
  const started: Emulator[] = [];
  const start = async (port = 0) => {
    const emulator = await startEmulator({ port, statePath });
    started.push(emulator);
    return emulator;
  };

  beforeAll(async () => {
    statePath = await mkdtemp(join(tmpdir(), 'medstream-start-'));
  });
  afterEach(async () => {
    for (const emulator of started.splice(0)) await emulator.kill();
  });
  afterAll(() => rm(statePath, { recursive: true, force: true }));

  /** Puts an object and makes a stream, both called `name`. */
  const fill = async ({ endpoint }: Emulator, name: string) => {
    const { s3, kinesis, destroy } = emulatorClients(endpoint);
    await s3.send(new CreateBucketCommand({ Bucket: name }));
    await s3.send(new PutObjectCommand({ Bucket: name, Key: 'a/b', Body: name }));
    await kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 1 }));
    destroy();
  };

  /** Names of the buckets whose object is there, and of the streams. */
  const held = async ({ endpoint }: Emulator) => {
    const { s3, kinesis, destroy } = emulatorClients(endpoint);
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    const objects = await Promise.all(
      Buckets.map(async ({ Name: Bucket }) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'a/b' }));
        return Body?.transformToString();
      }),
    );
    const { StreamNames = [] } = await kinesis.send(new ListStreamsCommand({}));
    destroy();
    return { objects: objects.sort(), streams: StreamNames.sort() };
  };

  const isAlive = (pid: number) => {
    try {
      process.kill(-pid, 0); // its process group
      return true;
    } catch {
      return false;
    }
  };

  test('a stop keeps everything and leaves no process; a kill keeps what was saved, and objects', async () => {
    const first = await start();
    await fill(first, 'stopped');
    await first.stop();
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);

    const second = await start();
    expect(await held(second)).toEqual({ objects: ['stopped'], streams: ['stopped'] });
    await fill(second, 'saved');
    await second.save();
    await fill(second, 'unsaved');
    await second.kill();
    expect(isAlive(second.pid)).toBe(false);

    expect(await held(await start())).toEqual({
      objects: ['saved', 'stopped', 'unsaved'],
      streams: ['saved', 'stopped'],
    });
  });

  test('two emulators run side by side, each on a free port of this machine alone', async () => {
    const one = await start();
    const other = await startEmulator({ port: 0, statePath: `${statePath}/other` });
    started.push(other);
    expect(one.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(other.endpoint).not.toBe(one.endpoint);
  });

  test('a port in use is said by its number, with the way out', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const address = occupant.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      await expect(start(port)).rejects.toThrow(UserError);
      await expect(start(port)).rejects.toThrow(`port ${port} of this machine is in use`);
      await expect(start(port)).rejects.toThrow('--port');
    } finally {
      occupant.close();
    }
  });
});
