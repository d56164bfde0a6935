import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { registry } from '../../contracts/registry.ts';
import { type FieldIds, withNewFields } from '../../domain/lake/field-ids.ts';
import { isTable, lakeCatalog } from '../../domain/lake/lake-catalog.ts';
import { lakeTables } from '../../domain/lake/lake-tables.ts';
import { readModels } from '../../embedded/glue/model-catalog.ts';

/** The field ids of the Iceberg tables in this repository, which the CDK app reads; only ever grows. */
export const fieldIdsPath = fileURLToPath(new URL('../../glue-scripts/field-ids.json', import.meta.url));

/** The ids on disk with those of new tables and columns. @throws Error when a model is not well formed. */
export async function grownFieldIds(): Promise<FieldIds> {
  const { changes, models } = lakeCatalog(lakeTables(registry), await readModels());
  return withNewFields(JSON.parse(await readFile(fieldIdsPath, 'utf8')), [
    ...models.filter(isTable),
    ...changes.map(({ table, columns }) => ({ name: table, columns })),
  ]);
}

/** As the formatter of the repository writes it: a table's columns in one line where they fit. */
export function fieldIdsText(ids: FieldIds): string {
  const tables = Object.entries(ids).map(([name, columns]) => {
    const line = `  ${JSON.stringify(name)}: ${JSON.stringify(columns).replaceAll('","', '", "')}`;
    if (line.length < 120) return line;
    return `  ${JSON.stringify(name)}: [\n${columns.map((column) => `    ${JSON.stringify(column)}`).join(',\n')}\n  ]`;
  });
  return `{\n${tables.join(',\n')}\n}\n`;
}

if (import.meta.main) await writeFile(fieldIdsPath, fieldIdsText(await grownFieldIds()));
