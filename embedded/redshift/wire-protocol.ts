/**
 * The pieces of the PostgreSQL wire protocol 3.0 that the warehouse server reads or writes itself
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html).
 */

/** A message of the client. Start-up messages have no type byte; theirs is the empty string. */
export interface ClientMessage {
  readonly type: string;
  /** The whole message as received, with type and length. */
  readonly bytes: Buffer;
  /** What follows the length. */
  readonly body: Buffer;
}

/** Codes that stand in the place of a protocol version in a start-up message. */
export const startupCode = { ssl: 80877103, gssEncryption: 80877104, cancel: 80877102 } as const;

/** A statement of 16 MB is Redshift's limit; nothing longer is buffered. */
const longestMessageBytes = 16 * 1024 * 1024 + 1024;

/** Cuts the bytes of one connection into messages. The first message(s) are start-up messages until `started` is called. */
export class MessageReader {
  #buffer: Buffer = Buffer.alloc(0);
  #startup = true;

  /** From now on messages carry a type byte. */
  started(): void {
    this.#startup = false;
  }

  add(bytes: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? bytes : Buffer.concat([this.#buffer, bytes]);
  }

  /**
   * The next whole message, or undefined until more bytes come.
   * @throws Error when the bytes cannot be a message
   */
  next(): ClientMessage | undefined {
    const head = this.#startup ? 0 : 1;
    if (this.#buffer.length < head + 4) return undefined;
    const length = this.#buffer.readInt32BE(head);
    if (length < 4 || length > longestMessageBytes)
      throw new Error(`A message of ${length} bytes is not PostgreSQL protocol.`);
    const end = head + length;
    if (this.#buffer.length < end) return undefined;
    const bytes = this.#buffer.subarray(0, end);
    this.#buffer = this.#buffer.subarray(end);
    return { type: head === 0 ? '' : String.fromCharCode(bytes[0] ?? 0), bytes, body: bytes.subarray(head + 4) };
  }
}

/** The zero-terminated string at `from` and the offset behind it. */
export function readCString(body: Buffer, from: number): { readonly text: string; readonly end: number } {
  const zero = body.indexOf(0, from);
  const stop = zero === -1 ? body.length : zero;
  return { text: body.toString('utf8', from, stop), end: stop + 1 };
}

/** A message with its type byte and length. */
export function message(type: string, ...parts: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)));
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

export interface ErrorFields {
  readonly severity: 'ERROR' | 'FATAL' | 'NOTICE';
  /** SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** ErrorResponse, or NoticeResponse for severity NOTICE. */
export function errorResponse({ severity, code, message: text, hint }: ErrorFields): Buffer {
  const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${text}`, ...(hint === undefined ? [] : [`H${hint}`])];
  return message(severity === 'NOTICE' ? 'N' : 'E', ...fields, Buffer.from([0]));
}

/** `I` idle, `T` in a transaction, `E` in a failed one. */
export type TransactionStatus = 'I' | 'T' | 'E';

export function readyForQuery(status: TransactionStatus): Buffer {
  return message('Z', Buffer.from(status));
}

/** The answer to a start-up message: accepted without a password, with the settings drivers look at. */
export function startupResponse(connection: number, serverVersion: string): Buffer {
  const settings = {
    server_version: serverVersion,
    server_encoding: 'UTF8',
    client_encoding: 'UTF8',
    DateStyle: 'ISO, MDY',
    TimeZone: 'UTC',
    integer_datetimes: 'on',
    standard_conforming_strings: 'on',
    default_transaction_read_only: 'on',
    is_superuser: 'off',
    session_authorization: 'bi_reader',
  };
  const key = Buffer.alloc(8);
  key.writeInt32BE(connection, 0);
  return Buffer.concat([
    message('R', Buffer.alloc(4)),
    ...Object.entries(settings).map(([name, value]) => message('S', name, value)),
    message('K', key),
    readyForQuery('I'),
  ]);
}

/** Follows the server's byte stream message by message to see errors and the transaction status as they pass. */
export class ServerStream {
  status: TransactionStatus = 'I';
  /** Messages of each kind seen since the last reset. */
  ready = false;
  failed = false;
  /** Bytes of the current message still to come, and its head as far as received. */
  #remaining = 0;
  #head: number[] = [];
  #type = '';

  reset(): void {
    this.ready = false;
    this.failed = false;
  }

  read(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#remaining > 0) {
        if (this.#type === 'Z') this.#readStatus(bytes[at] ?? 0);
        const step = Math.min(this.#remaining, bytes.length - at);
        this.#remaining -= step;
        at += step;
        continue;
      }
      this.#head.push(bytes[at] ?? 0);
      at += 1;
      if (this.#head.length === 5) this.#startMessage();
    }
  }

  #startMessage(): void {
    const head = Buffer.from(this.#head);
    this.#head = [];
    this.#type = String.fromCharCode(head[0] ?? 0);
    this.#remaining = head.readInt32BE(1) - 4;
    if (this.#type === 'E') this.failed = true;
  }

  #readStatus(byte: number): void {
    const status = String.fromCharCode(byte);
    if (status === 'I' || status === 'T' || status === 'E') this.status = status;
    this.ready = true;
  }
}
