import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { modelPath } from '../../domain/lake/generated-models.ts';
import { SafeError } from '../../domain/safe-error.ts';
import { isSignificant, tokenizeSql } from '../../domain/sql/sql-tokens.ts';
import { lintLakeSql } from './lint.ts';

/** The folder of the lake models in this repository. */
export const modelsPath = fileURLToPath(new URL('../../glue-scripts/models', import.meta.url));

const folders = ['silver', 'gold', 'checks'] as const;
export type ModelFolder = (typeof folders)[number];

const name = z.string().regex(/^[a-z][a-z0-9_]*$/);
const table = z.string().regex(/^(changes|silver|gold|checks)\.[a-z][a-z0-9_]*$/);
const notesSchema = z.strictObject({
  name: table,
  description: z.string().min(1),
  grain: z.array(name).min(1),
  reads: z.array(table).min(1),
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

/** A lake model: its query and what its yml says of it. */
export interface Model extends z.infer<typeof notesSchema> {
  readonly folder: ModelFolder;
  /** The table's own name, without its schema. */
  readonly table: string;
  readonly sql: string;
}

/** The tables a query reads: every `schema.table` that stands after FROM or JOIN. */
export function tablesRead(sql: string): readonly string[] {
  const tokens = tokenizeSql(sql).filter(isSignificant);
  const found = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    if (token.text !== '.') continue;
    const schema = tokens[index - 1]?.text;
    const before = tokens[index - 2]?.text.toUpperCase();
    const own = tokens[index + 1]?.text;
    if (before === 'FROM' || before === 'JOIN') found.add(`${schema}.${own}`);
  }
  return [...found].sort();
}

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

async function readModel(root: string, folder: ModelFolder, file: string): Promise<Model> {
  const own = file.slice(0, -'.sql'.length);
  const sql = await readFile(join(root, folder, file), 'utf8');
  const ymlPath = join(root, folder, `${own}.yml`);
  const notes = notesSchema.safeParse(parse(await readFile(ymlPath, 'utf8')));
  if (!notes.success)
    throw new SafeError(`${folder}/${own}.yml is not a model description: ${z.prettifyError(notes.error)}`);
  const described = modelPath(notes.data.name);
  if (described !== `${folder}/${own}`) {
    throw new SafeError(`${folder}/${own}.yml describes ${notes.data.name}, whose files are called ${described}`);
  }
  const model = { ...notes.data, folder, table: notes.data.name.slice(folder.length + 1), sql };
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
 * Reads the models of a folder laid out as `{silver,gold,checks}/<table>.{sql,yml}`, names with `-` for `_`, in dependency order.
 * @throws SafeError naming the model, when its SQL leaves the portable subset or its yml does not fit its SQL.
 */
export async function readModels(root: string = modelsPath): Promise<readonly Model[]> {
  const models: Model[] = [];
  for (const folder of folders) {
    const files = (await readdir(join(root, folder))).filter((file) => file.endsWith('.sql')).sort();
    for (const file of files) models.push(await readModel(root, folder, file));
  }
  return inDependencyOrder(models);
}
