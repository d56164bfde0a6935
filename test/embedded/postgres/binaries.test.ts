import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../../domain/safe-error.ts';
import { findBinaries } from '../../../embedded/postgres/binaries.ts';
import { root } from '../../e2e/cli.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

test('the server of this machine is installed', () => {
  const { status, stdout } = spawnSync(findBinaries().postgres, ['--version'], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^postgres \(PostgreSQL\) 18\./) });
});

test.each([
  ['a platform that has no server', 'sunos-x64', /there is no PostgreSQL server for sunos-x64/],
  ['a server that was left out of the installation', 'darwin-arm64', /is not installed; run "npm ci" again/],
])('%s is told to the user', (_, platform, message) => {
  expect(() => findBinaries(platform)).toThrow(UserError);
  expect(() => findBinaries(platform)).toThrow(message);
});

test('an install on a machine without a server says so at its end, and one with a server says nothing', async () => {
  const elsewhere = join(await temporaryDirectory(), 'bin');
  mkdirSync(elsewhere);
  const check = 'check-platform.cjs';
  copyFileSync(join(root, 'bin', check), join(elsewhere, check));
  const without = spawnSync(process.execPath, [join(elsewhere, check)], { encoding: 'utf8' });
  expect(without).toMatchObject({ status: 0, stdout: '', stderr: expect.stringContaining('no PostgreSQL server for') });
  const here = spawnSync(process.execPath, [join(root, 'bin', check)], { encoding: 'utf8' });
  expect(here).toMatchObject({ status: 0, stdout: '', stderr: '' });
});
