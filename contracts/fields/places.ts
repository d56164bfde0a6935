import { z } from 'zod';
import type { PhiClass } from '../phi-classes.ts';
import { respellPostalCode } from '../spellings.ts';
import type { Field, FieldNotes } from './field.ts';
import { bytesPerCharacter } from './texts.ts';

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
    form: 'postal code',
    isOptional: false,
    severity: 'error',
    respell: respellPostalCode,
    normalization: 'postal_code',
  } as const satisfies Field;
}

const postalCodeForm = new RegExp(
  [
    String.raw`^(?:\d{5}-\d{4}|(?=.{2,10}$)(?=\D*\d)`,
    String.raw`(?!(?=.*[A-Z])(?:\D*\d){6}|(?:\D*\d){9}|\d+[ -]\d+[ -]|.*[A-Z]{4}(?! ?1ZZ$))`,
    '[A-Z0-9]+(?:[ -][A-Z0-9]+)*)$',
  ].join(''),
);
