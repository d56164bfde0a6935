import { z } from 'zod';
import { type CodeSystem, type CodeSystemName, codeSystems } from './code-systems.ts';
import type { PhiClass } from './phi-classes.ts';
import {
  respellCode,
  respellDate,
  respellInstant,
  respellLines,
  respellMoney,
  respellPartialDate,
  respellPostalCode,
  respellSocialSecurityNumber,
} from './spellings.ts';
import { createCanonical, splitSeveral, type ValueSet } from './value-sets.ts';

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
  /** A record may leave the field out. */
  readonly isOptional: boolean;
  readonly severity: Severity;
  /** What a wrong value becomes instead of nothing. */
  readonly otherwise?: string;
  /** Other usual spellings of a value as the schema wants it; what it does not know it gives back as it came. */
  readonly respell?: (value: unknown) => unknown;
  /** The value has no form: anyone can have typed anything, so it is scanned as that. */
  readonly isFreeText?: true;
  /** The values are those of a set, so nothing of a person can be among them. */
  readonly isClosed?: true;
  /** The field whose code a display text names. */
  readonly displayOf?: string;
}

interface FieldNotes<P extends PhiClass> {
  readonly phi: P;
  readonly description: string;
}

// A lone surrogate has no UTF-8 form and NUL no place in a VARCHAR: a load would fail for the whole file. Other control
// characters steer terminals, and those of direction show a text as another one (https://www.unicode.org/reports/tr9/).
// Without its `u` flag a pattern counts UTF-16 code units, of which each takes at most three bytes in UTF-8; zod counts
// code points, of which one takes up to four.
const bytesPerCharacter = 3;
const refusedCharacters = '\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff';
// Most texts are ASCII, which is the cheaper question.
const printable = new RegExp(`^(?:[ -~]*|[^${refusedCharacters}]*)$`, 'u');
const unitsUpTo = (most: number) => new RegExp(`^(?=\\s*\\S)[\\s\\S]{0,${most}}$`);

/** Text of 1 to `maxLength` UTF-16 code units on one line, not all of them blanks. */
export function text<P extends PhiClass>(notes: FieldNotes<P> & { readonly maxLength: number }) {
  return {
    schema: printableText(notes.maxLength),
    column: { kind: 'varchar', bytes: notes.maxLength * bytesPerCharacter },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
    severity: 'error',
    isFreeText: true,
    respell: respellLines,
  } as const satisfies Field;
}

const printableText = (maxLength: number) =>
  z.string().min(1).max(maxLength, { abort: true }).regex(unitsUpTo(maxLength)).regex(printable);

/** Number of a line among others, as its source counts: 1 to 6 digits, kept as text. */
export function lineNumber<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.string().regex(/^\d{1,6}$/),
    column: { kind: 'varchar', bytes: 16 * bytesPerCharacter },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
    severity: 'error',
    respell: (value: unknown) => (typeof value === 'number' ? String(value) : value),
  } as const satisfies Field;
}

/** Name of a person, or a part of one: text with a letter in it. */
export function personName(notes: { readonly maxLength: number; readonly description: string }) {
  return {
    ...text({ ...notes, phi: 'name' }),
    schema: printableText(notes.maxLength).regex(/\p{L}/u),
  } as const satisfies Field;
}

/**
 * The text of a code, as the source writes it. It leaves the vault only where a terminology knows it as that code's text,
 * because anyone can type anything there.
 */
export function displayText(notes: { readonly maxLength: number; readonly of: string; readonly description: string }) {
  const { of, ...rest } = notes;
  return { ...text({ ...rest, phi: 'display_text' }), displayOf: of, severity: 'warn' } as const satisfies Field;
}

// Most identifiers are of the first kind, which takes one pass.
const identifierForm =
  /^(?:[A-Za-z0-9][A-Za-z0-9._:-]{0,63}|(?=[^A-Za-z0-9]*[A-Za-z0-9])(?=.{1,64}$)[!-~]+(?: [!-~]+)*)$/;

/**
 * An identifier that a source system gave: 1 to 64 visible ASCII characters with single blanks inside, one of them a letter
 * or digit; always text, so leading zeros survive. Hospitals write `A/12`, `MRN 12#3`, `123^^^EPIC`, `urn:oid:1.2.840`.
 */
export function identifier<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.string().regex(identifierForm),
    column: { kind: 'varchar', bytes: 64 },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
    severity: 'error',
  } as const satisfies Field;
}

/**
 * A value of a value set: the code of any spelling that the set knows, and `other` with a warning for anything else, so
 * that no text of a person's own gets through.
 * @param notes `maxLength` in characters, three bytes each: columns keep the width they once had
 */
export function coded<P extends PhiClass>(
  notes: FieldNotes<P> & { readonly set: ValueSet; readonly maxLength: number },
) {
  const canonical = createCanonical(notes.set);
  return {
    schema: z.enum(Object.keys(notes.set.codes)),
    column: { kind: 'varchar', bytes: notes.maxLength * bytesPerCharacter },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
    severity: 'warn',
    otherwise: 'other',
    isClosed: true,
    respell: (value: unknown) => (typeof value === 'string' ? (canonical(value) ?? value) : value),
  } as const satisfies Field;
}

/** Several values of a set in one text, in the order of the record, each once; stored with a blank between two. */
export function codedList<P extends PhiClass>(
  notes: FieldNotes<P> & { readonly set: ValueSet; readonly maxLength: number },
) {
  const canonical = createCanonical(notes.set);
  const one = Object.keys(notes.set.codes).join('|');
  return {
    ...coded(notes),
    schema: z
      .string()
      .max(notes.maxLength)
      .regex(new RegExp(`^(?:${one})(?: (?:${one}))*$`)),
    respell: (value: unknown) => {
      if (typeof value !== 'string') return value;
      const whole = canonical(value);
      if (whole !== undefined) return whole;
      const several = splitSeveral(value).map(canonical);
      return several.includes(undefined) ? value : [...new Set(several)].join(listSeparator);
    },
  } as const satisfies Field;
}

/**
 * A code of one of the systems; always text, because leading zeros count.
 * @param notes `bytes` where the column is wider than the longest code
 */
export function code<P extends PhiClass>(
  notes: FieldNotes<P> & { readonly systems: readonly CodeSystemName[]; readonly bytes?: number },
) {
  return {
    schema: z.string().regex(formOf(notes.systems)).refine(isCodeOf(notes.systems)),
    column: { kind: 'varchar', bytes: notes.bytes ?? longestOf(notes.systems) },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
    severity: 'error',
    respell: respellCode,
  } as const satisfies Field;
}

/** A list of 1 to `most` codes, the first being the principal one; stored as one text, a space between two codes. */
export function codeList<P extends PhiClass>(
  notes: FieldNotes<P> & { readonly systems: readonly CodeSystemName[]; readonly most: number },
) {
  return {
    schema: z
      .array(z.string().regex(formOf(notes.systems)).refine(isCodeOf(notes.systems)))
      .min(1)
      .max(notes.most),
    column: { kind: 'varchar', bytes: notes.most * (longestOf(notes.systems) + listSeparator.length) },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
    severity: 'error',
    respell: (value: unknown) => (Array.isArray(value) ? value.map(respellCode) : value),
  } as const satisfies Field;
}

/** Stands between the codes of a stored list; no code has one. */
const listSeparator = ' ';

const formOf = (systems: readonly CodeSystemName[]) =>
  new RegExp(`^(?:${systems.map((system) => codeSystems[system].form).join('|')})$`);
const longestOf = (systems: readonly CodeSystemName[]) =>
  Math.max(...systems.map((system) => codeSystems[system].bytes));
const mostSeen = 10_000;
/** The check digit is asked for where a code has the form of no system without one. */
const isCodeOf = (systems: readonly CodeSystemName[]) => {
  const known = systems.map((system) => ({ form: formOf([system]), holds: (codeSystems[system] as CodeSystem).holds }));
  const isCode = (value: string) =>
    known.some(({ form, holds }) => form.test(value) && (holds === undefined || holds(value)));
  // Codes are few and come again and again; what is no code is judged each time.
  const seen = new Set<string>();
  return (value: string) => {
    if (seen.has(value)) return true;
    if (!isCode(value)) return false;
    if (seen.size < mostSeen) seen.add(value);
    return true;
  };
};

/**
 * Social security number, with or without hyphens. Numbers that were never issued are none
 * (https://www.ssa.gov/employer/randomizationfaqs.html): area 000 or 666, group 00, serial 0000, and two that
 * advertisements made known. Areas of 900 and more pass, because generated data uses them.
 */
export function socialSecurityNumber<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.string().regex(/^(?!000|666|123-?45-?6789$|078-?05-?1120$)\d{3}-?(?!00)\d{2}-?(?!0000)\d{4}$/),
    column: { kind: 'varchar', bytes: 11 },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
    severity: 'error',
    respell: respellSocialSecurityNumber,
  } as const satisfies Field;
}

/**
 * Postal code: of the United States with five or nine digits, or one of another country: at most ten letters, digits,
 * blanks and hyphens, with five digits where there are letters, else eight, and no four letters in a row but in
 * British territories (`FIQQ 1ZZ`). No country but Iran has more (https://en.wikipedia.org/wiki/List_of_postal_codes);
 * telephone numbers, licences, days and words have.
 */
export function postalCode<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.string().regex(postalCodeForm),
    column: { kind: 'varchar', bytes: 10 * bytesPerCharacter },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
    severity: 'error',
    respell: respellPostalCode,
  } as const satisfies Field;
}

const postalCodeForm = new RegExp(
  [
    String.raw`^(?:\d{5}-\d{4}|(?=.{2,10}$)(?=\D*\d)`,
    String.raw`(?!(?=.*[A-Z])(?:\D*\d){6}|(?:\D*\d){9}|\d+[ -]\d+[ -]|.*[A-Z]{4}(?! ?1ZZ$))`,
    '[A-Z0-9]+(?:[ -][A-Z0-9]+)*)$',
  ].join(''),
);

/** Exact amount of money: a decimal string with at most two decimals. */
export function money<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.string().regex(/^-?\d{1,15}(\.\d{1,2})?$/),
    column: { kind: 'decimal', precision: 18, scale: 2 },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
    severity: 'error',
    respell: respellMoney,
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
    severity: 'error',
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
    severity: 'error',
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
    severity: 'error',
  } as const satisfies Field;
}

// Years 1 to 9999 are what every engine and every driver can hold. An offset can lead out of them on the first and the last day.
const yearOfFourDigits = /^(?!0000|0001-01-01T.*\+(?!00:00)|9999-12-31T.*-(?!00:00)\d\d:\d\d$)/;

/**
 * A point in time: ISO 8601 with seconds and an offset; stored as UTC. Local times are refused, because nobody can tell
 * when that was.
 */
export function instant<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.iso.datetime({ offset: true }).regex(yearOfFourDigits),
    column: { kind: 'timestamp' },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
    severity: 'error',
    respell: respellInstant,
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
    severity: 'error',
    respell: respellDate,
  } as const satisfies Field;
}

/** A date as exactly as it is known: `YYYY-MM-DD`, `YYYY-MM` or `YYYY` (https://hl7.org/fhir/R4/datatypes.html#date). */
export function partialDate<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.union([z.iso.date().regex(yearOfFourDigits), z.string().regex(/^(?!0000)\d{4}(?:-(?:0[1-9]|1[0-2]))?$/)]),
    column: { kind: 'varchar', bytes: 10 },
    phi: notes.phi,
    description: notes.description,
    isOptional: false,
    severity: 'error',
    respell: respellPartialDate,
  } as const satisfies Field;
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
