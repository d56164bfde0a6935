import { mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { keyFolderConflict } from './s3-errors.ts';

/**
 * Makes a folder and its parents; a file in the way means one key is the folder of another. A delete that clears empty
 * folders at the same time may win: the folder can be missing afterwards, so the caller tries again.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    if (hasCode(error, 'EEXIST', 'ENOTDIR')) throw keyFolderConflict();
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/** Removes a folder and its parents inside the bucket for as long as they are empty. */
export async function removeEmptyFolders(folder: string, bucketDirectory: string): Promise<void> {
  for (let path = folder; path.length > bucketDirectory.length; path = dirname(path)) {
    try {
      await rmdir(path);
    } catch (error) {
      if (hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) return;
      throw error;
    }
  }
}

export async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** No object: no file, a folder of other objects, or a file where a folder would have to be. */
export function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT', 'EISDIR', 'ENOTDIR');
}

/** Whether a file system error has one of the codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
}
