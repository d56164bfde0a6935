import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type SecureContext, TLSSocket } from 'node:tls';
import { FatalError, shortestStartupBytes, sqlState } from './protocol.ts';
import { readStartup, type StartupPacket, startupLength } from './startup.ts';

/** A client that has said what it wants, over TLS if it wished. */
export interface Negotiated {
  readonly client: Socket;
  readonly isTls: boolean;
  readonly packet: Extract<StartupPacket, { kind: 'session' | 'cancel' }>;
}

/** The client is gone before it said anything worth an answer. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}

/** The name of the protocol inside TLS: https://www.iana.org/assignments/tls-extensiontype-values */
const applicationProtocol = 'postgresql';

/** First byte of a TLS handshake, which no start-up packet can have. */
const handshake = 0x16;

/** Encryption may be asked for twice, GSS and then TLS; after that comes what the client wants. */
const mostPackets = 3;

/**
 * Reads what a client begins with and gives it TLS when it asks for it, by a packet or at once
 * (https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-SSL). What follows stays unread.
 * @param onSecure is told of the socket that stands in the place of the client's
 * @throws FatalError that the client is to be told, ClientGoneError
 */
export async function negotiate(
  socket: Socket,
  secureContext: SecureContext,
  onSecure: (secure: Socket) => void,
): Promise<Negotiated> {
  let client = socket;
  let isTls = false;
  const secure = async () => {
    const tls = startTls(socket, secureContext);
    client = tls;
    isTls = true;
    onSecure(tls);
    await handshakeOf(tls);
    return tls;
  };
  for (let packets = 0; packets < mostPackets; packets += 1) {
    const head = await readExactly(client, shortestStartupBytes);
    if (packets === 0 && head[0] === handshake) {
      socket.unshift(head);
      const { alpnProtocol } = await secure();
      if (alpnProtocol !== applicationProtocol) throw new ClientGoneError();
      continue;
    }
    const length = startupLength(head);
    const rest = length === head.length ? Buffer.alloc(0) : await readExactly(client, length - head.length);
    const packet = readStartup(Buffer.concat([head, rest]));
    if (packet.kind === 'session' || packet.kind === 'cancel') return { client, isTls, packet };
    if (packet.kind === 'gss-encryption') {
      client.write('N');
      continue;
    }
    // Whatever came unencrypted must not be taken for something said inside TLS.
    if (isTls || client.readableLength > 0) {
      throw new FatalError(sqlState.protocolViolation, 'Nothing may follow a request for TLS before its answer.');
    }
    client.write('S');
    await secure();
  }
  throw new FatalError(sqlState.protocolViolation, 'Encryption was asked for too often.');
}

function startTls(socket: Socket, secureContext: SecureContext): TLSSocket {
  const tls = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: [applicationProtocol] });
  // Without a `tls.Server` what fails inside TLS is told by this event alone.
  tls.on('_tlsError', () => tls.destroy());
  return tls;
}

async function handshakeOf(tls: TLSSocket): Promise<void> {
  // Only who reads is told that the client is gone.
  const onReadable = () => tls.read(0);
  tls.on('readable', onReadable);
  try {
    await new Promise<void>((resolve, reject) => {
      const isGone = () => reject(new ClientGoneError());
      tls.once('secure', resolve).once('end', isGone).once('close', isGone);
    });
  } finally {
    tls.off('readable', onReadable);
  }
}

const readEvents = ['readable', 'end', 'close'] as const;

/** Reads so many bytes, and leaves the rest. */
async function readExactly(stream: Duplex, bytes: number): Promise<Buffer> {
  let wake = () => {};
  // Listens all the while: who begins to listen is told of what is there, though it be too little, at once.
  const onEvent = () => wake();
  for (const event of readEvents) stream.on(event, onEvent);
  try {
    for (;;) {
      const chunk: Buffer | null = stream.read(bytes);
      if (chunk?.length === bytes) return chunk;
      if (chunk !== null || stream.readableEnded || stream.destroyed) throw new ClientGoneError();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    for (const event of readEvents) stream.off(event, onEvent);
  }
}
