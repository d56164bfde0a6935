import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../temporary-directory.ts';
import { isThorough } from '../thorough.ts';
import { medstream, outcomeOf, start } from './cli.ts';

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
  [1, ['generate', '--events', 'x', '--out', nothing]],
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
  const { code, stdout, stderr } = await outcomeOf(start(['generate', '--events', '100', '--out', out]));
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain(out);
});
