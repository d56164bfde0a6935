import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { registry } from '../../contracts/registry.ts';
import { generatedModelFiles } from '../../domain/lake/generated-models.ts';
import { lakeCatalog, lakeCatalogText } from '../../domain/lake/lake-catalog.ts';
import { lakeTables } from '../../domain/lake/lake-tables.ts';
import { modelsPath, readModels } from '../../embedded/glue/model-catalog.ts';

/** The catalog of the lake in this repository, which the Spark job and the CDK app read. */
export const catalogPath = fileURLToPath(new URL('../../glue-scripts/catalog.json', import.meta.url));

/**
 * Writes the lake models that follow from the contracts into `folder`, replacing those that are there.
 * Files of a contract that no longer exists are left: delete them with the contract.
 * @returns the paths written, relative to `folder`.
 */
export async function writeLake(folder: string = modelsPath): Promise<readonly string[]> {
  const files = generatedModelFiles(lakeTables(registry));
  for (const file of files) {
    const path = join(folder, file.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.text);
  }
  return files.map((file) => file.path);
}

/** The catalog's text, from the contracts and the models in `folder`. @throws Error when a model is not well formed. */
export async function catalogOf(folder: string = modelsPath): Promise<string> {
  return lakeCatalogText(lakeCatalog(lakeTables(registry), await readModels(folder)));
}

if (import.meta.main) {
  await writeLake();
  await writeFile(catalogPath, await catalogOf());
}
