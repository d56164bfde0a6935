import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  currentSnapshot,
  filesBelow,
  publishSnapshots,
  unfinishedFile,
  unfinishedPart,
} from '../../../embedded/glue/table-files.ts';

let directory: string;
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'medstream-table-')), 'tables', 'patient');
});
afterEach(() => rm(join(directory, '../..'), { recursive: true, force: true }));

async function replace(content: string): Promise<string | undefined> {
  const file = await unfinishedFile(directory);
  await writeFile(file, content);
  await publishSnapshots([{ directory, parts: [file], gone: undefined }]);
  return (await currentSnapshot(directory))?.parts[0];
}
const present = async () => {
  const parts = (await currentSnapshot(directory))?.parts ?? [];
  return (await Promise.all(parts.map((part) => readFile(part, 'utf8')))).join(' ');
};

/** Adds a part to the table; with `isPublished` false the run stops before readers are shown it. */
async function add(content: string, isPublished = true): Promise<void> {
  const now = (await currentSnapshot(directory)) ?? { number: 0, parts: [], gone: undefined };
  const { part, gone } = await unfinishedPart(directory);
  await writeFile(part, content);
  await writeFile(gone, 'places');
  if (isPublished) await publishSnapshots([{ directory, parts: [...now.parts, part], gone }]);
}

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
    await writeFile(await unfinishedFile(directory), 'ha');
    expect(await present()).toBe('one');
    await replace('two');
    expect(await present()).toBe('two');
    expect(await readdir(directory)).toEqual(['00000002.parquet']);
  });

  it('are those of before and what came since, until one has all of it again', async () => {
    await replace('one');
    await add('two');
    await add('three');
    expect(await present()).toBe('one two three');
    expect(await readdir(directory)).toEqual([
      '00000001.parquet',
      '00000002.part.parquet',
      '00000003.gone.parquet',
      '00000003.json',
      '00000003.part.parquet',
    ]);
    expect((await currentSnapshot(directory))?.gone).toBe(join(directory, '00000003.gone.parquet'));
    await replace('all');
    expect(await readdir(directory)).toEqual(['00000004.parquet']);
  });

  it('show nothing of a part after a stop before it is in place', async () => {
    await replace('one');
    await add('ha', false);
    expect(await present()).toBe('one');
    await add('two');
    expect(await present()).toBe('one two');
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
