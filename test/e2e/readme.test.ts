import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { firstRun, medstream, root } from './cli.ts';

const commands = readFileSync(join(root, 'README.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('npx medstream query'))
  .map((line) => line.replace('npx medstream ', ''));

/** The words of a command line, double quotes respected. */
function words(line: string): string[] {
  return Array.from(line.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? '');
}

describe('every query of the README', () => {
  let data: string;
  beforeAll(async () => {
    ({ data } = await firstRun('--events', '100'));
  });

  test('is found', () => {
    expect(commands.length).toBeGreaterThanOrEqual(4);
  });

  test.each(commands)('answers: %s', async (line) => {
    const [command = '', ...rest] = words(line);
    const { code, stdout, stderr } = await medstream(command, '--data', data, ...rest);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout.length).toBeGreaterThan(20);
  });
});
