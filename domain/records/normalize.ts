import type { Contract } from '../../contracts/contract.ts';
import type { Field } from '../../contracts/fields.ts';
import type { NormalizationKind } from '../../contracts/normalization.ts';
import { type Quantity, quantityOf, valueIn } from '../../contracts/quantity.ts';
import { unitOf } from '../../contracts/units.ts';
import { codeOfIssue, type Reason } from './rejection.ts';
import type { ContractRules } from './rule-set.ts';

/** Fields that the contract does not name were left out of a record. */
export const unknownFieldCode = 'schema.unknown_field';

/** What was done to a value so that it is spelled as its contract wants it. Never holds the value. */
export interface Normalization {
  readonly kind: NormalizationKind;
  /** Path such as `data.state`. */
  readonly path: string;
}

export interface Normalized {
  readonly data: Readonly<Record<string, unknown>>;
  readonly normalizations: readonly Normalization[];
  /** Values that were left out, or became `other`, because they are wrong and the contract can do without. */
  readonly warnings: Reason[];
}

/**
 * The record with what is empty left out, other spellings of values in the contract's own, and wrong values that it can do
 * without left out or become `other`. Null of what is no object.
 * @param rules what a wrong value costs, and what becomes of fields that the contract does not name
 */
export function normalize(
  contract: Contract,
  data: unknown,
  rules: Pick<ContractRules, 'fields' | 'unknownFields'>,
): Normalized | null {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return null;
  const normalizations: Normalization[] = [];
  const warnings: Reason[] = [];
  const entries: [string, unknown][] = [];
  let isAnyUnknown = false;
  for (const [name, value] of Object.entries(
    withConvertedValues(contract, withSplitValues(contract, data, normalizations), normalizations),
  )) {
    const field = Object.hasOwn(contract.fields, name) ? contract.fields[name] : undefined;
    if (field === undefined) {
      if (rules.unknownFields === 'quarantine') entries.push([name, value]);
      else isAnyUnknown = true;
      continue;
    }
    const path = `data.${name}`;
    // What CSV cannot tell from an absent value, and what HL7 and JSON feeds write for one.
    if (field.isOptional && (value === null || value === '')) {
      normalizations.push({ kind: 'absent', path });
      continue;
    }
    const right = rightValue(field, value);
    if (right !== null) {
      entries.push([name, right.value]);
      if (right.kind !== undefined) normalizations.push({ kind: right.kind, path });
    } else if ((rules.fields[name] ?? field.severity) === 'warn') {
      warnings.push({ code: `schema.${issueCode(field, value)}`, path });
      if (field.otherwise !== undefined) entries.push([name, field.otherwise]);
    } else {
      entries.push([name, value]);
    }
  }
  // Once a record, and not by name: a name may itself be of a person.
  if (isAnyUnknown) warnings.push({ code: unknownFieldCode, path: 'data' });
  return { data: Object.fromEntries(entries), normalizations, warnings };
}

/**
 * Whether a record names units of its values in fields of their own: its numbers may be right in another unit only, so no
 * schema can tell.
 */
export function namesUnits(contract: Contract, data: unknown): boolean {
  const measures = measuredFields(contract);
  if (measures.length === 0 || typeof data !== 'object' || data === null) return false;
  return measures.some(({ unitField }) => Object.hasOwn(data, unitField));
}

interface MeasuredField {
  readonly name: string;
  readonly unitField: string;
  readonly field: Field;
}

const measuredOf = new WeakMap<Contract, readonly MeasuredField[]>();

function measuredFields(contract: Contract): readonly MeasuredField[] {
  let known = measuredOf.get(contract);
  if (known === undefined) {
    known = Object.entries(contract.fields).flatMap(([name, field]) =>
      field.unitField === undefined ? [] : [{ name, unitField: field.unitField, field }],
    );
    measuredOf.set(contract, known);
  }
  return known;
}

/**
 * Measured values in the units of their fields, and the unit that each came in. A value whose unit is not known, or measures
 * something else, becomes a text of both, which no schema takes: it must not stand there as if it were in the field's unit.
 */
function withConvertedValues(
  contract: Contract,
  given: object,
  normalizations: Normalization[],
): Readonly<Record<string, unknown>> {
  const data = given as Readonly<Record<string, unknown>>;
  const measures = measuredFields(contract);
  if (measures.length === 0) return data;
  const converted: Record<string, unknown> = { ...data };
  for (const { name, unitField, field } of measures) {
    const { unit, scale = 0 } = field;
    const quantity = quantityIn(contract, name, data);
    const from = quantity === null ? undefined : unitOf(quantity.unit);
    if (quantity === null || unit === undefined) continue;
    converted[name] = valueIn({ unit, scale }, quantity) ?? `${quantity.value} ${quantity.unit}`;
    if (from === undefined) continue;
    converted[unitField] = from;
    if (from !== unit) normalizations.push({ kind: 'unit', path: `data.${name}` });
  }
  return converted;
}

const twoParts = /^\s*(\d+(?:\.\d+)?)\s*\/\s*(\d+(?:\.\d+)?)\s*(\D*)$/;

/**
 * Values of two parts in the fields of their parts, with the unit behind them if there is one. One that has not two, or
 * that says otherwise than the field of a part, stands whole in the field of its first part, which does not take it.
 */
function withSplitValues(contract: Contract, given: object, normalizations: Normalization[]): object {
  let data = given as Readonly<Record<string, unknown>>;
  for (const [whole, [first, second]] of Object.entries(contract.splits)) {
    if (!Object.hasOwn(data, whole)) continue;
    const { [whole]: value, ...rest } = data;
    if (value === null || value === '') {
      data = rest;
      continue;
    }
    const [, one = '', other = '', unit = ''] = typeof value === 'string' ? (twoParts.exec(value) ?? []) : [];
    const parts: Readonly<Record<string, string>> = { [first]: `${one}${unit}`, [second]: `${other}${unit}` };
    const agrees = Object.entries(parts).every(([part, text]) => isAbsent(rest[part]) || String(rest[part]) === text);
    if (one !== '' && agrees) {
      data = { ...rest, ...parts };
      normalizations.push({ kind: 'split', path: `data.${whole}` });
    } else {
      // No field is a list of one value: a text alone could be taken for the first part.
      data = { ...rest, [first]: [value] };
    }
  }
  return data;
}

const isAbsent = (value: unknown) => value === undefined || value === null || value === '';

const plainNumber = /^-?(?:\d+\.?\d*|\.\d+)$/;

/** A measured value of a record with the unit that stands beside it, or that the record names for it; null without either. */
export function quantityIn(contract: Contract, name: string, data: object): Quantity | null {
  const { [name]: value, [contract.fields[name]?.unitField ?? '']: unit } = data as Readonly<Record<string, unknown>>;
  const beside = quantityOf(value);
  if (beside !== null) return beside;
  if (typeof unit !== 'string' || unit.trim() === '') return null;
  const number = typeof value === 'string' && plainNumber.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' ? { value: number, unit } : null;
}

interface RightValue {
  readonly value: unknown;
  readonly kind?: NormalizationKind | undefined;
}

/** The value as the schema takes it, in its usual spelling if need be; null when it does not. */
function rightValue({ schema, respell, normalization }: Field, value: unknown): RightValue | null {
  const takes = (candidate: unknown) => candidate !== undefined && schema.safeParse(candidate).success;
  if (takes(value)) return { value };
  if (typeof value === 'string') {
    const trimmed = value.trim();
    if (trimmed !== value && takes(trimmed)) return { value: trimmed, kind: 'trim' };
    const inUpperCase = trimmed.toUpperCase();
    const respelt = respell?.(value);
    if (respelt === inUpperCase && takes(inUpperCase)) return { value: inUpperCase, kind: 'case' };
  }
  const respelt = respell?.(value);
  return takes(respelt) ? { value: respelt, kind: normalization } : null;
}

/** What is wrong with a value of a value set is that the set does not have it. */
function issueCode({ schema, otherwise }: Field, value: unknown): string {
  if (typeof value === 'string' && otherwise !== undefined) return value.trim() === '' ? 'blank' : 'not_in_value_set';
  const issue = schema.safeParse(value).error?.issues[0];
  if (issue === undefined) return 'invalid';
  return issue.code === 'invalid_type' ? 'wrong_type' : codeOfIssue(issue);
}
