import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { registry } from '../../contracts/registry.ts';
import { generatedFolders, generatedModelFiles, type ModelFile } from '../../domain/lake/generated-models.ts';
import { lakeCatalog, lakeCatalogText } from '../../domain/lake/lake-catalog.ts';
import { lakeTables } from '../../domain/lake/lake-tables.ts';
import type { SilverTable } from '../../domain/records/silver-table.ts';
import { catalogPath, modelsPath, readMarts, readModels } from '../../embedded/glue/model-catalog.ts';

/** The generated files as they should be, for the marts in `folder`. @throws Error when the yml of a mart is not well formed. */
export async function currentLake(tables: readonly SilverTable[], folder: string): Promise<readonly ModelFile[]> {
  return generatedModelFiles(tables, await readMarts(folder));
}

/** Writes the lake models that follow from the contracts and marts into `folder`, and removes those that no longer do. */
export async function writeLake(tables: readonly SilverTable[], folder: string): Promise<void> {
  await mkdir(join(folder, 'gold'), { recursive: true });
  const files = await currentLake(tables, folder);
  for (const file of files) {
    const path = join(folder, file.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.text);
  }
  const wanted = new Set(files.map(({ path }) => path));
  for (const path of await presentFiles(folder)) if (!wanted.has(path)) await rm(join(folder, path));
}

/** Paths below `folder` of what lies in the folders of generated files. */
export async function presentFiles(folder: string): Promise<readonly string[]> {
  const found = generatedFolders.map(async (own) => (await readdir(join(folder, own))).map((file) => `${own}/${file}`));
  return (await Promise.all(found)).flat();
}

/** The catalog's text, from the tables and the models in `folder`. @throws Error when a model is not well formed. */
export async function catalogOf(tables: readonly SilverTable[], folder: string): Promise<string> {
  return lakeCatalogText(lakeCatalog(tables, await readModels(folder)));
}

if (import.meta.main) {
  const tables = lakeTables(registry);
  await writeLake(tables, modelsPath);
  await writeFile(catalogPath, await catalogOf(tables, modelsPath));
}
