import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { fileNameOf } from '../../contracts/file-name.ts';
import { contracts } from '../../contracts/registry.ts';
import { samples } from '../../contracts/samples/index.ts';
import { eventSchema, recordSchema } from '../../domain/exported/json-schema.ts';
import { dataContractOf, odcsFile } from '../../domain/exported/odcs.ts';
import { jsonText } from '../../domain/json-text.ts';
import { silverTables } from './write-warehouse.ts';

/** Where contracts lie as other tools read them. */
export const exportedFolder = fileURLToPath(new URL('../../contracts/exported/', import.meta.url));

/** The text of each exported file by its name. */
export function currentExports(): ReadonlyMap<string, string> {
  const ofContracts = samples.map(
    (own) => [`${fileNameOf(own.contract.name)}.schema.json`, jsonText(recordSchema(own.contract, own))] as const,
  );
  const notice = '# Generated from contracts/ by `npm run codegen`; do not edit.\n';
  const odcs = silverTables.map(
    (table) => [odcsFile(table.name), `${notice}${stringify(dataContractOf(table), { lineWidth: 0 })}`] as const,
  );
  return new Map([['event.schema.json', jsonText(eventSchema(contracts))], ...ofContracts, ...odcs]);
}

/** Whether a file of the folder is one of these. */
export const isExported = (file: string) => /\.(?:schema\.json|odcs\.yaml)$/.test(file);

if (import.meta.main) {
  const files = currentExports();
  await mkdir(exportedFolder, { recursive: true });
  const old = (await readdir(exportedFolder)).filter((file) => isExported(file) && !files.has(file));
  for (const file of old) await rm(join(exportedFolder, file));
  for (const [file, text] of files) await writeFile(join(exportedFolder, file), text);
}
