import type { Contract } from '../../contracts/contract.ts';
import { registry } from '../../contracts/registry.ts';
import type { RowEncoder, RowKeys } from '../row-encoder.ts';
import type { EncodedRow } from '../source-record.ts';

/** Form of a token that masking made of an identifier (domain/masking/token.ts). */
const token = /^[a-z0-9]{1,8}_[a-z2-7]{26}$/;

/** Name of the contract that an event claims; null when it claims none. */
export function contractOfEvent({ type }: Readonly<Record<string, unknown>>): string | null {
  return (typeof type === 'string' ? registry.contractOfEvent(type)?.contract.name : undefined) ?? null;
}

/** Whether an object is a CloudEvents envelope, and not the fields of a record. */
export const isEvent = (json: Readonly<Record<string, unknown>>): boolean => Object.hasOwn(json, 'specversion');

/** The partition key of an event that goes as it stands. */
export function eventKey(
  { subject }: Readonly<Record<string, unknown>>,
  text: string,
  hashText: RowKeys['hashText'],
): string {
  const of = typeof subject === 'string' && subject !== '' ? subject : text;
  return token.test(of) ? of : hashText(of);
}

/** The event of an object of the contract's fields, as `RowEncoder.encode` gives it. */
export function encodeObject(
  json: Readonly<Record<string, unknown>>,
  { line, text, derived = [] }: { readonly line: number; readonly text: string; readonly derived?: readonly string[] },
  encoder: RowEncoder,
  contract: Contract,
): EncodedRow | null | 'unreadable' {
  try {
    return encoder.encode(inContractOrder(contract, json), line, text, derived);
  } catch (error) {
    // Brackets that are read by a loop and written by a recursion: nested too deep for the latter.
    if (error instanceof RangeError) return 'unreadable';
    throw error;
  }
}

/**
 * The fields of an object as a CSV row with them would give them: those of the contract first, in its order, so that the
 * same content is the same event however it was written; null is an absent field. Fields that the contract does not
 * name stay, and validation rejects them.
 */
function inContractOrder(contract: Contract, json: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const unknown = Object.keys(json).filter((name) => !Object.hasOwn(contract.fields, name));
  const names = [...Object.keys(contract.fields).filter((name) => Object.hasOwn(json, name)), ...unknown];
  return Object.fromEntries(names.flatMap((name) => (json[name] === null ? [] : [[name, json[name]]])));
}
