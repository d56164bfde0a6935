import type { z } from 'zod';
import type { Contract, RecordData } from '../../contracts/contract.ts';
import type { Check } from './check.ts';
import { epochMillis } from './instant.ts';
import { type Normalization, namesUnits, normalize, quantityIn } from './normalize.ts';
import { codeOfIssue, type Reason } from './rejection.ts';
import { type ContractRules, declaredRules } from './rule-set.ts';

export type Validation =
  | {
      readonly ok: true;
      readonly data: RecordData;
      readonly eventTime: number;
      /** Values that were left out, or became `other`, because they are wrong and the contract can do without. */
      readonly warnings: readonly Reason[];
      /** What was done to values so that they are spelled as the contract wants them. */
      readonly normalizations: readonly Normalization[];
      /** Broken rules that cost nothing. */
      readonly notes: readonly Reason[];
    }
  | { readonly ok: false; readonly reasons: readonly [Reason, ...Reason[]] };

/**
 * Checks `data` against the contract's schema, its event time against the rules of time, then the contract's own rules.
 * @param envelopeTime CloudEvents `time`: the event time of reference data, of no consequence for the others.
 * @param arrivedAt arrival at the stream, epoch ms; the rules' only notion of "now".
 * @param rules those of the stage for the source; without them, the rules as the contract declares them.
 */
export function validate(
  contract: Contract,
  data: unknown,
  envelopeTime: string,
  arrivedAt: number,
  rules: ContractRules = declaredRules(contract, ''),
): Validation {
  const parsed = parse(contract, data, rules);
  if (!parsed.ok) return parsed;
  const { warnings, normalizations } = parsed;
  let valid = parsed.data;
  const time = contract.eventTime === null ? envelopeTime : valid[contract.eventTime];
  const eventTime = epochMillis(String(time ?? ''));
  const context = { eventTime, arrivedAt };
  const misdated = rules.times.find((rule) => !rule.holds(context));
  if (misdated !== undefined) {
    const path = contract.eventTime === null ? 'time' : `data.${contract.eventTime}`;
    return { ok: false, reasons: [{ code: `rule.${misdated.id}`, path }] };
  }
  const notes: Reason[] = [];
  for (const check of rules.checks) {
    if (check.holds(valid, context)) continue;
    if (check.severity === 'error') return { ok: false, reasons: [reasonOfRule(check)] };
    if (check.severity === 'note') {
      notes.push(reasonOfRule(check));
      continue;
    }
    warnings.push(reasonOfRule(check));
    valid = { ...valid, [check.field]: undefined };
  }
  return { ok: true, data: valid, eventTime, warnings, notes, normalizations };
}

const reasonOfRule = (rule: Check): Reason => ({ code: `rule.${rule.id}`, path: `data.${rule.field}` });

type Parsed =
  | {
      readonly ok: true;
      readonly data: RecordData;
      readonly warnings: Reason[];
      readonly normalizations: readonly Normalization[];
    }
  | { readonly ok: false; readonly reasons: readonly [Reason, ...Reason[]] };

/** Records as a contract wants them are parsed once; the others again, after they are normalized. */
function parse(contract: Contract, data: unknown, rules: ContractRules): Parsed {
  const parsed = namesUnits(contract, data) ? null : contract.schema.safeParse(data);
  if (parsed?.success === true) return { ok: true, data: parsed.data, warnings: [], normalizations: [] };
  const normalized = normalize(contract, data, rules);
  const asked = normalized === null ? data : normalized.data;
  const again = contract.schema.safeParse(asked);
  if (again.success) {
    return {
      ok: true,
      data: again.data,
      warnings: normalized?.warnings ?? [],
      normalizations: normalized?.normalizations ?? [],
    };
  }
  const [first, ...rest] = again.error.issues.map((issue) => reasonOfIssue(issue, contract, asked));
  return { ok: false, reasons: [first ?? { code: 'schema.invalid', path: 'data' }, ...rest] };
}

/** A record has fields that its contract does not name, and waits in quarantine for that. */
export const unclassifiedFieldCode = 'schema.unclassified_field';

/** A schema issue without its values. An unknown field's name may itself be PHI, so it is not repeated. */
function reasonOfIssue(issue: z.core.$ZodIssue, contract: Contract, data: unknown): Reason {
  if (issue.code === 'unrecognized_keys') return { code: unclassifiedFieldCode, path: 'data' };
  const field = String(issue.path[0] ?? '');
  const path = Object.hasOwn(contract.fields, field) ? `data.${field}` : 'data';
  if (issue.code === 'invalid_type') {
    const isGiven = typeof data === 'object' && data !== null ? Object.hasOwn(data, field) : true;
    if (!isGiven) return { code: 'schema.missing', path };
    return { code: isOfOtherUnit(contract, field, data) ? 'schema.wrong_unit' : 'schema.wrong_type', path };
  }
  return { code: `schema.${codeOfIssue(issue)}`, path };
}

/** Whether a measured value came with a unit: one that converts into the field's is a number by now. */
function isOfOtherUnit(contract: Contract, field: string, data: unknown): boolean {
  if (contract.fields[field]?.unit === undefined || typeof data !== 'object' || data === null) return false;
  return quantityIn(contract, field, data) !== null;
}
