import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDirectory } from './run-directory.ts';

const made: string[] = [];

/** A directory that is removed after the test file. */
export async function temporaryDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'medstream-test-'));
  made.push(path);
  return path;
}

/** A directory for what the test files of a process share, removed after the last test. */
export async function sharedDirectory(): Promise<string> {
  await mkdir(runDirectory(), { recursive: true });
  return mkdtemp(join(runDirectory(), 'shared-'));
}

/** Called after each test file (test/each-file.ts): files share a process, and with it this module. */
export async function removeTemporaryDirectories(): Promise<void> {
  for (const path of made.splice(0)) await rm(path, { recursive: true, force: true });
}
