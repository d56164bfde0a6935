import { z } from 'zod';
import { wrongCheckDigit } from '../check-digits.ts';
import { type CodeSystem, type CodeSystemName, codeSystems } from '../code-systems.ts';
import type { PhiClass } from '../phi-classes.ts';
import { respellCode } from '../spellings.ts';
import { createCanonical, splitSeveral, type ValueSet } from '../value-sets.ts';
import { type Field, type FieldNotes, listSeparator } from './field.ts';
import { bytesPerCharacter } from './texts.ts';

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
    form: 'code of a value set',
    valueSet: notes.set,
    isOptional: false,
    severity: 'warn',
    otherwise: 'other',
    isClosed: true,
    respell: (value: unknown) => (typeof value === 'string' ? (canonical(value) ?? value) : value),
    normalization: 'value_set',
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
    form: 'codes of a value set, a blank between two',
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
    schema: oneCode(notes.systems),
    column: { kind: 'varchar', bytes: notes.bytes ?? longestOf(notes.systems) },
    phi: notes.phi,
    description: notes.description,
    form: `code: ${titlesOf(notes.systems)}`,
    codeSystems: notes.systems,
    isOptional: false,
    severity: 'error',
    respell: respellCode,
    normalization: 'code',
  } as const satisfies Field;
}

/** A list of 1 to `most` codes, the first being the principal one; stored as one text, a space between two codes. */
export function codeList<P extends PhiClass>(
  notes: FieldNotes<P> & { readonly systems: readonly CodeSystemName[]; readonly most: number },
) {
  return {
    schema: z.array(oneCode(notes.systems)).min(1).max(notes.most),
    column: { kind: 'varchar', bytes: notes.most * (longestOf(notes.systems) + listSeparator.length) },
    phi: notes.phi,
    description: notes.description,
    form: `1 to ${notes.most} codes: ${titlesOf(notes.systems)}`,
    codeSystems: notes.systems,
    isOptional: false,
    severity: 'error',
    respell: (value: unknown) => (Array.isArray(value) ? value.map(respellCode) : value),
    normalization: 'code',
  } as const satisfies Field;
}

const titlesOf = (systems: readonly CodeSystemName[]) => systems.map((system) => codeSystems[system].title).join(', ');
const formOf = (systems: readonly CodeSystemName[]) =>
  new RegExp(`^(?:${systems.map((system) => codeSystems[system].form).join('|')})$`);
const longestOf = (systems: readonly CodeSystemName[]) =>
  Math.max(...systems.map((system) => codeSystems[system].bytes));

/** The form first: of what has it, the check digit. */
const oneCode = (systems: readonly CodeSystemName[]) =>
  z.string().regex(formOf(systems), { abort: true }).refine(isCodeOf(systems), wrongCheckDigit);

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
