import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { registry } from '../../contracts/registry.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { type SilverTable, silverTable } from '../../domain/records/silver-table.ts';
import { generateWarehouse } from '../../domain/warehouse/files.ts';
import {
  isDimensionModel,
  isFactModel,
  isTableModel,
  parseModel,
  type SqlFile,
  type WrittenWarehouse,
} from '../../domain/warehouse/model.ts';

export const warehouseRoot = fileURLToPath(new URL('../../warehouse/', import.meta.url));

/** The tables of the product's contracts as they leave the vault. */
export const silverTables: readonly SilverTable[] = registry.contracts.map((contract) =>
  silverTable(contract, policyOfZone('silver')),
);

/** Reads what people wrote below `root`. @throws Error naming the yml file that describes no model */
export function readWritten(root: string): WrittenWarehouse {
  const paths = ['models', 'security'].flatMap((folder) => filesBelow(root, folder));
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const models = paths
    .filter((path) => path.endsWith('.yml'))
    .map((path) => parseModel(`warehouse/${path}`, parse(read(path))));
  return {
    tables: models.filter(isTableModel),
    dimensions: models.filter(isDimensionModel),
    facts: models.filter(isFactModel),
    files: paths.filter((path) => path.endsWith('.sql')).map((path) => ({ path, text: read(path) })),
  };
}

/** Paths below `root` of the files that were generated. */
export function generatedPaths(root: string): string[] {
  return filesBelow(root, 'generated');
}

function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, '/').length))
    .sort();
}

/** Writes the generated files below `root` and removes those that nothing generates any more. */
export function writeGenerated(root: string, files: readonly SqlFile[]): void {
  const wanted = new Set(files.map(({ path }) => path));
  for (const path of generatedPaths(root)) if (!wanted.has(path)) rmSync(join(root, path));
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = generateWarehouse(silverTables, readWritten(warehouseRoot));
  writeGenerated(warehouseRoot, files);
  process.stdout.write(`wrote ${files.length} files below warehouse/generated/\n`);
}
