import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { layout, setAsideKey } from '../../contracts/platform/zones.ts';
import { SafeError } from '../../domain/safe-error.ts';
import { type DuckDbSession, sqlPath } from './duckdb.ts';
import { filesBelow } from './table-files.ts';

const setAsideSchema = z.strictObject({ objects: z.array(z.string()) });

/** The directory of a contract's change log, in the silver bucket as a folder. */
export function changeLogDirectory({ silverPath }: { readonly silverPath: string }, contractName: string): string {
  return join(silverPath, layout.changes.prefix, contractName);
}

/** The key of a silver object, from its path. */
export function keyOf(silverPath: string, file: string): string {
  return relative(silverPath, file).split(sep).join('/');
}

/**
 * Keys of the objects that the warehouse has set aside, as its load last published them.
 * @throws SafeError when what is published has another form
 */
export async function setAsideObjects(silverPath: string): Promise<ReadonlySet<string>> {
  let text: string;
  try {
    text = await readFile(join(silverPath, setAsideKey), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Set();
    throw error;
  }
  try {
    return new Set(setAsideSchema.parse(JSON.parse(text)).objects);
  } catch (error) {
    throw new SafeError(`${setAsideKey} has not the agreed form: remove it, the next load writes it anew`, {
      cause: error,
    });
  }
}

/** The files of a contract's change log, in path order, without those that are set aside: both stores hold the same. */
export async function changeFiles(paths: { readonly silverPath: string }, contractName: string): Promise<string[]> {
  const files = await filesBelow(changeLogDirectory(paths, contractName), '.parquet');
  const aside = await setAsideObjects(paths.silverPath);
  return files.filter((file) => !aside.has(keyOf(paths.silverPath, file)));
}

/**
 * Those of the files that cannot be read to their last value: reads all at once, and where that fails in halves, down to
 * the file. A file that went away is one of them.
 */
export async function unreadableFiles(session: DuckDbSession, files: readonly string[]): Promise<string[]> {
  if (files.length === 0 || (await areReadable(session, files))) return [];
  if (files.length === 1) return [...files];
  const half = Math.ceil(files.length / 2);
  return [
    ...(await unreadableFiles(session, files.slice(0, half))),
    ...(await unreadableFiles(session, files.slice(half))),
  ];
}

async function areReadable(session: DuckDbSession, files: readonly string[]): Promise<boolean> {
  try {
    const objects = `read_parquet([${files.map(sqlPath).join(', ')}], union_by_name = true, hive_partitioning = false)`;
    await session.query(`SELECT bit_xor(hash(object)) AS content FROM ${objects} AS object`);
    return true;
  } catch {
    return false;
  }
}
