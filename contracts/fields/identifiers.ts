import { z } from 'zod';
import { isMedicareBeneficiary, isNationalProvider, wrongCheckDigit } from '../check-digits.ts';
import type { PhiClass } from '../phi-classes.ts';
import { respellHyphened, respellSocialSecurityNumber } from '../spellings.ts';
import type { Field, FieldNotes } from './field.ts';
import { bytesPerCharacter } from './texts.ts';

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
    form: 'identifier, 1 to 64 visible ASCII characters',
    isOptional: false,
    severity: 'error',
  } as const satisfies Field;
}

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
    normalization: 'number',
  } as const satisfies Field;
}

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
    form: '9 digits, hyphens between or not',
    isOptional: false,
    severity: 'error',
    respell: respellSocialSecurityNumber,
    normalization: 'ssn',
  } as const satisfies Field;
}

/**
 * National Provider Identifier of a clinician or an organization: ten digits, the last of them a check digit
 * (https://www.cms.gov/Regulations-and-Guidance/Administrative-Simplification/NationalProvIdentStand/Downloads/NPIcheckdigit.pdf).
 * It names who delivers care, no patient.
 */
export function npi(notes: { readonly description: string }) {
  return {
    schema: z
      .string()
      .regex(/^[12]\d{9}$/, { abort: true })
      .refine(isNationalProvider, wrongCheckDigit),
    column: { kind: 'varchar', bytes: 10 },
    phi: 'business_id',
    description: notes.description,
    form: 'NPI, 10 digits with their check digit',
    isOptional: false,
    severity: 'error',
    respell: respellHyphened,
    normalization: 'identifier',
  } as const satisfies Field;
}

/**
 * Medicare Beneficiary Identifier, eleven characters without the hyphens that cards print
 * (https://www.cms.gov/medicare/new-medicare-card). It has no check digit; its form is narrow.
 */
export function mbi(notes: { readonly description: string }) {
  return {
    schema: z.string().refine(isMedicareBeneficiary),
    column: { kind: 'varchar', bytes: 11 },
    phi: 'record_id',
    description: notes.description,
    form: 'MBI, 11 characters without hyphens',
    isOptional: false,
    severity: 'error',
    respell: respellHyphened,
    normalization: 'identifier',
  } as const satisfies Field;
}
