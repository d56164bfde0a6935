import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { announceUp, keptAccessKey, openOrJoinUp, upPurpose, withdrawUp } from '../../../cli/up/running-up.ts';
import { openDataDirectory } from '../../../embedded/data-directory.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const kinesis = {
  url: 'http://127.0.0.1:1',
  region: 'us-east-1',
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'secret',
};
const up = { pid: process.pid, kinesis };

test('whoever comes while it starts waits for it, and for one that ends', async () => {
  const data = await temporaryDirectory();
  const directory = await openDataDirectory(data, upPurpose);
  const joining = openOrJoinUp(data, 'medstream send');
  announceUp(directory, up);
  expect(await joining).toEqual({ kind: 'up', up, path: directory.path });
  withdrawUp(directory);
  const opening = openOrJoinUp(data, 'medstream send');
  directory.release();
  const opened = await opening;
  expect(opened.kind).toBe('own');
  if (opened.kind === 'own') opened.directory.release();
});

test.each([
  ['of a process that was killed', JSON.stringify({ ...up, pid: process.pid + 1 })],
  ['that somebody cut off', '{"pid":'],
  ['of another form', JSON.stringify({ pid: process.pid })],
])('a file %s is not believed', async (_what, text) => {
  const data = await temporaryDirectory();
  const directory = await openDataDirectory(data, upPurpose);
  announceUp(directory, up);
  writeFileSync(join(data, 'up', 'running.json'), text);
  const joining = openOrJoinUp(data, 'medstream send');
  directory.release();
  const opened = await joining;
  // It waited until the directory was free.
  expect(opened.kind).toBe('own');
  if (opened.kind === 'own') opened.directory.release();
});

test('another command than up is not waited for', async () => {
  const data = await temporaryDirectory();
  const directory = await openDataDirectory(data, 'medstream run');
  await expect(openOrJoinUp(data, 'medstream send')).rejects.toThrow('in use by "medstream run"');
  directory.release();
});

test('what it tells, and the key that it keeps, only their owner can read', async () => {
  const data = await temporaryDirectory();
  const directory = await openDataDirectory(data, upPurpose);
  announceUp(directory, up);
  const key = keptAccessKey(directory);
  expect(keptAccessKey(directory)).toEqual(key);
  for (const file of ['running.json', 'access-key.json']) {
    expect(statSync(join(data, 'up', file)).mode & 0o777).toBe(0o600);
  }
  directory.release();
});
