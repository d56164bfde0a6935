import { z } from 'zod';
import { type CodeSystemName, codeSystems } from './code-systems.ts';
import type { PhiClass } from './phi-classes.ts';

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

/** One field of a contract. `phi` has no default on purpose: a field nobody classified does not compile. */
export interface Field {
  readonly schema: z.ZodType<FieldValue | undefined>;
  readonly column: ColumnType;
  readonly phi: PhiClass;
  readonly description: string;
  /** A record may leave the field out. */
  readonly isOptional: boolean;
}

interface FieldNotes<P extends PhiClass> {
  readonly phi: P;
  readonly description: string;
}

// NUL cannot be stored in a Redshift VARCHAR and a lone surrogate has no UTF-8 form; the load would fail for the whole file.
const storableText = /^[^\0\p{Surrogate}]*$/u;
// A UTF-16 code unit takes at most three bytes in UTF-8.
const bytesPerCharacter = 3;
// Zod counts code points, of which one takes up to four bytes; without its `u` flag a pattern counts UTF-16 code units.
const unitsUpTo = (most: number) => new RegExp(`^[\\s\\S]{0,${most}}$`);

/** Text of 1 to `maxLength` UTF-16 code units. */
export function text<P extends PhiClass>(notes: FieldNotes<P> & { readonly maxLength: number }) {
  return {
    schema: z
      .string()
      .min(1)
      .max(notes.maxLength, { abort: true })
      .regex(unitsUpTo(notes.maxLength))
      .regex(storableText),
    column: { kind: 'varchar', bytes: notes.maxLength * bytesPerCharacter },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
  } as const satisfies Field;
}

/** An identifier that a source system gave: 1 to 64 letters, digits and `._:-`; always text, so leading zeros survive. */
export function identifier<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.string().regex(/^[A-Za-z0-9._:-]{1,64}$/),
    column: { kind: 'varchar', bytes: 64 },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
  } as const satisfies Field;
}

/** A code of one of the systems; always text, because leading zeros count. */
export function code<P extends PhiClass>(notes: FieldNotes<P> & { readonly systems: readonly CodeSystemName[] }) {
  return {
    schema: z.string().regex(formOf(notes.systems)),
    column: { kind: 'varchar', bytes: longestOf(notes.systems) },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
  } as const satisfies Field;
}

/** A list of 1 to `most` codes, the first being the principal one; stored as one text, a space between two codes. */
export function codeList<P extends PhiClass>(
  notes: FieldNotes<P> & { readonly systems: readonly CodeSystemName[]; readonly most: number },
) {
  return {
    schema: z
      .array(z.string().regex(formOf(notes.systems)))
      .min(1)
      .max(notes.most),
    column: { kind: 'varchar', bytes: notes.most * (longestOf(notes.systems) + listSeparator.length) },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
  } as const satisfies Field;
}

/** Stands between the codes of a stored list; no code has one. */
const listSeparator = ' ';

const formOf = (systems: readonly CodeSystemName[]) =>
  new RegExp(`^(?:${systems.map((system) => codeSystems[system].form).join('|')})$`);
const longestOf = (systems: readonly CodeSystemName[]) =>
  Math.max(...systems.map((system) => codeSystems[system].bytes));

/** Social security number, with or without hyphens. 9xx numbers pass: generated data uses them. */
export function socialSecurityNumber<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.string().regex(/^\d{3}-?\d{2}-?\d{4}$/),
    column: { kind: 'varchar', bytes: 11 },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
  } as const satisfies Field;
}

/** Exact amount of money: a decimal string with at most two decimals. Binary floats lose cents, so numbers are refused. */
export function money<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.string().regex(/^-?\d{1,15}(\.\d{1,2})?$/),
    column: { kind: 'decimal', precision: 18, scale: 2 },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
  } as const satisfies Field;
}

/** Significant decimal digits that survive the way through a JSON number and back, whatever they are (IEEE 754 binary64). */
export const exactDigits = 15;

/**
 * A number as CSV and careful producers write it becomes the number it says; other text stays text, and is refused as
 * that. More digits than a number can carry exactly are text of no number here.
 */
const numberFromText = (value: unknown): unknown =>
  typeof value === 'string' &&
  /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value) &&
  value.replace(/\D/g, '').length <= exactDigits
    ? Number(value)
    : value;

/** A whole number from `min` to `max`: a JSON number, or its text. At most the 32 bits of an INTEGER. */
export function integer<P extends PhiClass>(notes: FieldNotes<P> & { readonly min: number; readonly max: number }) {
  return {
    schema: z.preprocess(numberFromText, z.int32().min(notes.min).max(notes.max)),
    column: { kind: 'integer' },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
  } as const satisfies Field;
}

/**
 * A measured number from `min` to `max` with at most `scale` decimals: a JSON number, or its text. Never an amount of
 * money. `precision` is at most {@link exactDigits}, so every value keeps its digits on the way.
 * @throws RangeError when the column does not hold the range.
 */
export function decimal<P extends PhiClass>(
  notes: FieldNotes<P> & {
    readonly precision: number;
    readonly scale: number;
    readonly min: number;
    readonly max: number;
  },
) {
  const largest = 10 ** (notes.precision - notes.scale);
  if (notes.precision > exactDigits || notes.min <= -largest || notes.max >= largest) {
    throw new RangeError(`DECIMAL(${notes.precision},${notes.scale}) does not hold ${notes.min} to ${notes.max}`);
  }
  return {
    schema: z.preprocess(
      numberFromText,
      z
        .number()
        .min(notes.min)
        .max(notes.max)
        .multipleOf(10 ** -notes.scale),
    ),
    column: { kind: 'decimal', precision: notes.precision, scale: notes.scale },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
  } as const satisfies Field;
}

const booleanFromText = (value: unknown): unknown => (value === 'true' ? true : value === 'false' ? false : value);

/** True or false: a JSON boolean, or the texts `true` and `false`. */
export function boolean<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.preprocess(booleanFromText, z.boolean()),
    column: { kind: 'boolean' },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
  } as const satisfies Field;
}

// Years 1 to 9999 are what every engine and every driver can hold. An offset can lead out of them on the first and the last day.
const yearOfFourDigits = /^(?!0000|0001-01-01T.*\+(?!00:00)|9999-12-31T.*-(?!00:00)\d\d:\d\d$)/;

/** A point in time: ISO 8601 with seconds and an offset; stored as UTC. `+00:00Z` and local times are refused. */
export function instant<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.iso.datetime({ offset: true }).regex(yearOfFourDigits),
    column: { kind: 'timestamp' },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
  } as const satisfies Field;
}

/** A calendar date, `YYYY-MM-DD`. */
export function calendarDate<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.iso.date().regex(yearOfFourDigits),
    column: { kind: 'date' },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
  } as const satisfies Field;
}

/** The same field, which a record may leave out. */
export function optional<F extends Field>(field: F): OptionalField<F> {
  // What `optional` of a schema gives is the optional schema; only its declaration forgets which one it was.
  return { ...field, schema: field.schema.optional() as z.ZodOptional<F['schema']>, isOptional: true };
}

type OptionalField<F extends Field> = Omit<F, 'schema' | 'isOptional'> & {
  readonly schema: z.ZodOptional<F['schema']>;
  readonly isOptional: true;
};

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
