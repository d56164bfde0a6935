import type { z } from 'zod';
import type { CodeSystemName } from '../code-systems.ts';
import type { NormalizationKind } from '../normalization.ts';
import type { PhiClass } from '../phi-classes.ts';
import type { UnitCode } from '../units.ts';
import type { ValueSet } from '../value-sets.ts';

/** Type of a typed, stored column. Lengths of `varchar` are bytes, as in Redshift. */
export type ColumnType =
  | { readonly kind: 'varchar'; readonly bytes: number }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'integer' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'date' };

/** A validated value. Money, instants and dates are text; a list is one of codes, in the order of the record. */
export type FieldValue = string | number | boolean | readonly string[];

/**
 * What a wrong value costs. `error`: the record, which goes to quarantine. `warn`: the value, which is left out, or becomes
 * `other` where the field has a value set; the record stays and the warning is counted.
 */
export type Severity = 'error' | 'warn';

/** One field of a contract. `phi` has no default on purpose: a field nobody classified does not compile. */
export interface Field {
  readonly schema: z.ZodType<FieldValue | undefined>;
  readonly column: ColumnType;
  readonly phi: PhiClass;
  readonly description: string;
  /** Its values in a few words of a reader, for the data dictionary. */
  readonly form: string;
  /** A record may leave the field out. */
  readonly isOptional: boolean;
  readonly severity: Severity;
  /** What a wrong value becomes instead of nothing. */
  readonly otherwise?: string;
  /** Other usual spellings of a value as the schema wants it; what it does not know it gives back as it came. */
  readonly respell?: (value: unknown) => unknown;
  /** What `respell` does to a value; it is counted under this name. */
  readonly normalization?: NormalizationKind;
  /** The least and the greatest number that the field takes. */
  readonly range?: { readonly min: number; readonly max: number };
  /** Unit that a measured value is stored in. */
  readonly unit?: UnitCode;
  /** The field in which a record names the unit of this value, where it is not written with the value. */
  readonly unitField?: string;
  /** Decimals that a converted value is rounded to. */
  readonly scale?: number;
  /** The value has no form: anyone can have typed anything, so it is scanned as that. */
  readonly isFreeText?: true;
  /** The values are those of a set, so nothing of a person can be among them. */
  readonly isClosed?: true;
  /** The field whose code a display text names. */
  readonly displayOf?: string;
  /** The set that its codes are of. */
  readonly valueSet?: ValueSet;
  /** The published systems that its codes are of. */
  readonly codeSystems?: readonly CodeSystemName[];
}

/** What every kind of field asks for. */
export interface FieldNotes<P extends PhiClass> {
  readonly phi: P;
  readonly description: string;
}

/** The same field, which a record may leave out. */
export function optional<F extends Field>(field: F): OptionalField<F> {
  // What `optional` of a schema gives is the optional schema; only its declaration forgets which one it was.
  return { ...field, schema: field.schema.optional() as z.ZodOptional<F['schema']>, isOptional: true };
}

/** The same field, whose wrong value costs the record. */
export function strict<F extends Field>(field: F): Omit<F, 'severity'> & { readonly severity: 'error' } {
  return { ...field, severity: 'error' };
}

/** The same field, which a record may leave out and whose wrong value is left out too, with a warning. */
export function lenient<F extends Field>(field: F): LenientField<F> {
  return { ...optional(field), severity: 'warn' };
}

type LenientField<F extends Field> = Omit<OptionalField<F>, 'severity'> & { readonly severity: 'warn' };

type OptionalField<F extends Field> = Omit<F, 'schema' | 'isOptional'> & {
  readonly schema: z.ZodOptional<F['schema']>;
  readonly isOptional: true;
};

/** Stands between the codes of a stored list; no code has one. */
export const listSeparator = ' ';

/** A value as text: what is masked, hashed and stored. */
export function valueText(value: FieldValue): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? value.join(listSeparator) : String(value);
}

export type Fields = Readonly<Record<string, Field>>;

/** Names of the fields that a record may leave out. */
export type OptionalFieldOf<F extends Fields> = {
  [K in keyof F]: F[K]['isOptional'] extends true ? K : never;
}[keyof F];

/** The validated data of a record with these fields; a field that the record left out is absent. */
export type DataOf<F extends Fields> = {
  readonly [K in Exclude<keyof F, OptionalFieldOf<F>>]: z.output<F[K]['schema']>;
} & { readonly [K in OptionalFieldOf<F>]?: z.output<F[K]['schema']> | undefined };

/** Names of the fields that every record has and that hold a point in time. */
export type InstantFieldOf<F extends Fields> = {
  [K in keyof F]: F[K]['isOptional'] extends true
    ? never
    : F[K]['column'] extends { readonly kind: 'timestamp' }
      ? K
      : never;
}[keyof F] &
  string;
