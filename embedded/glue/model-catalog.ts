import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { modelPath } from '../../domain/lake/generated-models.ts';
import {
  type CatalogModel,
  isTable,
  type LakeCatalog,
  type ModelFolder,
  modelFolders,
  rebuilds,
} from '../../domain/lake/lake-catalog.ts';
import type { LakeColumn } from '../../domain/lake/lake-columns.ts';
import { martParts } from '../../domain/lake/parts.ts';
import { tablesRead } from '../../domain/lake/tables-read.ts';
import { SafeError } from '../../domain/safe-error.ts';
import { lintLakeSql } from './lint.ts';

/** The folder of the lake models in this repository. */
export const modelsPath = fileURLToPath(new URL('../../glue-scripts/models', import.meta.url));

/** The catalog of the lake in this repository, generated from the contracts and the models. */
export const catalogPath = fileURLToPath(new URL('../../glue-scripts/catalog.json', import.meta.url));

const name = z.string().regex(/^[a-z][a-z0-9_]*$/);
const table = z.string().regex(/^(changes|silver|gold|checks|totals|before_silver|before_gold)\.[a-z][a-z0-9_]*$/);
// Amounts stand as text: YAML would make a binary number of 1.10, and its zero would go.
const rows = z.array(z.record(name, z.union([z.string(), z.int(), z.boolean(), z.null()])));
const notesSchema = z.strictObject({
  name: table,
  description: z.string().min(1),
  grain: z.array(name).min(1),
  reads: z.array(table).min(1),
  rebuild: z.enum(rebuilds),
  columns: z
    .array(
      z.strictObject({
        name,
        type: z.string().regex(/^(STRING|BIGINT|INT|BOOLEAN|DOUBLE|DATE|TIMESTAMP|DECIMAL\(\d{1,2},\d{1,2}\))$/),
        nullable: z.boolean(),
        description: z.string().min(1),
      }),
    )
    .min(1),
});

/** What the yml of a mart says besides. */
const martSchema = notesSchema
  .extend({
    /** The view of the warehouse that has the same rows. */
    equals: z
      .string()
      .regex(/^reporting\.[a-z][a-z0-9_]*$/)
      .optional(),
    /** Of one that a run computes from what changed: how what it sums divides, and the columns that it sums. */
    parts: z
      .strictObject({
        by: name.optional(),
        links: z
          .array(z.strictObject({ from: table, field: name, to: table }))
          .min(1)
          .optional(),
        sums: z.array(name).min(1),
      })
      .refine(({ by, links }) => (by === undefined) !== (links === undefined), 'parts are by a column or by links')
      .optional(),
    totals: z.array(
      z
        .strictObject({
          of: table,
          where: z.string().min(1).optional(),
          rows: name.optional(),
          sums: z.record(name, name),
        })
        .refine(({ rows, sums }) => rows !== undefined || Object.keys(sums).length > 0, 'these count and sum nothing'),
    ),
    /** Rows of the tables it reads, and what it makes of them: an example, and a test. What is left out is NULL or 0. */
    given: z.record(table, rows),
    expect: rows,
  })
  .superRefine((mart, context) => {
    const known = mart.columns.map((column) => column.name);
    if ((mart.rebuild === 'affected') !== (mart.parts !== undefined)) {
      context.addIssue('it says rebuild: affected and of which parts it is, or neither');
    }
    const promised = mart.totals.flatMap(({ rows: counted, sums }) => [counted ?? [], Object.keys(sums)].flat());
    const named = [...promised, ...(mart.parts?.sums ?? [])];
    for (const column of named.filter((column) => !known.includes(column))) {
      context.addIssue(`its totals or parts name ${column}, which is not one of its columns`);
    }
    for (const given of Object.keys(mart.given).filter((given) => !mart.reads.includes(given))) {
      context.addIssue(`its example gives rows of ${given}, which it does not read`);
    }
  });

/** A mart as its yml describes it, with its example. */
export type MartNotes = z.infer<typeof martSchema>;

type ModelNotes = z.infer<typeof notesSchema>;

/** A lake model: its query and what its yml says of it. */
export interface Model extends CatalogModel {
  /** The table's own name, without its schema. */
  readonly table: string;
  readonly sql: string;
}

/** What readers of a stored table know of it. */
export interface StoredTable extends Pick<Model, 'name' | 'folder' | 'table'> {
  readonly columns: readonly LakeColumn[];
}

/** The tables of the lake as the catalog has them: to read them costs a hundredth of reading the models. */
export async function readStoredTables(): Promise<readonly StoredTable[]> {
  const { models }: Pick<LakeCatalog, 'models'> = JSON.parse(await readFile(catalogPath, 'utf8'));
  return models.filter(isTable).map((model) => ({ ...model, table: tableOf(model) }));
}

/** A table's own name, without its schema. */
const tableOf = ({ name, folder }: Pick<Model, 'name' | 'folder'>) => name.slice(folder.length + 1);

/** What is wrong with a model: its text, or its yml against its text. */
function faults(model: Model): readonly string[] {
  const found = lintLakeSql(model.sql).map((finding) => `line ${finding.line}: ${finding.message}`);
  const reads = tablesRead(model.sql);
  const declared = [...model.reads].sort();
  if (reads.join() !== declared.join()) {
    found.push(`its yml says it reads ${declared.join(', ')}, its SQL reads ${reads.join(', ')}`);
  }
  const columns = model.columns.map((column) => column.name);
  for (const column of model.grain) {
    if (!columns.includes(column)) found.push(`its grain names ${column}, which is not one of its columns`);
  }
  return found;
}

/** What the yml of a model says. */
async function readNotes<T extends ModelNotes>(root: string, path: string, schema: z.ZodType<T>): Promise<T> {
  const notes = schema.safeParse(parse(await readFile(join(root, `${path}.yml`), 'utf8')));
  if (!notes.success) throw new SafeError(`${path}.yml is not a model description: ${z.prettifyError(notes.error)}`);
  const described = modelPath(notes.data.name);
  if (described !== path) throw new SafeError(`${path}.yml describes ${notes.data.name}, whose files are ${described}`);
  return notes.data;
}

async function readModel(root: string, folder: ModelFolder, own: string): Promise<Model> {
  const path = `${folder}/${own}`;
  const notes: ModelNotes & Partial<Pick<MartNotes, 'parts'>> = await readNotes(
    root,
    path,
    folder === 'gold' ? martSchema : notesSchema,
  );
  const { name, description, grain, reads, rebuild, columns } = notes;
  const sql = await readFile(join(root, `${path}.sql`), 'utf8');
  const parts = notes.parts === undefined ? undefined : martParts(sql, notes.parts);
  if (notes.parts !== undefined && parts === undefined) {
    throw new SafeError(`model ${name}: its yml says it is of parts, so its SQL begins with WITH parts AS (..)`);
  }
  const model = {
    name,
    description,
    grain,
    reads,
    rebuild,
    parts,
    columns,
    folder,
    table: tableOf({ name, folder }),
    sql,
  };
  const fault = faults(model)[0];
  if (fault !== undefined) throw new SafeError(`model ${model.name}: ${fault}`);
  return model;
}

/** `models` with every model after those it reads. @throws SafeError naming the models of a cycle. */
export function inDependencyOrder(models: readonly Model[]): readonly Model[] {
  const waiting = new Map(models.map((model) => [model.name, model]));
  const ordered: Model[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter((model) => model.reads.every((read) => !waiting.has(read)));
    if (ready.length === 0)
      throw new SafeError(`models read each other in a circle: ${[...waiting.keys()].join(', ')}`);
    for (const model of ready) {
      waiting.delete(model.name);
      ordered.push(model);
    }
  }
  return ordered;
}

/**
 * Reads the models of a folder laid out as `{silver,gold,checks,totals}/<table>.{sql,yml}`, names with `-` for `_`, in dependency order.
 * @throws SafeError naming the model, when its SQL leaves the portable subset or its yml does not fit its SQL.
 */
export async function readModels(root: string = modelsPath): Promise<readonly Model[]> {
  const models: Model[] = [];
  for (const folder of modelFolders) {
    for (const own of await modelsIn(root, folder)) models.push(await readModel(root, folder, own));
  }
  const ordered = inDependencyOrder(models);
  requireOneLog(ordered);
  requireDivided(ordered);
  return ordered;
}

/** @throws SafeError naming a model of affected rows that comes from more than one change log, or from a table built whole. */
function requireOneLog(models: readonly Model[]): void {
  const logs = new Map<string, string>();
  for (const { name, rebuild, parts, reads } of models) {
    if (rebuild !== 'affected' || parts !== undefined || reads.some((read) => read.startsWith('gold.'))) continue;
    const own = new Set(reads.map((read) => (read.startsWith('changes.') ? read : logs.get(read))));
    const [log] = own;
    if (own.size !== 1 || log === undefined) {
      throw new SafeError(
        `model ${name}: its yml says rebuild: affected, so it reads one change log, itself or through models of the kind; it reads ${reads.join(', ')}`,
      );
    }
    logs.set(name, log);
  }
}

/** @throws SafeError naming a mart that is of parts by a column which one of their tables lacks. */
function requireDivided(models: readonly Model[]): void {
  for (const { name, parts } of models) {
    if (parts === undefined) continue;
    const named = parts.links?.map(({ from, field }) => ({ from, field }));
    for (const { from, field } of named ?? parts.reads.map((read) => ({ from: read, field: parts.by }))) {
      const table = models.find((model) => model.name === from);
      if (table?.columns.every((column) => column.name !== field) === true) {
        throw new SafeError(`model ${name}: it is of parts by ${field}, which ${from} lacks`);
      }
    }
  }
}

/**
 * The models of this repository in dependency order, with what the generated catalog says of them: reading and checking
 * their ymls, as {@link readModels} does, costs every run half a second.
 */
export async function readCatalogModels(): Promise<readonly Model[]> {
  const { models }: Pick<LakeCatalog, 'models'> = JSON.parse(await readFile(catalogPath, 'utf8'));
  return Promise.all(
    models.map(async (model) => ({
      ...model,
      table: tableOf(model),
      sql: await readFile(join(modelsPath, `${modelPath(model.name)}.sql`), 'utf8'),
    })),
  );
}

/** What the marts of a folder of models promise. @throws SafeError naming the yml that is not well formed. */
export async function readMarts(root: string = modelsPath): Promise<readonly MartNotes[]> {
  const own = await modelsIn(root, 'gold');
  return Promise.all(own.map((mart) => readNotes(root, `gold/${mart}`, martSchema)));
}

/** The names of the models' files in a folder, in alphabetical order. */
async function modelsIn(root: string, folder: ModelFolder): Promise<readonly string[]> {
  const ending = '.sql';
  const files = (await readdir(join(root, folder))).filter((file) => file.endsWith(ending)).sort();
  return files.map((file) => file.slice(0, -ending.length));
}
