import { readdir } from 'node:fs/promises';
import { UserError } from '../../domain/safe-error.ts';
import { expectedFiles, type Folder } from '../../sources/files/read-folder.ts';
import { filesOfFolder } from '../local-files.ts';

/**
 * A folder of this machine as the reader of folders wants it.
 * @throws UserError that names the folder as given and why it cannot be read.
 */
export async function openExportFolder(directory: string): Promise<Folder> {
  await readdir(directory).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown';
    throw new UserError(
      `cannot read the folder ${directory} (${code}); expected is a folder with ${expectedFiles}, or files called as a contract`,
    );
  });
  return { name: directory, files: await filesOfFolder(directory) };
}
