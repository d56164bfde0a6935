import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DataDirectoryInUseError, openDataDirectory } from '../../embedded/data-directory.ts';

let parent: string;
let path: string;
let children: ChildProcess[];

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'medstream-data-'));
  path = join(parent, 'data');
  children = [];
});

afterEach(async () => {
  for (const child of children) await end(child);
  await rm(parent, { recursive: true });
});

const module = new URL('../../embedded/data-directory.ts', import.meta.url).href;

/** Starts a process that opens the directory, says how that went and stays. */
async function opener(purpose: string): Promise<{ child: ChildProcess; said: string }> {
  const program = `
    const { openDataDirectory } = await import(${JSON.stringify(module)});
    const said = await openDataDirectory(${JSON.stringify(path)}, ${JSON.stringify(purpose)}).then(
      () => 'opened', (error) => error.name);
    process.stdout.write(said + '\\n');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  if (child.stdout === null) throw new Error('The child has no output.');
  const [said] = await once(child.stdout, 'data');
  return { child, said: String(said).trim() };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('closes a directory that was made for all to read, each time it is opened', async () => {
  await mkdir(path, { recursive: true });
  for (const _ of [1, 2]) {
    await chmod(path, 0o755);
    const directory = await openDataDirectory(path, 'medstream run');
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    directory.release();
  }
});

test('creates the directory for its owner only and names its parts', async () => {
  const directory = await openDataDirectory(path, 'medstream run');
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  expect(directory).toMatchObject({
    path,
    s3Path: join(path, 's3'),
    streamPath: join(path, 'stream'),
    warehousePath: join(path, 'warehouse'),
  });
  directory.release();
});

describe('a second opener', () => {
  test('is refused with the directory, the process, its purpose and what to do', async () => {
    const { child } = await opener('medstream serve');
    const refused = await openDataDirectory(path, 'medstream run').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DataDirectoryInUseError);
    expect(refused).toMatchObject({
      name: 'DataDirectoryInUseError',
      path,
      pid: child.pid,
      purpose: 'medstream serve',
    });
    const { message } = refused as DataDirectoryInUseError;
    for (const part of [path, `process ${child.pid}`, '"medstream serve"', '--data']) expect(message).toContain(part);
  });

  test('in the same process is refused too', async () => {
    const directory = await openDataDirectory(path, 'medstream run');
    await expect(openDataDirectory(path, 'medstream run')).rejects.toBeInstanceOf(DataDirectoryInUseError);
    directory.release();
  });

  test('gets in after release, and a late second release does not disturb it', async () => {
    const first = await openDataDirectory(path, 'first');
    first.release();
    const second = await openDataDirectory(path, 'second');
    first.release();
    await expect(openDataDirectory(path, 'third')).rejects.toMatchObject({ purpose: 'second' });
    second.release();
  });

  test('gets in after the holder was killed', async () => {
    const { child } = await opener('medstream run');
    await end(child);
    const directory = await openDataDirectory(path, 'medstream run');
    await expect(openDataDirectory(path, 'another')).rejects.toMatchObject({ pid: process.pid });
    directory.release();
  });
});

describe('of many racers', () => {
  test('for a fresh directory one gets in', async () => {
    const racers = await Promise.all(Array.from({ length: 6 }, (_, index) => opener(`racer ${index}`)));
    expect(racers.map(({ said }) => said).sort()).toEqual([...Array(5).fill('DataDirectoryInUseError'), 'opened']);
  });

  test('for the lock of a killed process one gets in', async () => {
    const { child } = await opener('killed');
    await end(child);
    const racers = await Promise.all(Array.from({ length: 6 }, (_, index) => opener(`racer ${index}`)));
    expect(racers.map(({ said }) => said).sort()).toEqual([...Array(5).fill('DataDirectoryInUseError'), 'opened']);
  });
});

test('the number of a dead process that another one has now does not hold the lock', async (context) => {
  if (process.platform !== 'linux') context.skip();
  await mkdir(join(path, 'lock'), { recursive: true });
  const holder = { pid: process.pid, purpose: 'long ago', since: '2026-01-01T00:00:00.000Z', processStart: 'boot/1' };
  await writeFile(join(path, 'lock', '7'), JSON.stringify({ kind: 'held', holder }));
  const directory = await openDataDirectory(path, 'medstream run');
  directory.release();
});

test('turns do not pile up', async () => {
  for (let turn = 0; turn < 20; turn += 1) (await openDataDirectory(path, 'medstream run')).release();
  expect(await readdir(join(path, 'lock'))).toEqual(['20']);
});

test('turns go on from the highest one there is', async () => {
  await mkdir(join(path, 'lock'), { recursive: true });
  await writeFile(join(path, 'lock', '3'), JSON.stringify({ kind: 'free' }));
  const directory = await openDataDirectory(path, 'medstream run');
  expect(await readdir(join(path, 'lock'))).toEqual(['4']);
  directory.release();
});

test('a lock file that cannot be read is named', async () => {
  await mkdir(join(path, 'lock'), { recursive: true });
  await writeFile(join(path, 'lock', '1'), JSON.stringify({ kind: 'held', holder: { pid: 'x' } }));
  await expect(openDataDirectory(path, 'medstream run')).rejects.toThrow(join(path, 'lock', '1'));
});
