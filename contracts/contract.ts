import { z } from 'zod';
import type { StreamName } from './platform/streams.ts';

/**
 * What a value may reveal about a person. Every field of every contract carries one; the masking policies decide by it.
 * The classes follow the identifiers of 45 CFR 164.514(b)(2).
 */
export const phiClasses = {
  name: 'Name of a person, or any part of one',
  ssn: 'Social security number',
  phone: 'Telephone or fax number',
  email: 'E-mail address',
  street: 'Street address or coordinates',
  small_area: 'Area smaller than a state other than a city: county, FIPS, birthplace',
  zip: 'Postal code',
  city: 'City',
  state: 'State',
  birth_date: 'Date of birth',
  service_date: 'Other date of the individual: admission, discharge, service, death',
  record_id: 'Identifier of a patient, encounter, account, member or claim',
  licence: 'Certificate, licence, passport, vehicle or device number',
  free_text: 'Text a person typed',
  none: 'Says nothing about an individual: codes, costs, organizations, demographics that Safe Harbor keeps',
} as const;

export type PhiClass = keyof typeof phiClasses;

/** Type of a typed, stored column. Lengths of `varchar` are bytes, as in Redshift. */
export type ColumnType =
  | { readonly kind: 'varchar'; readonly bytes: number }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'integer' }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'date' };

/** One field of a contract. `phi` has no default on purpose: a field nobody classified does not compile. */
export interface Field {
  readonly schema: z.ZodType;
  readonly column: ColumnType;
  readonly phi: PhiClass;
  readonly description: string;
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
  } as const satisfies Field;
}

/** An identifier that a source system gave: 1 to 64 letters, digits and `._:-`; always text, so leading zeros survive. */
export function identifier<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.string().regex(/^[A-Za-z0-9._:-]{1,64}$/),
    column: { kind: 'varchar', bytes: 64 },
    phi: notes.phi,
    description: notes.description,
  } as const satisfies Field;
}

/** Social security number, with or without hyphens. 9xx numbers pass: generated data uses them. */
export function socialSecurityNumber<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.string().regex(/^\d{3}-?\d{2}-?\d{4}$/),
    column: { kind: 'varchar', bytes: 11 },
    phi: notes.phi,
    description: notes.description,
  } as const satisfies Field;
}

/** Exact amount of money: a decimal string with at most two decimals. Binary floats lose cents, so numbers are refused. */
export function money<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.string().regex(/^-?\d{1,15}(\.\d{1,2})?$/),
    column: { kind: 'decimal', precision: 18, scale: 2 },
    phi: notes.phi,
    description: notes.description,
  } as const satisfies Field;
}

/** A point in time: ISO 8601 with seconds and an offset; stored as UTC. `+00:00Z` and local times are refused. */
export function instant<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.iso.datetime({ offset: true }),
    column: { kind: 'timestamp' },
    phi: notes.phi,
    description: notes.description,
  } as const satisfies Field;
}

/** A calendar date, `YYYY-MM-DD`. */
export function calendarDate<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.iso.date(),
    column: { kind: 'date' },
    phi: notes.phi,
    description: notes.description,
  } as const satisfies Field;
}

/** The same field, which a record may leave out. */
export function optional<F extends Field>(field: F) {
  return { ...field, schema: field.schema.optional() };
}

export type Fields = Readonly<Record<string, Field>>;

/** The validated data of a record: field name to text; a field the record left out is absent. */
export type RecordData = Readonly<Record<string, string | undefined>>;

/** A check over a whole valid record. A broken rule sends the record to quarantine with the rule's id and the field. */
export interface Rule {
  readonly id: string;
  /** The field a person would look at first. */
  readonly field: string;
  readonly description: string;
  readonly holds: (data: RecordData, context: RuleContext) => boolean;
}

export interface RuleContext {
  /** Event time of the record, epoch milliseconds. */
  readonly eventTime: number;
  /** When the record reached the stream, epoch milliseconds: rules judge by it, so a retry judges alike. */
  readonly arrivedAt: number;
}

/** Where the records of this kind stand in a Synthea CSV export: the file, and the header of each field. */
export interface SyntheaSource {
  readonly file: string;
  readonly columns: Readonly<Record<string, string>>;
}

/** Everything medstream knows about one kind of record. */
export interface Contract {
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly stream: StreamName;
  readonly fields: Fields;
  /** Field that identifies the thing a record is about; a later record with the same value is a change of it. */
  readonly businessKey: string;
  /** Field that identifies the individual, or the thing, whose records must stay in order: the partition key. */
  readonly subject: string;
  /** `envelope`: the CloudEvents `time` (reference data: the extract time). Otherwise the name of an instant field. */
  readonly eventTime: 'envelope' | (string & {});
  readonly rules: readonly Rule[];
  readonly synthea: SyntheaSource;
  /** Strict schema of `data`: a field the contract does not name makes the record invalid. */
  readonly schema: z.ZodType<RecordData>;
}

export interface ContractDefinition<F extends Fields> {
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly stream: StreamName;
  readonly fields: F;
  readonly businessKey: keyof F & string;
  readonly subject: keyof F & string;
  readonly eventTime: 'envelope' | (keyof F & string);
  readonly rules: readonly (Rule & { readonly field: keyof F & string })[];
  readonly synthea: { readonly file: string; readonly columns: Readonly<Record<keyof F & string, string>> };
}

/**
 * Declares a contract and checks what the compiler cannot see.
 * @throws Error naming the contract and the field, when a field has no known PHI class or a rule id occurs twice.
 */
export function defineContract<F extends Fields>(definition: ContractDefinition<F>): Contract {
  for (const [field, { phi }] of Object.entries<Field>(definition.fields)) {
    if (!Object.hasOwn(phiClasses, phi)) {
      throw new Error(
        `contract ${definition.name}: field ${field} has no PHI class; give it one of ${Object.keys(phiClasses).join(', ')}`,
      );
    }
  }
  const ruleIds = definition.rules.map((rule) => rule.id);
  const repeated = ruleIds.find((id, index) => ruleIds.indexOf(id) !== index);
  if (repeated !== undefined) throw new Error(`contract ${definition.name}: rule ${repeated} is defined twice`);
  const shape: Record<string, z.ZodType> = {};
  for (const [name, field] of Object.entries<Field>(definition.fields)) shape[name] = field.schema;
  // Compiled once at module scope: several times faster on valid records than the interpreted schema.
  const schema = z.compile(z.strictObject(shape)) as z.ZodType<RecordData>;
  return { ...definition, schema };
}
