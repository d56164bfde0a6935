import type { z } from 'zod';
import type { Contract, RecordData, Rule } from '../../contracts/contract.ts';
import type { Field } from '../../contracts/fields.ts';
import { timeRules } from '../../contracts/rules.ts';
import { epochMillis } from './instant.ts';
import type { Reason } from './rejection.ts';

export type Validation =
  | {
      readonly ok: true;
      readonly data: RecordData;
      readonly eventTime: number;
      /** Values that were left out, or became `other`, because they are wrong and the contract can do without. */
      readonly warnings: readonly Reason[];
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
  const { warnings } = parsed;
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
  return { ok: true, data: valid, eventTime, warnings };
}

const reasonOfRule = (rule: Rule): Reason => ({ code: `rule.${rule.id}`, path: `data.${rule.field}` });

type Parsed =
  | { readonly ok: true; readonly data: RecordData; readonly warnings: Reason[] }
  | { readonly ok: false; readonly reasons: readonly [Reason, ...Reason[]] };

/** Records as a contract wants them are parsed once; the others again, after what can be mended is. */
function parse(contract: Contract, data: unknown): Parsed {
  const parsed = contract.schema.safeParse(data);
  if (parsed.success) return { ok: true, data: parsed.data, warnings: [] };
  const mended = mend(contract, data);
  const again = mended === null ? parsed : contract.schema.safeParse(mended.data);
  if (again.success) return { ok: true, data: again.data, warnings: mended?.warnings ?? [] };
  const [first, ...rest] = again.error.issues.map((issue) => reasonOfIssue(issue, contract, data));
  return { ok: false, reasons: [first ?? { code: 'schema.invalid', path: 'data' }, ...rest] };
}

interface Mended {
  readonly data: Readonly<Record<string, unknown>>;
  readonly warnings: Reason[];
}

/**
 * The record with what is empty left out, other spellings of values in the contract's own, and wrong values that it can do
 * without left out or become `other`. Null of what is no object.
 */
function mend(contract: Contract, data: unknown): Mended | null {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return null;
  const warnings: Reason[] = [];
  const entries: [string, unknown][] = [];
  for (const [name, value] of Object.entries(data)) {
    const field = Object.hasOwn(contract.fields, name) ? contract.fields[name] : undefined;
    if (field === undefined) {
      entries.push([name, value]);
      continue;
    }
    // What CSV cannot tell from an absent value, and what HL7 and JSON feeds write for one.
    if (field.isOptional && (value === null || value === '')) continue;
    const right = rightValue(field, value);
    if (right !== undefined) {
      entries.push([name, right]);
    } else if (field.severity === 'warn') {
      warnings.push({ code: `schema.${issueCode(field, value)}`, path: `data.${name}` });
      if (field.otherwise !== undefined) entries.push([name, field.otherwise]);
    } else {
      entries.push([name, value]);
    }
  }
  return { data: Object.fromEntries(entries), warnings };
}

/** The value as the schema takes it, in its usual spelling if need be; undefined when it does not. */
function rightValue({ schema, respell }: Field, value: unknown): unknown {
  if (schema.safeParse(value).success) return value;
  const respelt = respell?.(value);
  return respelt !== undefined && schema.safeParse(respelt).success ? respelt : undefined;
}

/** What is wrong with a value of a value set is that the set does not have it. */
function issueCode({ schema, otherwise }: Field, value: unknown): string {
  if (typeof value === 'string' && otherwise !== undefined) return value.trim() === '' ? 'blank' : 'not_in_value_set';
  const issue = schema.safeParse(value).error?.issues[0];
  return issue?.code === 'invalid_type' ? 'wrong_type' : (issue?.code ?? 'invalid');
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
