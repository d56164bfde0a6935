/**
 * The pieces of PostgreSQL's protocol 3 that the proxy reads or writes itself
 * (https://www.postgresql.org/docs/18/protocol-message-formats.html). Everything else passes it unread.
 */

/** Codes that stand in the place of a version in a start-up packet. */
export const startupCode = { cancel: 80877102, ssl: 80877103, gssEncryption: 80877104 } as const;

/** Type and length, which counts itself but not the type. */
export const messageHeadBytes = 5;
export const lengthBytes = 4;

/** What the server allows a start-up packet (MAX_STARTUP_PACKET_LENGTH in its sources). */
export const longestStartupBytes = 10_000;
/** A length and a code. */
export const shortestStartupBytes = 8;

/** SQLSTATEs of the proxy's own: https://www.postgresql.org/docs/18/errcodes-appendix.html */
export const sqlState = {
  invalidAuthorization: '28000',
  protocolViolation: '08P01',
  notSupported: '0A000',
  tooLong: '54000',
  adminShutdown: '57P01',
  cannotConnectNow: '57P03',
} as const;

export type SqlState = (typeof sqlState)[keyof typeof sqlState];

/** A connection that ends with a reason that its client is told. The text holds nothing the client sent. */
export class FatalError extends Error {
  override readonly name = 'FatalError';
  readonly code: SqlState;

  constructor(code: SqlState, message: string) {
    super(message);
    this.code = code;
  }

  /** The ErrorResponse that says it. */
  toMessage(): Buffer {
    const fields = ['SFATAL', 'VFATAL', `C${this.code}`, `M${this.message}`];
    return message('E', Buffer.from(`${fields.join('\0')}\0\0`));
  }
}

/** A message with its type and length. */
export function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(messageHeadBytes);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + lengthBytes, 1);
  return Buffer.concat([head, body]);
}
