import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sqlPath } from './duckdb.ts';

/**
 * A table is a directory. Each of its snapshots is one Parquet file, `<snapshot number>.parquet`, or, of a large table of
 * which little changed, a list of parts, `<snapshot number>.json`: files of before, a file of what came since, and one with
 * the places of rows that are gone. A new snapshot is written beside the present one and takes its place by one rename;
 * files that it does not name go after that. Whoever reads while this happens, or after a stop in the middle of it, finds a
 * whole table: the snapshot with the greatest number.
 */
export interface Snapshot {
  readonly number: number;
  /** Paths of the files with rows, the oldest first. */
  readonly parts: readonly string[];
  /** Path of the file with the places of rows that are gone; undefined when none is. */
  readonly gone: string | undefined;
}

/** A snapshot that nobody reads yet, in the directory of its table. */
export interface UnfinishedSnapshot {
  readonly directory: string;
  /** Files of the next snapshot, some of them those of the present one; of one file `unfinishedFile` when it has all rows. */
  readonly parts: readonly string[];
  readonly gone: string | undefined;
}

const SNAPSHOT = /^(\d{8})\.(?:parquet|json)$/;
const UNFINISHED = 'unfinished';
/** By its unfinished name, how a file of a listed snapshot is called behind the number. */
const endings: Readonly<Record<string, string>> = {
  [`${UNFINISHED}.part`]: '.part.parquet',
  [`${UNFINISHED}.gone`]: '.gone.parquet',
};
const listSchema = z.strictObject({ parts: z.array(z.string()).min(1), gone: z.string().nullable() });

const numbered = (number: number, ending: string) => `${String(number).padStart(8, '0')}${ending}`;

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

/** What a table holds now, or undefined while it was never written. */
export async function currentSnapshot(directory: string): Promise<Snapshot | undefined> {
  const newest = (await namesIn(directory)).findLast((name) => SNAPSHOT.test(name));
  if (newest === undefined) return undefined;
  const number = Number.parseInt(newest, 10);
  if (newest.endsWith('.parquet')) return { number, parts: [join(directory, newest)], gone: undefined };
  try {
    const { parts, gone } = listSchema.parse(JSON.parse(await readFile(join(directory, newest), 'utf8')));
    return {
      number,
      parts: parts.map((part) => join(directory, part)),
      gone: gone === null ? undefined : join(directory, gone),
    };
  } catch (error) {
    // Between the listing and the reading another snapshot took its place.
    if (isMissing(error)) return currentSnapshot(directory);
    throw error;
  }
}

/** Places of a part follow those of the part before it: none has so many rows. */
const rowsOfAPart = 2 ** 40;

/** A query with the rows of files and the place of each. */
export function placedRows(parts: readonly string[]): string {
  return parts
    .map(
      (part, index) =>
        `SELECT * EXCLUDE (file_row_number), file_row_number + ${index * rowsOfAPart} AS place ` +
        `FROM read_parquet(${sqlPath(part)}, file_row_number = true, hive_partitioning = false)`,
    )
    .join(' UNION ALL ');
}

/** A query with the rows of a snapshot and the place of each. */
export function presentPlaces({ parts, gone }: Pick<Snapshot, 'parts' | 'gone'>): string {
  const rows = placedRows(parts);
  return gone === undefined
    ? rows
    : `SELECT * FROM (${rows}) AS row ANTI JOIN read_parquet(${sqlPath(gone)}) AS gone USING (place)`;
}

/** A query with the rows of a snapshot. */
export function presentRows(snapshot: Pick<Snapshot, 'parts' | 'gone'>): string {
  if (snapshot.gone !== undefined) return `SELECT * EXCLUDE (place) FROM (${presentPlaces(snapshot)})`;
  return `SELECT * FROM read_parquet([${snapshot.parts.map(sqlPath).join(', ')}], hive_partitioning = false)`;
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

async function freshPath(directory: string, name: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, name);
  await rm(path, { force: true });
  return path;
}

/** The path of a file that holds the whole of a next snapshot; nothing is there yet, and no reader looks at it. */
export function unfinishedFile(directory: string): Promise<string> {
  return freshPath(directory, UNFINISHED);
}

/** The paths of a part of a next snapshot and of the places that are gone; nothing is there yet, and no reader looks at it. */
export async function unfinishedPart(directory: string): Promise<{ readonly part: string; readonly gone: string }> {
  return {
    part: await freshPath(directory, `${UNFINISHED}.part`),
    gone: await freshPath(directory, `${UNFINISHED}.gone`),
  };
}

/** Gives an unfinished file of a snapshot its name; one of before has it already. @returns the name */
async function finish(directory: string, number: number, path: string): Promise<string> {
  const name = path.slice(directory.length + 1);
  const ending = endings[name];
  if (ending === undefined) return name;
  await rename(path, join(directory, numbered(number, ending)));
  return numbered(number, ending);
}

/** Puts an unfinished snapshot in place. @returns the present one, which it is when the bytes are the same. */
async function publishSnapshot(next: UnfinishedSnapshot, present: Snapshot | undefined): Promise<Snapshot> {
  const { directory, parts, gone } = next;
  const number = (present?.number ?? 0) + 1;
  const unfinished = join(directory, UNFINISHED);
  if (parts.length === 1 && parts[0] === unfinished) {
    const [file] = present?.parts.length === 1 && present.gone === undefined ? present.parts : [];
    if (present !== undefined && file !== undefined && (await sameBytes(file, unfinished))) return present;
    const whole = join(directory, numbered(number, '.parquet'));
    await rename(unfinished, whole);
    return { number, parts: [whole], gone: undefined };
  }
  const names: string[] = [];
  for (const part of parts) names.push(await finish(directory, number, part));
  const nameOfGone = gone === undefined ? null : await finish(directory, number, gone);
  await writeFile(unfinished, JSON.stringify({ parts: names, gone: nameOfGone }));
  await rename(unfinished, join(directory, numbered(number, '.json')));
  return {
    number,
    parts: names.map((name) => join(directory, name)),
    gone: nameOfGone === null ? undefined : join(directory, nameOfGone),
  };
}

/** Removes the files of a table that its present snapshot does not name. */
async function removeOthers(directory: string, { number, parts, gone }: Snapshot): Promise<void> {
  const kept = new Set([...parts, gone, join(directory, numbered(number, '.json'))]);
  for (const name of await namesIn(directory)) {
    if (!kept.has(join(directory, name))) await rm(join(directory, name), { force: true });
  }
}

/**
 * Makes unfinished snapshots the present ones. One with the same bytes as the present one changes nothing. The tables
 * change places one after the other within milliseconds: a stop between two leaves each of them whole, some of them new,
 * until the next run. One writer at a time.
 * @returns the number of the present snapshot of each, in their order
 */
export async function publishSnapshots(unfinished: readonly UnfinishedSnapshot[]): Promise<readonly number[]> {
  const published: Snapshot[] = [];
  for (const next of unfinished) published.push(await publishSnapshot(next, await currentSnapshot(next.directory)));
  for (const [index, snapshot] of published.entries()) {
    const directory = unfinished[index]?.directory;
    if (directory !== undefined) await removeOthers(directory, snapshot);
  }
  return published.map(({ number }) => number);
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
