import type { Contract } from '../../contracts/contract.ts';
import { type Envelope, envelope, type Operation } from '../../contracts/envelope.ts';
import { exactDigits } from '../../contracts/fields.ts';
import type { Registry } from '../../contracts/registry.ts';
import { isKplAggregate } from './kpl-aggregate.ts';
import type { Reason } from './rejection.ts';

export interface DecodedEvent {
  readonly envelope: Envelope;
  readonly contract: Contract;
  readonly operation: Operation;
}

export type Decoding =
  | { readonly ok: true; readonly event: DecodedEvent }
  | {
      readonly ok: false;
      readonly reason: Reason;
      /** The text is JSON, though not an event we can read. */
      readonly isJson: boolean;
      readonly envelope: Envelope | null;
    };

// A byte order mark stays in the text: JSON has none (RFC 8259), and dropping it would change the record.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes as text, or null when they are not UTF-8. */
export function decodeText(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/**
 * Text to CloudEvent to the contract its type names. Never throws: what cannot be read is a reason.
 * @param bytes what the text was decoded from: of bytes that are no text, they tell what they are instead.
 */
export function decodeEvent(registry: Registry, text: string | null, bytes?: Uint8Array): Decoding {
  if (text === null) {
    const isAggregate = bytes !== undefined && isKplAggregate(bytes);
    return refused(isAggregate ? 'decode.kpl_aggregate' : 'decode.not_utf8', '', { isJson: false });
  }
  const json = parseJson(text);
  if (json === undefined) return refused('decode.not_json', '', { isJson: false });
  const parsed = envelope.safeParse(json);
  if (!parsed.success) return refused('envelope.invalid', String(parsed.error.issues[0]?.path[0] ?? ''));
  const { type, datacontenttype } = parsed.data;
  // A row that a file reader could not split into fields travels as the line it was, of whatever kind it is.
  if (datacontenttype === 'text/csv') return refused('decode.unreadable_row', 'data', { envelope: parsed.data });
  const known = registry.contractOfEvent(type);
  if (known === undefined) return refused('envelope.unknown_type', 'type', { envelope: parsed.data });
  return { ok: true, event: { envelope: parsed.data, ...known } };
}

/** A number in JSON text, or what looks like one, with more digits than a JavaScript number may keep. */
const longNumber = new RegExp(`[:[,]\\s*-?\\d[\\d.]{${exactDigits},}`);

function parseJson(text: string): unknown {
  try {
    return longNumber.test(text) ? JSON.parse(text, withoutInexactNumbers) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A number that would lose digits is none: validation refuses it, instead of storing another one. */
function withoutInexactNumbers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined) return value;
  const [digits = ''] = source.split(/[eE]/);
  const significant = (digits.includes('.') ? digits.replace(/0+$/, '') : digits).replace(/\D/g, '').replace(/^0+/, '');
  return significant.length > exactDigits ? Number.NaN : value;
}

function refused(code: string, path: string, known: { isJson?: boolean; envelope?: Envelope } = {}): Decoding {
  return { ok: false, reason: { code, path }, isJson: known.isJson ?? true, envelope: known.envelope ?? null };
}
