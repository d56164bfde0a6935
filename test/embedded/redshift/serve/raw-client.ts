import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { createConnection, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';

/** A message of the server. */
export interface Reply {
  readonly type: string;
  readonly body: Buffer;
}

export interface RawLogin {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database?: string;
  /** Further parameters of the start-up packet, in their order. */
  readonly parameters?: readonly (readonly [string, string])[];
}

/** A message with its type and length, or without a type a start-up packet. */
export function packet(type: string, ...parts: readonly (string | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)));
  const head = Buffer.alloc(type.length + 4);
  head.write(type, 'latin1');
  head.writeInt32BE(body.length + 4, type.length);
  return Buffer.concat([head, body]);
}

export const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

export const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};

export const protocol = (major: number, minor: number): Buffer => int32(major * 65536 + minor);

export const startupPacket = (parameters: readonly (readonly [string, string])[], version = protocol(3, 0)): Buffer =>
  packet('', version, ...parameters.flat(), Buffer.from([0]));

export const query = (sql: string): Buffer => packet('Q', sql);

/** Parse, Bind, Execute and Sync of one statement without parameters. */
export const extended = (sql: string, name = ''): Buffer =>
  Buffer.concat([
    packet('P', name, sql, int16(0)),
    packet('B', '', name, int16(0), int16(0), int16(0)),
    packet('E', '', int32(0)),
    packet('S'),
  ]);

/** The fields of an ErrorResponse by their letter. */
export function fieldsOf({ body }: Reply): Readonly<Record<string, string>> {
  const fields = body.toString('utf8').split('\0').filter(Boolean);
  return Object.fromEntries(fields.map((field) => [field.charAt(0), field.slice(1)]));
}

/** Errors among these replies, by SQLSTATE. */
export const errorsOf = (replies: readonly Reply[]): string[] =>
  replies.flatMap((reply) => (reply.type === 'E' ? [fieldsOf(reply).C ?? ''] : []));

/** The first column of each row, as text. */
export const firstColumn = (replies: readonly Reply[]): string[] =>
  replies.flatMap(({ type, body }) => (type === 'D' ? [body.toString('utf8', 6, 6 + body.readInt32BE(2))] : []));

/** A client that says exactly what a test tells it to, byte for byte. */
export class RawClient {
  readonly socket: Socket;
  /** Resolves when the connection is closed. */
  readonly closed: Promise<void>;
  /** Everything received and not yet taken. */
  received: Buffer = Buffer.alloc(0);
  #wake: () => void = () => undefined;
  #isOver = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.#wake();
    });
    const over = () => {
      this.#isOver = true;
      this.#wake();
    };
    socket.on('end', over);
    this.closed = new Promise((resolve) =>
      socket.on('close', () => {
        over();
        resolve();
      }),
    );
  }

  static async open(port: number): Promise<RawClient> {
    const socket = createConnection({ host: '127.0.0.1', port, noDelay: true });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new RawClient(socket);
  }

  /** Goes on inside TLS, on the same connection. */
  async secure(options: ConnectionOptions = {}): Promise<RawClient> {
    const secure = connectTls({ socket: this.socket, rejectUnauthorized: false, ...options });
    await new Promise<void>((resolve, reject) => {
      secure.once('secureConnect', resolve);
      secure.once('error', reject);
    });
    return new RawClient(secure);
  }

  /** Connects and logs in; the replies up to the first ReadyForQuery or the end. */
  static async logIn(login: RawLogin): Promise<{ readonly client: RawClient; readonly replies: Reply[] }> {
    const client = await RawClient.open(login.port);
    return { client, replies: await client.logIn(login) };
  }

  async logIn({ user, password, database = 'medstream', parameters = [] }: RawLogin): Promise<Reply[]> {
    this.send(startupPacket([['user', user], ['database', database], ...parameters]));
    const first = await this.next();
    if (first === undefined || first.type !== 'R') return first === undefined ? [] : [first];
    // Drivers of Redshift are asked for the password itself.
    if (first.body.readInt32BE(0) === 3) this.send(packet('p', password));
    else await this.#proveIdentity(password);
    return this.untilReady();
  }

  /** SCRAM-SHA-256 without channel binding: RFC 5802, RFC 7677. */
  async #proveIdentity(password: string): Promise<void> {
    const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
    const bare = 'n=,r=rawclientnonce';
    this.send(packet('p', 'SCRAM-SHA-256', int32(bare.length + 3), Buffer.from(`n,,${bare}`)));
    const serverFirst = (await this.next())?.body.toString('utf8', 4) ?? '';
    const [, nonce = '', salt = '', iterations = ''] = /^r=([^,]*),s=([^,]*),i=(\d+)/.exec(serverFirst) ?? [];
    const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256');
    const clientKey = hmac(salted, 'Client Key');
    const storedKey = createHash('sha256').update(clientKey).digest();
    const withoutProof = `c=biws,r=${nonce}`;
    const signature = hmac(storedKey, [bare, serverFirst, withoutProof].join(','));
    const proof = Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] ?? 0)));
    this.send(packet('p', Buffer.from(`${withoutProof},p=${proof.toString('base64')}`)));
  }

  send(...parts: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(parts));
  }

  /** The next message; undefined when the connection ends before one is whole. */
  async next(): Promise<Reply | undefined> {
    for (;;) {
      if (this.received.length >= 5) {
        const end = this.received.readInt32BE(1) + 1;
        if (this.received.length >= end) {
          const reply = { type: this.received.toString('latin1', 0, 1), body: this.received.subarray(5, end) };
          this.received = this.received.subarray(end);
          return reply;
        }
      }
      if (this.#isOver) return undefined;
      await this.#more();
    }
  }

  /** So many bytes as they come, or fewer at the end. */
  async bytes(count: number): Promise<Buffer> {
    while (this.received.length < count && !this.#isOver) await this.#more();
    const bytes = this.received.subarray(0, count);
    this.received = this.received.subarray(count);
    return bytes;
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Messages up to the next ReadyForQuery, or the end of the connection. */
  async untilReady(): Promise<Reply[]> {
    const replies: Reply[] = [];
    for (;;) {
      const reply = await this.next();
      if (reply === undefined) return replies;
      replies.push(reply);
      if (reply.type === 'Z') return replies;
    }
  }

  query(sql: string): Promise<Reply[]> {
    this.send(query(sql));
    return this.untilReady();
  }

  end(): void {
    this.socket.destroy();
  }
}
