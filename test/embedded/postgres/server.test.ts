import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readLockFile } from '../../../embedded/postgres/endpoint.ts';
import { openWarehouseEngine } from '../../../embedded/redshift/engine.ts';
import { allProcesses, childrenOf, commandOf, isAlive, sessionOf, workingDirectoryOf } from '../../processes.ts';
import { isThorough } from '../../thorough.ts';

const root = mkdtempSync(join(tmpdir(), 'medstream-postgres-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const script = fileURLToPath(new URL('./hold-database.ts', import.meta.url));
const isRoot = process.getuid?.() === 0;
const isLinux = process.platform === 'linux';

type Told = Readonly<Record<string, unknown>>;

/** A process that opens a database; `told(key)` waits for its line that has this key. */
function holder(
  directory: string,
  task = 'hold',
  how: { env?: NodeJS.ProcessEnv; uid?: number; within?: string[] } = {},
) {
  const [program = '', ...args] = [...(how.within ?? []), process.execPath, script, directory, task];
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: how.env ?? process.env,
    ...(how.uid === undefined ? {} : { uid: how.uid, gid: how.uid }),
  });
  const lines: Told[] = [];
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const told = async (key: string): Promise<Told> => {
    for (;;) {
      const found = lines.find((line) => key in line);
      if (found !== undefined) return found;
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended without "${key}": ${said}`);
      await pause(10);
    }
  };
  return { child, ended, told };
}

/** Processes of a server on this database: the postmaster's children work in its directory, too. */
const serversOn = (directory: string): number[] =>
  allProcesses().filter((pid) => workingDirectoryOf(pid) === directory);

async function untilGone(directory: string): Promise<void> {
  while (serversOn(directory).length > 0) await pause(20);
}

async function killAndWait(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

async function kept(directory: string): Promise<number> {
  const engine = await openWarehouseEngine({ directory });
  try {
    return Number((await engine.query('SELECT COUNT(*) AS n FROM kept')).rows[0]?.n);
  } finally {
    await engine.close();
  }
}

describe('a database opens', () => {
  it.each([
    ['a path with spaces, quotes and a comma', join(root, `it's a "path", with spaces`)],
    ['a path too long for a socket', join(root, 'long'.repeat(30))],
    ['a path that is not ASCII', join(root, 'données été 数据')],
  ])('in %s', async (_, directory) => {
    const engine = await openWarehouseEngine({ directory });
    expect((await engine.query('SELECT current_database() AS name')).rows).toEqual([{ name: 'medstream' }]);
    await engine.close();
    expect(existsSync(join(directory, 'postmaster.pid'))).toBe(false);
    if (isLinux) expect(serversOn(directory)).toEqual([]);
  });

  it.runIf(isRoot && isLinux)(
    'as root where user namespaces are forbidden, as nobody, and then as root again',
    async () => {
      const directory = join(root, 'as nobody');
      const without = holder(directory, 'once', { env: { ...process.env, PATH: '/nowhere' } });
      await without.told('closed');
      await without.ended;
      const engine = await openWarehouseEngine({ directory });
      await engine.close();
    },
  );

  it.runIf(isRoot && isLinux)('as an ordinary user', async () => {
    const own = join(root, 'ordinary');
    mkdirSync(own);
    spawnSync('chown', ['65534', own]);
    spawnSync('chmod', ['711', root]);
    const ordinary = holder(join(own, 'database'), 'once', { uid: 65_534, env: { ...process.env, HOME: own } });
    await ordinary.told('closed');
  });

  it.runIf(isRoot && isLinux)('where it says that the disk is full, when it is', async () => {
    const disk = join(root, 'small');
    mkdirSync(disk);
    const mounted = [
      'unshare',
      '--user',
      '--map-root-user',
      '--mount',
      'sh',
      '-c',
      `mount -t tmpfs -o size=90m tmpfs '${disk}' && exec "$@"`,
      'sh',
    ];
    const filling = holder(join(disk, 'database'), 'fill', { within: mounted });
    expect(await filling.told('fault')).toMatchObject({ fault: 'no space' });
    await filling.told('closed');
  });
});

describe.runIf(isLinux)('a server', () => {
  it('ends with the process that started it, however that ends, and nothing committed is lost', async () => {
    const directory = join(root, 'orphan');
    const first = holder(directory);
    await first.told('kept');
    await killAndWait(first.child, first.ended);
    await untilGone(directory);
    expect(await kept(directory)).toBe(1);
  });

  it('that was left behind, because its watcher was killed too, is stopped by the next one to open the database', async () => {
    const directory = join(root, 'left');
    const first = holder(directory);
    await first.told('kept');
    const server = Number((await first.told('server')).server);
    for (const pid of watchersOf(server)) process.kill(pid, 'SIGKILL');
    await killAndWait(first.child, first.ended);
    expect(isAlive(server)).toBe(true);
    expect(await kept(directory)).toBe(1);
    expect(isAlive(server)).toBe(false);
    expect(serversOn(directory)).toEqual([]);
  });

  it('that was killed in the middle of a long question, whose session goes on, is no hindrance to the next one', async () => {
    const directory = join(root, 'busy');
    const first = holder(directory, 'question');
    const server = Number((await first.told('server')).server);
    await first.told('asks');
    for (const pid of watchersOf(server)) process.kill(pid, 'SIGKILL');
    process.kill(server, 'SIGKILL');
    await killAndWait(first.child, first.ended);
    expect(serversOn(directory).length).toBeGreaterThan(0);
    const engine = await openWarehouseEngine({ directory });
    await engine.close();
    expect(serversOn(directory)).toEqual([]);
  });

  it('is not taken for another process of the number in its lock file', async () => {
    const directory = join(root, 'reused');
    const engine = await openWarehouseEngine({ directory });
    await engine.exec('CREATE TABLE kept (a INTEGER); INSERT INTO kept VALUES (1)');
    const lock = readFileSync(join(directory, 'postmaster.pid'), 'utf8');
    await engine.close();
    const bystander = spawn('sleep', ['60'], { stdio: 'ignore' });
    writeFileSync(join(directory, 'postmaster.pid'), lock.replace(/^\d+/, String(bystander.pid)));
    const opened = await openWarehouseEngine({ directory }).catch((error: Error) => error);
    const isBystanderAlive = isAlive(bystander.pid ?? 0);
    bystander.kill();
    expect(isBystanderAlive).toBe(true);
    expect(opened).not.toBeInstanceOf(Error);
    if (!(opened instanceof Error)) await opened.close();
  });

  it.runIf(isThorough)('of which a part hears nothing any more is ended all the same', async () => {
    const directory = join(root, 'deaf');
    const engine = await openWarehouseEngine({ directory });
    const server = readLockFile(directory)?.pid ?? 0;
    const [checkpointer = 0] = childrenOf(server).filter((pid) => commandOf(pid).includes('checkpointer'));
    process.kill(checkpointer, 'SIGSTOP');
    await engine.close();
    expect(serversOn(directory)).toEqual([]);
  });

  it.each([
    ['its main process', (server: number) => [server]],
    ['the process of a session', (server: number) => childrenOf(server).filter(isBackend).slice(0, 1)],
    ['all of its processes', (server: number) => [server, ...childrenOf(server)]],
  ])('that loses %s is there again for the next statement, with what was committed', async (_, victims) => {
    const directory = join(root, `crash-${Math.random()}`);
    const engine = await openWarehouseEngine({ directory });
    try {
      await engine.exec('CREATE TABLE kept (a INTEGER); INSERT INTO kept VALUES (1)');
      const server = readLockFile(directory)?.pid ?? 0;
      const lost = engine.transaction(async (session) => {
        await session.query('INSERT INTO kept VALUES (2)');
        const found = victims(server);
        expect(found.length).toBeGreaterThan(0);
        for (const pid of found) process.kill(pid, 'SIGKILL');
        await session.query('SELECT pg_sleep(5)');
      });
      await expect(lost).rejects.toMatchObject({ code: expect.stringMatching(/^(08006|57P0[123])$/) });
      expect(await eventually(() => engine.query('SELECT a FROM kept'))).toMatchObject({ rows: [{ a: 1 }] });
    } finally {
      await engine.close();
    }
    expect(serversOn(directory)).toEqual([]);
  });
});

/** A crash is over when the server has recovered: until then it says that it cannot be reached, which passes. */
async function eventually<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      expect(error).toMatchObject({ code: expect.stringMatching(/^(08006|57P0[123])$/) });
      if (attempt === 100) throw error;
      await pause(50);
    }
  }
}

const isBackend = (pid: number): boolean => commandOf(pid).includes('medstream');

/** Shells that wait for the end of the process that started this server. */
const watchersOf = (server: number): number[] =>
  allProcesses().filter(
    (pid) => commandOf(pid).startsWith('/bin/sh\0-c\0server=$$') && sessionOf(pid) === sessionOf(server),
  );
