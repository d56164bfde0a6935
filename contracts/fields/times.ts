import { z } from 'zod';
import type { PhiClass } from '../phi-classes.ts';
import { respellDate, respellInstant, respellPartialDate } from '../spellings.ts';
import type { Field, FieldNotes } from './field.ts';

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
    form: 'point in time, ISO 8601 with seconds and offset',
    isOptional: false,
    severity: 'error',
    respell: respellInstant,
    normalization: 'time',
  } as const satisfies Field;
}

/** A calendar date, `YYYY-MM-DD`. */
export function calendarDate<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.iso.date().regex(yearOfFourDigits),
    column: { kind: 'date' },
    phi: notes.phi,
    description: notes.description,
    form: 'date, `YYYY-MM-DD`',
    isOptional: false,
    severity: 'error',
    respell: respellDate,
    normalization: 'date',
  } as const satisfies Field;
}

/** A date as exactly as it is known: `YYYY-MM-DD`, `YYYY-MM` or `YYYY` (https://hl7.org/fhir/R4/datatypes.html#date). */
export function partialDate<P extends PhiClass>(notes: FieldNotes<P>) {
  return {
    schema: z.union([z.iso.date().regex(yearOfFourDigits), z.string().regex(/^(?!0000)\d{4}(?:-(?:0[1-9]|1[0-2]))?$/)]),
    column: { kind: 'varchar', bytes: 10 },
    phi: notes.phi,
    description: notes.description,
    form: 'date as far as it is known: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`',
    isOptional: false,
    severity: 'error',
    respell: respellPartialDate,
    normalization: 'date',
  } as const satisfies Field;
}
