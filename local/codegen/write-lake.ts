import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { contracts } from '../../contracts/registry.ts';
import { generatedModelFiles } from '../../domain/lake/generated-models.ts';
import { modelsPath } from '../glue/model-catalog.ts';

/**
 * Writes the lake models that follow from the contracts into `folder`, replacing those that are there.
 * Files of a contract that no longer exists are left: delete them with the contract.
 * @returns the paths written, relative to `folder`.
 */
export async function writeLake(folder: string = modelsPath): Promise<readonly string[]> {
  const files = generatedModelFiles(contracts);
  for (const file of files) {
    const path = join(folder, file.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.text);
  }
  return files.map((file) => file.path);
}

if (import.meta.main) await writeLake();
