import { z } from 'zod';
import type { Field } from './field.ts';

const spellings: Readonly<Record<string, string>> = {
  '≤': '<=',
  '=<': '<=',
  '≥': '>=',
  '=>': '>=',
  LT: '<',
  GT: '>',
  LE: '<=',
  GE: '>=',
};

/**
 * The side of a number on which a result lies: less, at most, greater or at least. A number without it is another result, so
 * a wrong one costs the record (https://hl7.org/fhir/R4/valueset-quantity-comparator.html).
 */
export function comparator(notes: { readonly description: string }) {
  return {
    schema: z.enum(['<', '<=', '>', '>=']),
    column: { kind: 'varchar', bytes: 2 },
    phi: 'none',
    description: notes.description,
    form: '`<`, `<=`, `>` or `>=`',
    isOptional: false,
    severity: 'error',
    isClosed: true,
    normalization: 'value_set',
    respell: (value: unknown) => (typeof value === 'string' ? (spellings[value.toUpperCase()] ?? value) : value),
  } as const satisfies Field;
}
