import { createConnection, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { errorName, type Log } from '../../../lambdas/shared/log.ts';
import { ClientMessages, type RewriteSql } from './client-messages.ts';
import { ClientGoneError, type Negotiated, negotiate } from './negotiation.ts';
import { FatalError, sqlState } from './protocol.ts';
import { isRedshiftDriver, logInByPassword } from './redshift-login.ts';
import { ServerMessages } from './server-messages.ts';
import { knownParameters, type StartupParameter, writeStartup } from './startup.ts';
import { StatementLog } from './statement-log.ts';

/** Where a PostgreSQL server listens: the file of a Unix socket, or a port. */
export type ServerEndpoint = { readonly path: string } | { readonly host: string; readonly port: number };

/** What all connections of a proxy have in common. */
export interface ConnectionOptions {
  /** Where the server listens now. */
  readonly endpoint: () => Promise<ServerEndpoint>;
  /** The only users that may log in. */
  readonly logins: readonly string[];
  /** Names of the server's settings, in lower case: a client may start with any of them. */
  readonly settings: ReadonlySet<string>;
  readonly rewrite: RewriteSql;
  readonly secureContext: SecureContext;
  readonly log: Log;
  /** A client that has not said what it wants by then is sent away. */
  readonly startupSeconds: number;
}

/** How long a client may take to read that its connection ends, in milliseconds. */
const patience = 1000;
/** How long it may take to read the last of an answer. */
const longPatience = 30_000;

/** One client and its session with the server. Between the two passes everything as it is, but the text of statements. */
export class ProxyConnection {
  /** Resolves when both sides are closed. */
  readonly ended: Promise<void>;
  readonly #options: ConnectionOptions;
  readonly #number: number;
  /** The client's socket, or the TLS that stands in its place. */
  #client: Socket;
  #server: Socket | undefined;
  #toServer: ClientMessages | undefined;
  #toClient: ServerMessages | undefined;
  /** What the client is told at the end of the server's present message. */
  #lastWord: FatalError | undefined;
  /** The client has said that it goes, or the server why it ends: nothing more is to be told. */
  #isToldOver = false;
  #backslashEscapes = false;
  #bytesToClient = 0;

  constructor(socket: Socket, number: number, options: ConnectionOptions) {
    this.#options = options;
    this.#number = number;
    this.#client = socket;
    socket.on('error', () => socket.destroy());
    this.ended = Promise.all([this.#run(socket), closeOf(socket)]).then(() => undefined);
  }

  /** Ends the session; the client is told why when that is possible. */
  end(reason: FatalError): void {
    if (this.#lastWord !== undefined) return;
    this.#lastWord = reason;
    const isBetween = this.#toClient?.isBetween ?? true;
    if (isBetween) this.#tellAndClose();
    // A client that does not read the message it is in the middle of reads no other.
    else setTimeout(() => this.#tellAndClose(), patience).unref();
  }

  async #run(socket: Socket): Promise<void> {
    try {
      const negotiated = await this.#negotiate(socket);
      if (negotiated.packet.kind === 'cancel') await this.#cancel(negotiated.packet.bytes);
      else await this.#relay(negotiated, negotiated.packet.version, negotiated.packet.parameters);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const { log } = this.#options;
    if (error instanceof FatalError) {
      log.warn('refused', { connection: this.#number, sqlState: error.code });
      this.end(error);
      return;
    }
    if (!(error instanceof ClientGoneError)) {
      log.error('failed', { connection: this.#number, error: errorName(error) });
    }
    this.#server?.destroy();
    this.#client.destroy();
  }

  async #negotiate(socket: Socket): Promise<Negotiated> {
    const { secureContext } = this.#options;
    return this.#inTime(
      negotiate(socket, secureContext, (secure) => {
        secure.on('error', () => secure.destroy());
        this.#client = secure;
      }),
    );
  }

  async #inTime<T>(answer: Promise<T>): Promise<T> {
    const late = new FatalError(sqlState.protocolViolation, 'The client took too long to say what it wants.');
    const timer = setTimeout(() => this.end(late), this.#options.startupSeconds * 1000);
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
    }
  }

  /** A session is cancelled by its key on a connection of its own; the server gives no answer but closing it. */
  async #cancel(packet: Buffer): Promise<void> {
    const server = await this.#connect();
    server.resume().end(packet);
    await closeOf(server);
    this.#client.end();
    this.#discard(patience);
  }

  async #relay({ client, isTls }: Negotiated, version: number, parameters: readonly StartupParameter[]): Promise<void> {
    const { logins, settings, log } = this.#options;
    // The server takes the last of several users; none may be another.
    const users = parameters.flatMap(([name, value]) => (name === 'user' ? [value] : []));
    const login = users.at(-1);
    if (login === undefined || !users.every((user) => logins.includes(user))) {
      throw new FatalError(
        sqlState.invalidAuthorization,
        `Log in as ${logins.join(' or ')}: the warehouse has no other user.`,
      );
    }
    const server = await this.#connect();
    const statements = new StatementLog({ log, connection: this.#number, login, tls: isTls });
    const toServer = new ClientMessages((sql) => this.#rewrite(sql), {
      sql: (type, text) => statements.sql(type, text),
      message: (type) => {
        // Terminate
        this.#isToldOver ||= type === 'X';
        statements.message(type);
      },
    });
    const toClient = new ServerMessages({
      letIn: () => {
        toServer.open();
        statements.letIn();
      },
      done: (tag) => statements.done(tag),
      failed: (code, isFatal) => {
        this.#isToldOver ||= isFatal;
        statements.failed(code, isFatal);
      },
      ready: () => statements.ready(),
      setting: (name, value) => {
        if (name === 'standard_conforming_strings') this.#backslashEscapes = value === 'off';
      },
    });
    this.#toServer = toServer;
    this.#toClient = toClient;
    const closed = [closeOf(client), closeOf(server)];
    server.write(writeStartup(version, knownParameters(parameters, settings)));
    if (isRedshiftDriver(parameters)) await this.#inTime(logInByPassword(client, server));
    this.#join(client, server);
    await Promise.all(closed);
    statements.end({ fromClient: client.bytesRead, toClient: this.#bytesToClient });
  }

  #join(client: Socket, server: Socket): void {
    client.on('data', (chunk: Buffer) => this.#sendToServer(chunk, client, server));
    server.on('data', (chunk: Buffer) => this.#sendToClient(chunk, client, server));
    client.on('drain', () => server.resume());
    server.on('drain', () => client.resume());
    client.on('end', () => {
      this.#isToldOver = true;
      server.end();
    });
    client.on('close', () => server.destroy());
    server.on('end', () => this.#serverEnded());
    server.on('close', () => this.#serverEnded());
    // It may be gone already.
    if (client.destroyed) server.destroy();
    // Who has been read from by pieces does not flow by itself.
    client.resume();
    server.resume();
  }

  #sendToServer(chunk: Buffer, client: Socket, server: Socket): void {
    if (this.#lastWord !== undefined) return;
    try {
      const parts = this.#toServer?.read(chunk) ?? [];
      if (parts.length > 0 && !server.write(Buffer.concat(parts))) client.pause();
    } catch (error) {
      this.#fail(error);
    }
  }

  #sendToClient(chunk: Buffer, client: Socket, server: Socket): void {
    const isLast = this.#lastWord !== undefined;
    const taken = this.#toClient?.read(chunk, isLast) ?? 0;
    this.#bytesToClient += taken;
    if (taken > 0 && client.writable && !client.write(chunk.subarray(0, taken))) server.pause();
    if (isLast && this.#toClient?.isBetween === true) this.#tellAndClose();
  }

  #serverEnded(): void {
    const isBetween = this.#toClient?.isBetween ?? true;
    if (this.#isToldOver || !isBetween) {
      this.#client.end();
      this.#discard(longPatience);
    } else if (this.#toServer?.isLost === true) {
      this.end(new FatalError(sqlState.protocolViolation, 'The client sent a message of an impossible length.'));
    } else {
      this.end(new FatalError(sqlState.adminShutdown, 'The server of the warehouse has ended this session.'));
    }
  }

  #tellAndClose(): void {
    const isBetween = this.#toClient?.isBetween ?? true;
    const word = isBetween ? this.#lastWord?.toMessage() : undefined;
    this.#server?.destroy();
    if (this.#client.writable) this.#client.end(word ?? Buffer.alloc(0));
    this.#discard(patience);
  }

  /** Reads what the client still sends, so that it can read what it was told, and closes for good. */
  #discard(milliseconds: number): void {
    const client = this.#client;
    if (client.closed) return;
    client.resume();
    const timer = setTimeout(() => client.destroy(), milliseconds);
    client.once('close', () => clearTimeout(timer));
  }

  #rewrite(sql: string): string {
    // Where backslashes escape in plain strings, as in older servers, a string may end elsewhere than it seems.
    if (this.#backslashEscapes && sql.includes('\\')) return sql;
    try {
      return this.#options.rewrite(sql);
    } catch (error) {
      this.#options.log.error('not rewritten', { connection: this.#number, error: errorName(error) });
      return sql;
    }
  }

  async #connect(): Promise<Socket> {
    const closed = new FatalError(sqlState.cannotConnectNow, 'The server of the warehouse cannot be reached now.');
    const endpoint = await this.#options.endpoint().catch(() => {
      throw closed;
    });
    const server = createConnection({ ...endpoint, allowHalfOpen: true, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      server.once('connect', resolve);
      server.once('error', () => reject(closed));
    });
    server.on('error', () => server.destroy());
    this.#server = server;
    if (this.#lastWord === undefined) return server;
    server.destroy();
    throw new ClientGoneError();
  }
}

function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}
