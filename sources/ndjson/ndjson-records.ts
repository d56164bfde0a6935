import { isUtf8 } from 'node:buffer';
import type { Contract } from '../../contracts/contract.ts';
import { registry } from '../../contracts/registry.ts';
import type { RowEncoder, RowKeys } from '../row-encoder.ts';
import type { EncodedRow, OutgoingRecord } from '../source-record.ts';
import type { Line } from './ndjson-lines.ts';

/** What a line of an NDJSON file is. */
export type LineKind =
  /** A CloudEvents envelope: sent byte for byte. */
  | 'event'
  /** An object of the contract's fields: becomes an event. */
  | 'fields'
  /** Neither; sent byte for byte, and quarantined as that. */
  | 'unreadable';

export interface LineRecord {
  readonly kind: LineKind;
  /** Null when the record comes later, or is too long: see `RowEncoder.encode`. */
  readonly record: (OutgoingRecord & Pick<EncodedRow, 'line' | 'contract'>) | null;
}

/** Form of a token that masking made of an identifier (domain/masking/token.ts). */
const token = /^[a-z0-9]{1,8}_[a-z2-7]{26}$/;

/**
 * The record of one line. The partition key of an event is its subject where that is a token, else the keyed hash of
 * the subject, or of the line when it has none: a raw identifier never becomes a key. An event is of the contract that its
 * type names; a line that names none passes for one of the contract given.
 */
export function recordOfLine(
  { line, bytes }: Line & { readonly bytes: Buffer },
  encoder: RowEncoder,
  contract: Contract,
  { hashText }: RowKeys,
): LineRecord {
  const text = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  const json = isUtf8(bytes) ? parseObject(text) : null;
  const unreadable = {
    kind: 'unreadable',
    record: { contract: contract.name, line, partitionKey: hashText(text), data: bytes },
  } as const;
  if (json === null) return unreadable;
  if (!isEvent(json)) {
    const record = encodeObject(json, { line, text }, encoder, contract);
    return record === 'unreadable' ? unreadable : { kind: 'fields', record };
  }
  const partitionKey = eventKey(json, text, hashText);
  return {
    kind: 'event',
    record: { contract: contractOfEvent(json) ?? contract.name, line, partitionKey, data: bytes },
  };
}

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
  { line, text }: { readonly line: number; readonly text: string },
  encoder: RowEncoder,
  contract: Contract,
): EncodedRow | null | 'unreadable' {
  try {
    return encoder.encode(inContractOrder(contract, json), line, text);
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

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : null;
  } catch {
    return null;
  }
}
