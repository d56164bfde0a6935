import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { type DataDirectory, DataDirectoryInUseError, openDataDirectory } from '../../embedded/data-directory.ts';
import { type AccessKey, newAccessKey } from '../../embedded/kinesis/endpoint/access-key.ts';

/** What `medstream up` says it does, to whoever finds the data directory locked. */
export const upPurpose = 'medstream up';

const schema = z.strictObject({
  /** The process that holds the lock of the directory; another one's file was left behind. */
  pid: z.int(),
  /** Where records are sent, and what requests are signed with. */
  kinesis: z.strictObject({
    url: z.url(),
    region: z.string(),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
  }),
});

/** What a running `medstream up` tells the other commands that work on its data directory. */
export type RunningUp = z.infer<typeof schema>;

/** Folder of a data directory in which `up` keeps what is its own. */
export const upFolder = (data: string): string => join(data, 'up');

const fileIn = (data: string) => join(upFolder(data), 'running.json');

/** Tells the commands of this user where this process listens; the file appears whole, and only its owner may read it. */
export function announceUp({ path }: DataDirectory, up: RunningUp): void {
  writePrivateFile(fileIn(path), up);
}

/** Writes JSON that only this user may read; the file appears whole. */
function writePrivateFile(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}-${randomUUID()}`;
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
  renameSync(draft, path);
}

/** Synchronous, as `release` of the directory: it must come before that. */
export function withdrawUp({ path }: DataDirectory): void {
  rmSync(fileIn(path), { force: true });
}

/** What the `medstream up` with this process id says; undefined before it listens, and when the file is another one's. */
function readRunningUp(data: string, pid: number): RunningUp | undefined {
  const { data: up } = schema.safeParse(readJson(fileIn(data)));
  return up?.pid === pid ? up : undefined;
}

/** Undefined for a file that is absent or no JSON. */
function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

const accessKeySchema = schema.shape.kinesis.pick({ accessKeyId: true, secretAccessKey: true });

/** The key that producers sign with: made once, so that what they were told holds when `up` is started again. */
export function keptAccessKey({ path }: Pick<DataDirectory, 'path'>): AccessKey {
  const file = join(upFolder(path), 'access-key.json');
  const kept = accessKeySchema.safeParse(readJson(file));
  if (kept.success) return kept.data;
  const made = newAccessKey();
  writePrivateFile(file, made);
  return made;
}

/** A data directory that is ours alone, or the `medstream up` that has it. */
export type Opened =
  | { readonly kind: 'own'; readonly directory: DataDirectory }
  /** `path` is absolute. */
  | { readonly kind: 'up'; readonly up: RunningUp; readonly path: string };

/** So long an `up` may take to start or to end, with time to spare. */
const patienceMs = 20_000;

/**
 * Opens a data directory, or finds the `medstream up` that has it open. One that is starting or ending is waited for.
 * @throws DataDirectoryInUseError when another command has it
 */
export async function openOrJoinUp(data: string, purpose: string): Promise<Opened> {
  for (const until = Date.now() + patienceMs; ; await pause(50)) {
    try {
      return { kind: 'own', directory: await openDataDirectory(data, purpose) };
    } catch (error) {
      if (!(error instanceof DataDirectoryInUseError) || error.purpose !== upPurpose) throw error;
      const up = readRunningUp(error.path, error.pid);
      if (up !== undefined) return { kind: 'up', up, path: error.path };
      if (Date.now() > until) throw error;
    }
  }
}
