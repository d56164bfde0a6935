import { z } from 'zod';
import type { PhiClass } from '../phi-classes.ts';
import { respellMoney } from '../spellings.ts';
import type { Field, FieldNotes } from './field.ts';

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
    range: { min: notes.min, max: notes.max },
    phi: notes.phi,
    description: notes.description,
    form: `whole number, ${notes.min} to ${notes.max}`,
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
    range: { min: notes.min, max: notes.max },
    phi: notes.phi,
    description: notes.description,
    form: `number, ${notes.min} to ${notes.max}, at most ${decimals(notes.scale)}`,
    isOptional: false,
    severity: 'error',
  } as const satisfies Field;
}

const decimals = (scale: number) => (scale === 1 ? '1 decimal' : `${scale} decimals`);

/** Exact amount of money: a decimal string with at most two decimals. */
export function money<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.string().regex(/^-?\d{1,15}(\.\d{1,2})?$/),
    column: { kind: 'decimal', precision: 18, scale: 2 },
    phi: notes.phi,
    description: notes.description,
    form: 'amount as text, at most 15 digits and 2 decimals',
    isOptional: false,
    severity: 'error',
    respell: respellMoney,
    normalization: 'money',
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
    form: 'true or false',
    isOptional: false,
    severity: 'error',
  } as const satisfies Field;
}
