import { expect, test } from 'vitest';
import { medstream } from '../../e2e/cli.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

test.each([
  ['a part that there is not', ['--without', 'stream'], '--without takes warehouse or lake'],
  ['a stage that cannot be one', ['--stage', 'NO'], '--stage takes the name of a stage'],
  ['an endpoint without its stage', ['--endpoint', 'http://127.0.0.1:9'], '--endpoint needs the stage'],
  ['an endpoint that is none', ['--stage', 'dev', '--endpoint', 'here'], 'is no endpoint'],
  ['an option that there is not', ['--all'], "'--all'"],
])('called with %s it ends with 2 and says what it takes', async (_what, args, message) => {
  const { code, stdout, stderr } = await medstream('smoke', ...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).toContain('usage: medstream smoke');
  expect(stdout).toBe('');
});

test('a stage that is not there ends with 1, and names the stream that was looked for', async () => {
  const { code, stderr } = await medstream('smoke', '--stage', 'emulator', '--endpoint', 'http://127.0.0.1:9');
  expect(code).toBe(1);
  expect(stderr).toContain('stream medstream-emulator-healthcare-events cannot be described');
});

test('on a data directory it ends with 0, a line for each step, and what stays; every run afterwards reconciles', async () => {
  const data = await temporaryDirectory();
  const { code, stdout } = await medstream('smoke', '--data', data, '--json');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ {2}seen {6}deletion: star +\d+\.\d s {2}\d+ columns as sent$/m);
  expect(stdout).toContain('What stays: the versions of organization medstream-smoke-check');
  expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ seen: true });

  const run = await medstream('run', '--data', data, '--events', '200', '--json');
  expect(run.code).toBe(0);
  for (const [table, ...lake] of [
    ['reporting.encounters_by_org_month'],
    ['gold.encounters_by_org_month', '--lake'],
    ['silver.organization', '--lake'],
  ] as const) {
    const rows = await medstream('query', '--data', data, '--format', 'json', ...lake, `SELECT * FROM ${table}`);
    expect(rows.stdout, table).not.toContain('smoke');
    expect(JSON.parse(rows.stdout).length, table).toBeGreaterThan(0);
  }
});
