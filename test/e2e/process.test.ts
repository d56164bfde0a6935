import { chmod, lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { platform } from 'node:process';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../temporary-directory.ts';
import { isThorough } from '../thorough.ts';
import { medstream, outcomeOf, query, start } from './cli.ts';

// The other tests call the commands in their own process; what a shell sees of each is told here.
const nothing = '/no/such/folder';
type Call = readonly [number, readonly string[]];
const callPerCode: readonly Call[] = [
  [0, ['run', '--help']],
  [1, ['run', '--from', nothing]],
  [2, ['fly']],
];
const furtherCalls: readonly Call[] = [
  [0, ['help']],
  [2, []],
  [2, ['run', '--colour']],
  [1, ['query', '--data', nothing, 'SELECT 1']],
  [1, ['send', '--contract', 'visit', nothing]],
  [1, ['serve', '--port', 'x']],
  [1, ['generate', '--records', 'x', '--to', nothing]],
];

test.each([...callPerCode, ...(isThorough ? furtherCalls : [])])(
  'the process ends with %d after medstream %j, and prints what the command does',
  async (code, args) => {
    const process = await outcomeOf(start(args));
    expect(process).toEqual({ ...(await medstream(...args)), code });
  },
);

test('the process prints results only to standard output, so that they can be piped', async () => {
  const out = join(await temporaryDirectory(), 'export');
  const { code, stdout, stderr } = await outcomeOf(start(['generate', '--records', '100', '--to', out]));
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain(out);
});

test('the process comes to its own end when nobody reads on, as with `| head -1`', async () => {
  const data = join(await temporaryDirectory(), 'data');
  const running = start(['run', '--data', data, '--events', '100']);
  // Progress is read to its first line, then neither stream has a reader any more.
  running.stderr.once('data', () => {
    running.stderr.destroy();
    running.stdout.destroy();
  });
  expect(await outcomeOf(running)).toMatchObject({ code: 0, signal: null });
  // The run went on: the stores hold what it read.
  const [facts] = await query(data, 'SELECT COUNT(*) AS n FROM star.fact_encounter');
  expect(Number(facts?.n)).toBeGreaterThan(0);

  const long = "SELECT '0123456789' AS n FROM (SELECT unnest(generate_series(1, 200000)) AS i)";
  const asking = start(['query', '--data', data, '--lake', '--format', 'csv', long]);
  asking.stdout.once('data', () => asking.stdout.destroy());
  expect(await outcomeOf(asking)).toMatchObject({ code: 0, signal: null, stderr: '' });

  const failing = start(['query', '--data', data, 'SELEC 1']);
  failing.stderr.destroy();
  expect(await outcomeOf(failing)).toMatchObject({ code: 1, signal: null });
});

test.skipIf(platform === 'win32')(
  'everything that a run leaves in a directory made for all is for its owner alone',
  async () => {
    const data = join(await temporaryDirectory(), 'data');
    await mkdir(data);
    await chmod(data, 0o755);
    const { code } = await outcomeOf(start(['run', '--data', data, '--events', '100']));
    expect(code).toBe(0);
    const entries = await readdir(data, { recursive: true });
    expect(entries.length).toBeGreaterThan(100);
    const open: string[] = [];
    for (const entry of ['', ...entries]) {
      const stats = await lstat(join(data, entry));
      // PostgreSQL in WebAssembly gives its files every right; their directories keep others out.
      const isKeptByFolder = stats.isFile() && entry.startsWith('warehouse');
      if ((stats.mode & 0o077) !== 0 && !isKeptByFolder) open.push(entry);
    }
    expect(open).toEqual([]);
  },
);
