import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../domain/safe-error.ts';
import type { FoundFile } from '../sources/files/open-files.ts';

const chunkBytes = 256 * 1024;

/**
 * A file, or the files of a folder and of those in it; what begins with a dot is nobody's data.
 * @throws UserError that names what cannot be read
 */
export async function localFiles(root: string): Promise<FoundFile[]> {
  const facts = await stat(root).catch((error: unknown) => {
    throw cannotRead(root, error);
  });
  return facts.isDirectory() ? filesOfFolder(root) : [foundFile(root, root, facts.mtimeMs)];
}

/**
 * The files of a folder and of those in it.
 * @throws UserError that names what cannot be read
 */
export async function filesOfFolder(root: string): Promise<FoundFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw cannotRead(root, error);
  });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (path) =>
        !relative(root, path)
          .split(sep)
          .some((part) => part.startsWith('.')),
    );
  const found: FoundFile[] = [];
  for (const path of paths.sort()) {
    const facts = await stat(path).catch((error: unknown) => {
      throw cannotRead(path, error);
    });
    // A link may lead to a folder, and a pipe is no file that can be read again.
    if (facts.isFile()) found.push(foundFile(root, path, facts.mtimeMs));
  }
  return found;
}

function foundFile(root: string, path: string, modifiedMs: number): FoundFile {
  return {
    path,
    // The name of the folder that was given counts, those above it do not.
    bytes: {
      name: relative(dirname(resolve(root)), resolve(path))
        .split(sep)
        .join('/'),
      read: async function* (from) {
        try {
          yield* createReadStream(path, { start: from, highWaterMark: chunkBytes });
        } catch (error) {
          throw cannotRead(path, error);
        }
      },
    },
    modifiedAt: Math.floor(modifiedMs),
  };
}

/** @param error of the file system; any other is thrown as it is */
export function cannotRead(path: string, error: unknown): UserError {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) throw error;
  return new UserError(`cannot read ${path} (${error.code}); check its name and that you may read it`);
}
