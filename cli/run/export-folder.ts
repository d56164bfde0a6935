import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../domain/safe-error.ts';
import { type ExportFolder, expectedFiles } from '../../sources/synthea/read-export.ts';

const chunkBytes = 1 << 20;

/**
 * A folder of this machine as an export's reader wants it: names, modification times, bytes on demand.
 * @throws Error that names the folder as given and why it cannot be read.
 */
export async function openExportFolder(directory: string): Promise<ExportFolder> {
  const names = await readdir(directory).catch((error: unknown) => {
    throw new UserError(
      `cannot read the folder ${directory} (${codeOf(error)}); expected is a folder with ${expectedFiles}`,
    );
  });
  return {
    name: directory,
    names,
    open: async (name) => {
      const path = join(directory, name);
      const cannotRead = (error: unknown) =>
        new UserError(`cannot read ${path} (${codeOf(error)}); check that you may read it`);
      const facts = await stat(path).catch((error: unknown) => {
        throw cannotRead(error);
      });
      return {
        path,
        modifiedAt: Math.floor(facts.mtimeMs),
        read: async function* () {
          try {
            yield* createReadStream(path, { highWaterMark: chunkBytes });
          } catch (error) {
            throw cannotRead(error);
          }
        },
      };
    },
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
