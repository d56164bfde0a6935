import { z } from 'zod';
import type { PhiClass } from '../phi-classes.ts';
import { respellLines } from '../spellings.ts';
import type { Field, FieldNotes } from './field.ts';

// A lone surrogate has no UTF-8 form and NUL no place in a VARCHAR: a load would fail for the whole file. Other control
// characters steer terminals, and those of direction show a text as another one (https://www.unicode.org/reports/tr9/).
// Without its `u` flag a pattern counts UTF-16 code units, of which each takes at most three bytes in UTF-8; zod counts
// code points, of which one takes up to four.
export const bytesPerCharacter = 3;
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
    form: `text on one line, at most ${notes.maxLength} characters`,
    isOptional: false,
    severity: 'error',
    isFreeText: true,
    respell: respellLines,
    normalization: 'lines',
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
    form: '1 to 6 digits',
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
    form: `name with a letter in it, at most ${notes.maxLength} characters`,
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
