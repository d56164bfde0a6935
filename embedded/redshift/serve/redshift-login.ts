import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { readExactly } from './negotiation.ts';
import { FatalError, lengthBytes, message, messageHeadBytes, sqlState } from './protocol.ts';
import type { StartupParameter } from './startup.ts';

/**
 * Whether a client is one of Redshift's own drivers, which say so when they connect. Its JDBC driver knows no SCRAM, and
 * redshift_connector cannot read PostgreSQL's list of mechanisms (it takes the list's end for one of them).
 */
export function isRedshiftDriver(parameters: readonly StartupParameter[]): boolean {
  return parameters.some(([name]) => name === 'driver_version');
}

/** Codes of Authentication messages: https://www.postgresql.org/docs/18/protocol-message-formats.html */
const authentication = { cleartextPassword: 3, sasl: 10, saslContinue: 11, saslFinal: 12 } as const;

/** Longer than any password that a login may have. */
const longestPasswordBytes = 1024;
const longestServerBytes = 30_000;
const mechanism = 'SCRAM-SHA-256';

/**
 * Logs a client in that sends its password as it is: asks it for the password, and gives the server the proof of it by SCRAM.
 * It stays on this machine, as everything here. What the server says of the outcome is left unread, for the client; nothing is
 * asked of the client when the server does not ask for SCRAM.
 * @throws FatalError when the client answers with something else, ClientGoneError
 */
export async function logInByPassword(client: Duplex, server: Duplex): Promise<void> {
  const offer = await readFromServer(server, authentication.sasl);
  if (offer === undefined) return;
  client.write(message('R', int32(authentication.cleartextPassword)));
  const password = await readPassword(client);
  const nonce = randomBytes(18).toString('base64');
  const first = `n=,r=${nonce}`;
  const initial = Buffer.from(`n,,${first}`);
  server.write(message('p', Buffer.concat([Buffer.from(`${mechanism}\0`), int32(initial.length), initial])));
  const challenge = await readFromServer(server, authentication.saslContinue);
  if (challenge === undefined) return;
  const { response, signature } = scramProof(password, nonce, first, challenge.toString());
  server.write(message('p', Buffer.from(response)));
  const outcome = await readFromServer(server, authentication.saslFinal);
  if (outcome !== undefined && !signature(outcome.toString()))
    throw unexpected('The server does not know the password.');
}

/** RFC 5802, section 3: the client's last message, and whether the server's last message is right. */
function scramProof(password: Buffer, nonce: string, first: string, challenge: string) {
  const [, serverNonce = '', salt = '', rounds = ''] = /^r=([^,]+),s=([^,]+),i=(\d+)/.exec(challenge) ?? [];
  if (!serverNonce.startsWith(nonce)) throw unexpected('The server answers another login.');
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(rounds), 32, 'sha256');
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const clientKey = hmac(salted, 'Client Key');
  const withoutProof = `c=biws,r=${serverNonce}`;
  const exchange = `${first},${challenge},${withoutProof}`;
  const mask = hmac(createHash('sha256').update(clientKey).digest(), exchange);
  const proof = clientKey.map((byte, index) => byte ^ (mask[index] ?? 0));
  const expected = hmac(hmac(salted, 'Server Key'), exchange);
  return {
    response: `${withoutProof},p=${Buffer.from(proof).toString('base64')}`,
    signature: (outcome: string) => {
      const [, verifier = ''] = /^v=([^,]+)/.exec(outcome) ?? [];
      const given = Buffer.from(verifier, 'base64');
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}

/** The data of an Authentication message of this kind; anything else is put back and is undefined. */
async function readFromServer(server: Duplex, kind: number): Promise<Buffer | undefined> {
  const read = await readMessage(server, longestServerBytes);
  if (read.type === 'R' && read.body.length >= 4 && read.body.readInt32BE(0) === kind) return read.body.subarray(4);
  server.unshift(read.bytes);
  return undefined;
}

async function readPassword(client: Duplex): Promise<Buffer> {
  const { type, body } = await readMessage(client, longestPasswordBytes);
  if (type !== 'p' || body.at(-1) !== 0) throw unexpected('A password is expected here.');
  return body.subarray(0, -1);
}

async function readMessage(stream: Duplex, longestBytes: number) {
  const head = await readExactly(stream, messageHeadBytes);
  const length = head.readInt32BE(1) - lengthBytes;
  if (length < 0 || length > longestBytes) throw unexpected('This message is not expected here.');
  const body = length === 0 ? Buffer.alloc(0) : await readExactly(stream, length);
  return { type: String.fromCharCode(head[0] ?? 0), body, bytes: Buffer.concat([head, body]) };
}

function unexpected(text: string): FatalError {
  return new FatalError(sqlState.protocolViolation, text);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
