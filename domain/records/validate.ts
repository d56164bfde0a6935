import type { z } from 'zod';
import type { Contract, RecordData } from '../../contracts/contract.ts';
import { timeRules } from '../../contracts/rules.ts';
import { epochMillis } from './instant.ts';
import type { Reason } from './rejection.ts';

export type Validation =
  | { readonly ok: true; readonly data: RecordData; readonly eventTime: number }
  | { readonly ok: false; readonly reasons: readonly [Reason, ...Reason[]] };

/**
 * Checks `data` against the contract's schema, its event time against the rules of time, then the contract's own rules.
 * @param envelopeTime CloudEvents `time`: the event time of reference data, of no consequence for the others.
 * @param arrivedAt arrival at the stream, epoch ms; the rules' only notion of "now".
 */
export function validate(contract: Contract, data: unknown, envelopeTime: string, arrivedAt: number): Validation {
  const parsed = contract.schema.safeParse(data);
  if (!parsed.success) {
    const [first, ...rest] = parsed.error.issues.map((issue) => reasonOfIssue(issue, contract, data));
    return { ok: false, reasons: [first ?? { code: 'schema.invalid', path: 'data' }, ...rest] };
  }
  const time = contract.eventTime === null ? envelopeTime : parsed.data[contract.eventTime];
  const eventTime = epochMillis(String(time ?? ''));
  const context = { eventTime, arrivedAt };
  const broken = timeRules.find((rule) => !rule.holds(context));
  if (broken !== undefined) {
    const path = contract.eventTime === null ? 'time' : `data.${contract.eventTime}`;
    return { ok: false, reasons: [{ code: `rule.${broken.id}`, path }] };
  }
  for (const rule of contract.rules) {
    if (!rule.holds(parsed.data, context)) {
      return { ok: false, reasons: [{ code: `rule.${rule.id}`, path: `data.${rule.field}` }] };
    }
  }
  return { ok: true, data: parsed.data, eventTime };
}

/** A schema issue without its values. An unknown field's name may itself be PHI, so it is not repeated. */
function reasonOfIssue(issue: z.core.$ZodIssue, contract: Contract, data: unknown): Reason {
  if (issue.code === 'unrecognized_keys') return { code: 'schema.unclassified_field', path: 'data' };
  const field = String(issue.path[0] ?? '');
  const path = Object.hasOwn(contract.fields, field) ? `data.${field}` : 'data';
  if (issue.code === 'invalid_type') {
    const given = typeof data === 'object' && data !== null ? Object.hasOwn(data, field) : true;
    return { code: given ? 'schema.wrong_type' : 'schema.missing', path };
  }
  return { code: `schema.${issue.code}`, path };
}
