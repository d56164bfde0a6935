import type { z } from 'zod';
import type { Contract, RecordData, Rule } from '../../contracts/contract.ts';
import { timeRules } from '../../contracts/rules.ts';
import { epochMillis } from './instant.ts';
import { type Normalization, namesUnits, normalize, quantityIn } from './normalize.ts';
import type { Reason } from './rejection.ts';

export type Validation =
  | {
      readonly ok: true;
      readonly data: RecordData;
      readonly eventTime: number;
      /** Values that were left out, or became `other`, because they are wrong and the contract can do without. */
      readonly warnings: readonly Reason[];
      /** What was done to values so that they are spelled as the contract wants them. */
      readonly normalizations: readonly Normalization[];
    }
  | { readonly ok: false; readonly reasons: readonly [Reason, ...Reason[]] };

/**
 * Checks `data` against the contract's schema, its event time against the rules of time, then the contract's own rules.
 * @param envelopeTime CloudEvents `time`: the event time of reference data, of no consequence for the others.
 * @param arrivedAt arrival at the stream, epoch ms; the rules' only notion of "now".
 */
export function validate(contract: Contract, data: unknown, envelopeTime: string, arrivedAt: number): Validation {
  const parsed = parse(contract, data);
  if (!parsed.ok) return parsed;
  const { warnings, normalizations } = parsed;
  let valid = parsed.data;
  const time = contract.eventTime === null ? envelopeTime : valid[contract.eventTime];
  const eventTime = epochMillis(String(time ?? ''));
  const context = { eventTime, arrivedAt };
  const misdated = timeRules.find((rule) => !rule.holds(context));
  if (misdated !== undefined) {
    const path = contract.eventTime === null ? 'time' : `data.${contract.eventTime}`;
    return { ok: false, reasons: [{ code: `rule.${misdated.id}`, path }] };
  }
  for (const rule of contract.rules) {
    if (rule.holds(valid, context)) continue;
    if (rule.severity !== 'warn') return { ok: false, reasons: [reasonOfRule(rule)] };
    warnings.push(reasonOfRule(rule));
    valid = { ...valid, [rule.field]: undefined };
  }
  return { ok: true, data: valid, eventTime, warnings, normalizations };
}

const reasonOfRule = (rule: Rule): Reason => ({ code: `rule.${rule.id}`, path: `data.${rule.field}` });

type Parsed =
  | {
      readonly ok: true;
      readonly data: RecordData;
      readonly warnings: Reason[];
      readonly normalizations: readonly Normalization[];
    }
  | { readonly ok: false; readonly reasons: readonly [Reason, ...Reason[]] };

/** Records as a contract wants them are parsed once; the others again, after they are normalized. */
function parse(contract: Contract, data: unknown): Parsed {
  const parsed = namesUnits(contract, data) ? null : contract.schema.safeParse(data);
  if (parsed?.success === true) return { ok: true, data: parsed.data, warnings: [], normalizations: [] };
  const normalized = normalize(contract, data);
  const again = contract.schema.safeParse(normalized === null ? data : normalized.data);
  if (again.success) {
    return {
      ok: true,
      data: again.data,
      warnings: normalized?.warnings ?? [],
      normalizations: normalized?.normalizations ?? [],
    };
  }
  const [first, ...rest] = again.error.issues.map((issue) => reasonOfIssue(issue, contract, data));
  return { ok: false, reasons: [first ?? { code: 'schema.invalid', path: 'data' }, ...rest] };
}

/** A schema issue without its values. An unknown field's name may itself be PHI, so it is not repeated. */
function reasonOfIssue(issue: z.core.$ZodIssue, contract: Contract, data: unknown): Reason {
  if (issue.code === 'unrecognized_keys') return { code: 'schema.unclassified_field', path: 'data' };
  const field = String(issue.path[0] ?? '');
  const path = Object.hasOwn(contract.fields, field) ? `data.${field}` : 'data';
  if (issue.code === 'invalid_type') {
    const isGiven = typeof data === 'object' && data !== null ? Object.hasOwn(data, field) : true;
    if (!isGiven) return { code: 'schema.missing', path };
    return { code: isOfOtherUnit(contract, field, data) ? 'schema.wrong_unit' : 'schema.wrong_type', path };
  }
  return { code: `schema.${issue.code}`, path };
}

/** Whether a measured value came with a unit: one that converts into the field's is a number by now. */
function isOfOtherUnit(contract: Contract, field: string, data: unknown): boolean {
  if (contract.fields[field]?.unit === undefined || typeof data !== 'object' || data === null) return false;
  return quantityIn(contract, field, data) !== null;
}
