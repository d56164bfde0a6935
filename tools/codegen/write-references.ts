import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GeneratedFile, unresolvedReferenceFiles } from '../../domain/references/unresolved-references.ts';
import { starOf } from '../../domain/warehouse/star.ts';
import { readWritten, silverTables, warehouseRoot } from './write-warehouse.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The files about references as they should be. */
export function currentReferences(): readonly GeneratedFile[] {
  return unresolvedReferenceFiles(starOf(silverTables, readWritten(warehouseRoot)));
}

// They stand among what people write, because the readers of those folders ask no more than that they are there.
if (import.meta.main) for (const { path, text } of currentReferences()) writeFileSync(join(root, path), text);
