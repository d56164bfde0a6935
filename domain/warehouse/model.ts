import { z } from 'zod';
import { SafeError } from '../safe-error.ts';
import type { TableColumn } from './sql-text.ts';

const name = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/);
const tableName = z.string().regex(/^(staging|history|star|reporting|audit)\.[a-z][a-z0-9_]{0,62}$/);
const sentence = z.string().min(1).max(500);

const tableSchema = z.strictObject({
  /** Schema and name of the table or view. */
  model: tableName,
  description: sentence,
  /** What one row is, in words. */
  grain: sentence,
  /** Columns that identify a row. */
  key: z.array(name).min(1),
  columns: z.array(z.strictObject({ name, description: sentence })).min(1),
});

/** How Redshift lays a table out, and why. */
const storageSchema = z.strictObject({
  /** `all`: a copy on every node; a column: by its values; left out, Redshift chooses. */
  distribute_by: z.union([z.literal('all'), name]).optional(),
  /** Column that the rows of a node are sorted by; left out, Redshift chooses. */
  sort_by: name.optional(),
  because: sentence,
});

const dimensionSchema = z.strictObject({
  /** The contract of reference data that the dimension shows. */
  dimension: name,
  description: sentence,
  grain: sentence,
  storage: storageSchema.optional(),
});

/** The type of a computed column: `bigint`, `decimal(18, 2)`. */
const computedType = z.string().transform((text, context): TableColumn['type'] => {
  const [, precision, scale] = /^decimal\((\d{1,2}), ?(\d{1,2})\)$/.exec(text) ?? [];
  if (precision !== undefined && scale !== undefined) {
    return { kind: 'decimal', precision: Number(precision), scale: Number(scale) };
  }
  const kind = (['bigint', 'integer', 'boolean', 'date', 'timestamp'] as const).find((known) => known === text);
  if (kind !== undefined) return { kind };
  context.issues.push({ code: 'custom', input: text, message: 'no type of a computed column' });
  return z.NEVER;
});

const factSchema = z.strictObject({
  /** The contract of events that the fact shows. */
  fact: name,
  description: sentence,
  grain: sentence,
  /** Fields that get a key of the calendar: `started_at` gives `started_date_key`. */
  dates: z.array(name).default([]),
  /** Columns that follow from others. `sql` names fields of the contract. */
  computed: z.array(z.strictObject({ name, type: computedType, sql: sentence, description: sentence })).default([]),
  /** Fields that the star does without. */
  exclude: z.array(name).default([]),
  /** Columns that add up; by default those with decimals. */
  measures: z.array(name).optional(),
  storage: storageSchema.optional(),
});

/** What the yml beside a table or view written by hand says about it. */
export type TableModel = z.infer<typeof tableSchema>;
export type DimensionModel = z.infer<typeof dimensionSchema>;
export type FactModel = z.infer<typeof factSchema>;
export type StorageModel = z.infer<typeof storageSchema>;
export type Model = TableModel | DimensionModel | FactModel;

/** What people wrote below `warehouse/`. */
export interface WrittenWarehouse {
  readonly tables: readonly TableModel[];
  readonly dimensions: readonly DimensionModel[];
  readonly facts: readonly FactModel[];
  /** Every SQL file. */
  readonly files: readonly SqlFile[];
}

/** A file of SQL, by its path below `warehouse/`. */
export interface SqlFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Checks the parsed content of a model's yml file: of a dimension, of a fact, or of a table or view with SQL of its own.
 * @param file name of the file, for the error
 * @throws Error naming the file and each offending member
 */
export function parseModel(file: string, content: unknown): Model {
  const has = (member: string) => typeof content === 'object' && content !== null && Object.hasOwn(content, member);
  const schema = has('dimension') ? dimensionSchema : has('fact') ? factSchema : tableSchema;
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  throw new SafeError(`${file} does not describe a model:\n${z.prettifyError(result.error)}`);
}

export const isDimensionModel = (model: Model): model is DimensionModel => 'dimension' in model;
export const isFactModel = (model: Model): model is FactModel => 'fact' in model;
export const isTableModel = (model: Model): model is TableModel => 'model' in model;
