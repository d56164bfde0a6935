import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/**
 * A table is a directory with one Parquet file, `<snapshot number>.parquet`. A new snapshot is written beside it under
 * another ending and takes its place by one rename; the old file goes after that. Whoever reads while this happens, or
 * after a stop in the middle of it, finds a whole table: the file with the greatest number.
 */
const SNAPSHOT = /^(\d{8})\.parquet$/;
const UNFINISHED = 'unfinished';

const snapshotName = (number: number) => `${String(number).padStart(8, '0')}.parquet`;

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** The file that holds a table now, or undefined while it was never written. */
export async function currentSnapshot(directory: string): Promise<string | undefined> {
  const newest = (await namesIn(directory)).findLast((name) => SNAPSHOT.test(name));
  return newest === undefined ? undefined : join(directory, newest);
}

async function sameBytes(left: string, right: string): Promise<boolean> {
  if ((await stat(left)).size !== (await stat(right)).size) return false;
  const chunk = 1 << 20;
  await using a = await open(left);
  await using b = await open(right);
  const fromA = Buffer.alloc(chunk);
  const fromB = Buffer.alloc(chunk);
  for (;;) {
    const { bytesRead } = await a.read(fromA, 0, chunk);
    if (bytesRead === 0) return true;
    await b.read(fromB, 0, bytesRead);
    if (fromA.compare(fromB, 0, bytesRead, 0, bytesRead) !== 0) return false;
  }
}

/** The path to write the next snapshot of a table to; nothing is there yet, and no reader looks at it. */
export async function unfinishedSnapshot(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, UNFINISHED);
  await rm(path, { force: true });
  return path;
}

/** The file that the unfinished snapshot of a table becomes: the present one when the bytes are the same. */
async function nextSnapshot(directory: string): Promise<string> {
  const present = await currentSnapshot(directory);
  if (present === undefined) return join(directory, snapshotName(1));
  const isSame = await sameBytes(present, join(directory, UNFINISHED));
  return isSame ? present : join(directory, snapshotName(Number.parseInt(basename(present), 10) + 1));
}

/**
 * Makes the unfinished snapshots of tables the present ones. One with the same bytes as the present one changes nothing.
 * The tables change places one after the other within milliseconds: a stop between two leaves each of them whole, some
 * of them new, until the next run. One writer at a time.
 */
export async function publishSnapshots(directories: readonly string[]): Promise<void> {
  const kept = new Map<string, string>();
  for (const directory of directories) kept.set(directory, await nextSnapshot(directory));
  for (const [directory, file] of kept) {
    // Renamed over the present one when it is the same: the bytes stay, the unfinished file goes.
    await rename(join(directory, UNFINISHED), file);
  }
  for (const [directory, file] of kept) {
    for (const name of await namesIn(directory)) {
      if (join(directory, name) !== file) await rm(join(directory, name), { force: true });
    }
  }
}

/** Every file below `directory` whose name ends with `ending`, in path order; none while the directory does not exist. */
export async function filesBelow(directory: string, ending: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(directory, { recursive: true });
    return entries
      .filter((entry) => entry.endsWith(ending))
      .sort()
      .map((entry) => join(directory, entry));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
