import { z } from 'zod';

const name = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/);
const tableName = z.string().regex(/^(staging|history|star|reporting|audit)\.[a-z][a-z0-9_]{0,62}$/);
const sentence = z.string().min(1).max(500);

const modelSchema = z.strictObject({
  /** Schema and name of the table or view. */
  model: tableName,
  description: sentence,
  /** What one row is, in words. */
  grain: sentence,
  /** Columns that identify a row. */
  key: z.array(name).min(1),
  columns: z.array(z.strictObject({ name, description: sentence })).min(1),
  /** A dimension with history, built from the change history of a contract. */
  dimension: z.strictObject({ contract: name }).optional(),
  /** A fact built from the change history of a contract, and the dimensions it points to. */
  fact: z
    .strictObject({
      contract: name,
      /** Column whose instant picks the version of each dimension member. */
      at: name,
      references: z.array(z.strictObject({ dimension: name, sk: name, bk: name })),
      dates: z.array(name),
    })
    .optional(),
  /** Ids of the invariants that hold for the table; the statements are generated. */
  invariants: z.array(z.string().regex(/^I\d{1,2}$/)).optional(),
});

/** What the yml beside a table or view says about it. */
export type Model = z.infer<typeof modelSchema>;
export type FactModel = Model & { readonly fact: NonNullable<Model['fact']> };
export type DimensionModel = Model & { readonly dimension: NonNullable<Model['dimension']> };

/**
 * Checks the parsed content of a model's yml file.
 * @param file name of the file, for the error
 * @throws Error naming the file and each offending member
 */
export function parseModel(file: string, content: unknown): Model {
  const result = modelSchema.safeParse(content);
  if (result.success) return result.data;
  throw new Error(`${file} does not describe a model:\n${z.prettifyError(result.error)}`);
}

/** True for the model of a dimension with history. */
export function isDimension(model: Model): model is DimensionModel {
  return model.dimension !== undefined;
}

/** True for the model of a fact. */
export function isFact(model: Model): model is FactModel {
  return model.fact !== undefined;
}

/** `star.dim_patient` gives `dim_patient`. */
export function unqualified(model: Model): string {
  return model.model.slice(model.model.indexOf('.') + 1);
}
