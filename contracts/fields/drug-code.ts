import { z } from 'zod';
import { respellDrugCode } from '../spellings.ts';
import type { Field } from './field.ts';

/**
 * National Drug Code of a package, as claims carry it: eleven digits without hyphens, labeler 5, product 4, package 2
 * (https://www.fda.gov/drugs/drug-approvals-and-databases/national-drug-code-directory). Ten digits with hyphens are
 * padded where their segment is short; ten without are ambiguous and refused. Twelve digits, as the FDA gives them from
 * 2033 on (https://www.govinfo.gov/content/pkg/FR-2026-03-05/html/2026-04368.htm), are kept unless they begin with the
 * zero that makes an eleven-digit code one of twelve.
 */
export function ndc(notes: { readonly description: string }) {
  return {
    schema: z.string().regex(/^(?:\d{11}|[1-9]\d{11})$/),
    column: { kind: 'varchar', bytes: 12 },
    phi: 'none',
    description: notes.description,
    form: 'NDC, 11 or 12 digits',
    isOptional: false,
    severity: 'error',
    respell: respellDrugCode,
    normalization: 'code',
  } as const satisfies Field;
}
