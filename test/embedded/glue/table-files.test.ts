import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  currentSnapshot,
  filesBelow,
  publishSnapshots,
  unfinishedSnapshot,
} from '../../../embedded/glue/table-files.ts';

let directory: string;
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'medstream-table-')), 'tables', 'patient');
});
afterEach(() => rm(join(directory, '../..'), { recursive: true, force: true }));

async function replace(content: string): Promise<string | undefined> {
  await writeFile(await unfinishedSnapshot(directory), content);
  await publishSnapshots([directory]);
  return currentSnapshot(directory);
}
const present = async () => readFile((await currentSnapshot(directory)) ?? '', 'utf8');

describe('the files of a table', () => {
  it('are none before the first run', async () => {
    expect(await currentSnapshot(directory)).toBeUndefined();
    expect(await filesBelow(directory, '.parquet')).toEqual([]);
  });

  it('are the last snapshot alone', async () => {
    await replace('one');
    await replace('two');
    expect(await present()).toBe('two');
    expect(await readdir(directory)).toEqual(['00000002.parquet']);
  });

  it('stay as they are when the next snapshot has the same bytes', async () => {
    const path = await replace('one');
    expect(await replace('one')).toBe(path);
    expect(await readdir(directory)).toEqual(['00000001.parquet']);
    expect(await replace('own')).not.toBe(path);
  });

  it('show the whole old table while a new one is being written, and after a stop in the middle of that', async () => {
    await replace('one');
    await writeFile(await unfinishedSnapshot(directory), 'ha');
    expect(await present()).toBe('one');
    await replace('two');
    expect(await present()).toBe('two');
    expect(await readdir(directory)).toEqual(['00000002.parquet']);
  });

  it('show the new table after a stop between putting it in place and dropping the old one', async () => {
    await replace('one');
    await writeFile(join(directory, '00000002.parquet'), 'two');
    expect(await present()).toBe('two');
    await replace('three');
    expect(await readdir(directory)).toEqual(['00000003.parquet']);
    expect(await present()).toBe('three');
  });
});
