import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { registry } from '../../contracts/registry.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { type SilverTable, silverTable } from '../../domain/records/silver-table.ts';
import {
  columnsFile,
  columnsText,
  evolve,
  isMigration,
  migrationFolder,
  type RecordedColumns,
  wantedTables,
} from '../../domain/warehouse/evolution.ts';
import { generateWarehouse } from '../../domain/warehouse/files.ts';
import {
  isDimensionModel,
  isFactModel,
  isTableModel,
  parseModel,
  type SqlFile,
  type WrittenWarehouse,
} from '../../domain/warehouse/model.ts';
import { starOf } from '../../domain/warehouse/star.ts';

export const warehouseRoot = fileURLToPath(new URL('../../warehouse/', import.meta.url));

/** The tables of the product's contracts as they leave the vault. */
export const silverTables: readonly SilverTable[] = registry.contracts.map((contract) =>
  silverTable(contract, policyOfZone('silver')),
);

/** Reads what people wrote below `root`. @throws Error naming the yml file that describes no model */
export function readWritten(root: string): WrittenWarehouse {
  const paths = ['models', migrationFolder, 'security'].flatMap((folder) => filesBelow(root, folder));
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

/** The columns on record below `root`, none where no record is kept. */
export function readRecordedColumns(root: string): RecordedColumns {
  const path = join(root, columnsFile);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

/**
 * Adds what is new to the record below `root`, with the migration that adds it to a warehouse.
 * @throws SafeError naming the column that is changed otherwise than by adding it, before anything is written
 */
export function writeEvolution(root: string, tables: readonly SilverTable[]): void {
  const written = readWritten(root);
  const migrations = written.files.map(({ path }) => path).filter(isMigration);
  const { columns, migration } = evolve(readRecordedColumns(root), wantedTables(starOf(tables, written)), migrations);
  if (migration !== null) {
    mkdirSync(dirname(join(root, migration.path)), { recursive: true });
    writeFileSync(join(root, migration.path), migration.text, { flag: 'wx' });
    process.stdout.write(`wrote warehouse/${migration.path}: commit it with the change\n`);
  }
  writeFileSync(join(root, columnsFile), columnsText(columns));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeEvolution(warehouseRoot, silverTables);
  const files = generateWarehouse(silverTables, readWritten(warehouseRoot));
  writeGenerated(warehouseRoot, files);
  process.stdout.write(`wrote ${files.length} files below warehouse/generated/\n`);
}
