import {
  FatalError,
  lengthBytes,
  longestStartupBytes,
  shortestStartupBytes,
  sqlState,
  startupCode,
} from './protocol.ts';

/** What a client begins with. Packets that go on to the server are kept as they came. */
export type StartupPacket =
  | { readonly kind: 'tls' }
  | { readonly kind: 'gss-encryption' }
  | { readonly kind: 'cancel'; readonly bytes: Buffer }
  | { readonly kind: 'session'; readonly version: number; readonly parameters: readonly StartupParameter[] };

export type StartupParameter = readonly [name: string, value: string];

/**
 * The length of a packet from its first four bytes.
 * @throws FatalError when no client of PostgreSQL sends such a packet
 */
export function startupLength(head: Buffer): number {
  const length = head.readUInt32BE(0);
  if (length < shortestStartupBytes || length > longestStartupBytes) {
    throw new FatalError(
      sqlState.protocolViolation,
      'This port speaks the protocol of PostgreSQL; this is none of it.',
    );
  }
  return length;
}

/**
 * Reads a whole packet.
 * @throws FatalError when it is none, or of another version than 3
 */
export function readStartup(bytes: Buffer): StartupPacket {
  const code = bytes.readUInt32BE(lengthBytes);
  if (code === startupCode.ssl) return { kind: 'tls' };
  if (code === startupCode.gssEncryption) return { kind: 'gss-encryption' };
  if (code === startupCode.cancel) return { kind: 'cancel', bytes };
  if (code >>> 16 !== 3) {
    throw new FatalError(sqlState.notSupported, 'Only version 3 of the PostgreSQL protocol is spoken here.');
  }
  return { kind: 'session', version: code, parameters: readParameters(bytes.subarray(shortestStartupBytes)) };
}

/** Pairs of zero-terminated strings up to an empty name, which ends the packet. */
function readParameters(body: Buffer): StartupParameter[] {
  const malformed = () => new FatalError(sqlState.protocolViolation, 'The start-up packet is malformed.');
  // Latin 1 gives every byte back as it was.
  const texts = body.toString('latin1').split('\0');
  // The zero of the last value, and the one that ends the packet: two empty texts behind the pairs.
  if (texts.pop() !== '' || texts.pop() !== '' || texts.length % 2 !== 0) throw malformed();
  const parameters: StartupParameter[] = [];
  for (let at = 0; at < texts.length; at += 2) {
    const [name = '', value = ''] = texts.slice(at, at + 2);
    if (name === '') throw malformed();
    parameters.push([name, value]);
  }
  return parameters;
}

/** The packet that opens a session. */
export function writeStartup(version: number, parameters: readonly StartupParameter[]): Buffer {
  const body = Buffer.from(`${parameters.flat().join('\0')}\0\0`, 'latin1');
  const head = Buffer.alloc(shortestStartupBytes);
  head.writeUInt32BE(head.length + body.length, 0);
  head.writeUInt32BE(version, lengthBytes);
  return Buffer.concat([head, body]);
}

/** Parameters of the protocol itself: https://www.postgresql.org/docs/18/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-STARTUPMESSAGE */
const protocolParameters = new Set(['user', 'database', 'options', 'replication']);

/**
 * The parameters that PostgreSQL knows: its own, and its settings. It refuses a session that names another, and drivers of
 * Redshift name their version, their plug-in and the system they run on.
 * @param settings names of the server's settings, in lower case
 */
export function knownParameters(
  parameters: readonly StartupParameter[],
  settings: ReadonlySet<string>,
): StartupParameter[] {
  return parameters.filter(
    ([name]) => protocolParameters.has(name) || name.startsWith('_pq_.') || settings.has(name.toLowerCase()),
  );
}
