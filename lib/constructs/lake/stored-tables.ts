import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The folder of the Spark job, its catalog and its models. */
export const glueScripts = fileURLToPath(new URL('../../../glue-scripts/', import.meta.url));

const columnSchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  /** A type name of Spark SQL: `STRING`, `DECIMAL(18,2)`. */
  type: z.string(),
  nullable: z.boolean(),
  description: z.string(),
});

const catalogSchema = z.object({
  changes: z.array(
    z.object({
      name: z.templateLiteral(['changes.', z.string()]),
      table: z.templateLiteral(['silver.', z.string()]),
      description: z.string(),
      columns: z.array(columnSchema).min(1),
    }),
  ),
  models: z.array(
    z.object({
      name: z.string(),
      folder: z.enum(['silver', 'gold', 'checks', 'totals']),
      description: z.string(),
      grain: z.array(z.string()).min(1),
      columns: z.array(columnSchema).min(1),
    }),
  ),
});

/** Columns by table; the place in the list, counted from one, is the field id. */
const fieldIdsSchema = z.record(z.string(), z.array(z.string()));

export type StoredColumn = z.infer<typeof columnSchema>;
export type ChangeLog = z.infer<typeof catalogSchema>['changes'][number];

/** A table of silver or gold, whose columns have the ids by which Iceberg knows them. */
export interface StoredTable {
  readonly name: string;
  readonly folder: 'silver' | 'gold';
  readonly description: string;
  /** Columns that identify a row; none where rows may repeat. */
  readonly grain: readonly string[];
  readonly columns: readonly (StoredColumn & { readonly fieldId: number })[];
}

/** What is stored: the objects of the change logs, by contract, and the tables that the job keeps. */
export interface StoredTables {
  readonly changes: readonly ChangeLog[];
  /** A table per model of silver and gold, and one per change log. Checks and totals are queries and store no table. */
  readonly tables: readonly StoredTable[];
}

/**
 * Reads `glue-scripts/catalog.json` and `glue-scripts/field-ids.json`, which are generated from the contracts and the models.
 * @throws Error naming what is wrong with a file; `npm run codegen` writes both
 */
export function readStoredTables(): StoredTables {
  const { changes, models } = decodeFile('catalog.json', catalogSchema);
  const ids = decodeFile('field-ids.json', fieldIdsSchema);
  const ofModels = models.flatMap(({ folder, ...model }) =>
    folder === 'silver' || folder === 'gold' ? [{ ...model, folder }] : [],
  );
  const ofLogs = changes.map(({ table, description, columns }) => ({
    name: table,
    folder: 'silver' as const,
    description: `The change log, in few large files. ${description}`,
    grain: [],
    columns,
  }));
  return { changes, tables: [...ofLogs, ...ofModels].map((table) => withFieldIds(table, ids)) };
}

/** @throws Error for a column without an id: one made up here could be that of another column tomorrow */
function withFieldIds(
  table: Omit<StoredTable, 'columns'> & { readonly columns: readonly StoredColumn[] },
  ids: z.infer<typeof fieldIdsSchema>,
): StoredTable {
  const known = ids[table.name] ?? [];
  const columns = table.columns.map((column) => ({ ...column, fieldId: known.indexOf(column.name) + 1 }));
  const stranger = columns.find(({ fieldId }) => fieldId === 0);
  if (stranger !== undefined) {
    throw new Error(`${table.name}: column ${stranger.name} has no field id; run npm run codegen`);
  }
  return { ...table, columns };
}

function decodeFile<T>(file: string, schema: z.ZodType<T>): T {
  const decoded = schema.safeParse(JSON.parse(readFileSync(`${glueScripts}${file}`, 'utf8')));
  if (decoded.success) return decoded.data;
  const faults = decoded.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`glue-scripts/${file} is not as generated; run npm run codegen. ${faults.join('; ')}`);
}

/** `encounter` of `changes.encounter` or `silver.encounter`. */
export function tableName(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}
