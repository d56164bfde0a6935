import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SilverTable } from '../../domain/records/silver-table.ts';
import { unresolvedReferenceFiles } from '../../domain/references/unresolved-references.ts';
import { starOf } from '../../domain/warehouse/star.ts';
import { modelsPath } from '../../embedded/glue/model-catalog.ts';
import { writeLake } from '../../tools/codegen/write-lake.ts';
import { readWritten, silverTables, warehouseRoot } from '../../tools/codegen/write-warehouse.ts';

/** Writes the models of some contracts into a folder, with the marts of the product; those of references among these alone. */
export async function writeFewModels(folder: string, logs: readonly SilverTable[]): Promise<void> {
  await cp(join(modelsPath, 'gold'), join(folder, 'gold'), { recursive: true });
  const isGiven = ({ name }: { readonly name: string }) => logs.some((log) => log.name === name);
  const star = starOf(silverTables, readWritten(warehouseRoot));
  const few = {
    ...star,
    tables: star.tables.filter(isGiven),
    facts: star.facts.filter(({ table }) => isGiven(table)),
    dimensions: star.dimensions.filter(({ table }) => isGiven(table)),
  };
  for (const { path, text } of unresolvedReferenceFiles(few)) {
    const [, own] = path.split('glue-scripts/models/');
    // The example is of other contracts.
    if (own !== undefined) await writeFile(join(folder, own), text.replace(/^given:\n.*/ms, 'given: {}\nexpect: []\n'));
  }
  await writeLake(logs, folder);
}
