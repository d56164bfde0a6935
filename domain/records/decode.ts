import type { Contract } from '../../contracts/contract.ts';
import { type Envelope, envelope, type Operation } from '../../contracts/envelope.ts';
import { contractOfEvent } from '../../contracts/registry.ts';
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

/** Text to CloudEvent to the contract its type names. Never throws: what cannot be read is a reason. */
export function decodeEvent(text: string | null): Decoding {
  if (text === null) return refused('decode.not_utf8', '', { isJson: false });
  const json = parseJson(text);
  if (json === undefined) return refused('decode.not_json', '', { isJson: false });
  const parsed = envelope.safeParse(json);
  if (!parsed.success) return refused('envelope.invalid', String(parsed.error.issues[0]?.path[0] ?? ''));
  const { type, datacontenttype } = parsed.data;
  const known = contractOfEvent(type);
  if (known === undefined) return refused('envelope.unknown_type', 'type', { envelope: parsed.data });
  // A row that a file reader could not split into fields travels as the line it was.
  if (datacontenttype === 'text/csv') return refused('decode.unreadable_row', 'data', { envelope: parsed.data });
  return { ok: true, event: { envelope: parsed.data, ...known } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(code: string, path: string, known: { isJson?: boolean; envelope?: Envelope } = {}): Decoding {
  return { ok: false, reason: { code, path }, isJson: known.isJson ?? true, envelope: known.envelope ?? null };
}
