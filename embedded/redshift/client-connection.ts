import type { Socket } from 'node:net';
import type { WarehouseEngine } from './engine.ts';
import { judgeClientSql, readerRole, type SettingChange } from './reader-guard.ts';
import {
  type ClientMessage,
  errorResponse,
  MessageReader,
  message,
  readCString,
  readyForQuery,
  ServerStream,
  startupCode,
  startupResponse,
} from './wire-protocol.ts';

export interface ClientConnectionOptions {
  readonly socket: Socket;
  readonly engine: WarehouseEngine;
  /** Unique among the connections of a server; part of the names of its prepared statements. */
  readonly number: number;
  readonly serverVersion: string;
  readonly idleTransactionSeconds: number;
  /** False turns the client away at start-up. */
  readonly admitted: boolean;
  readonly maxConnections: number;
}

/** How long a client waits for its turn before it is told why, in milliseconds. */
const patience = 1000;

/** Start-up parameters that are applied to the connection; the others have no meaning here. */
const startupSettings = new Set(['datestyle', 'timezone', 'extra_float_digits', 'application_name', 'search_path']);

/** One client: reads its messages, takes turns on the database's single session, and writes the answers. */
export class ClientConnection {
  /** Resolves when the socket is closed and the connection has left nothing behind in the database. */
  readonly ended: Promise<void>;
  readonly #options: ClientConnectionOptions;
  readonly #reader = new MessageReader();
  readonly #messages: ClientMessage[] = [];
  readonly #settings = new Map<string, string>();
  readonly #prepared = new Set<string>();
  #unsettled: SettingChange[] = [];
  #closed = false;
  #wake: (() => void) | undefined;

  constructor(options: ClientConnectionOptions) {
    this.#options = options;
    const { socket } = options;
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('error', () => this.end());
    socket.on('close', () => this.#close());
    this.ended = this.#serve();
  }

  end(): void {
    this.#options.socket.destroy();
    this.#close();
  }

  #close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  #receive(bytes: Buffer): void {
    this.#reader.add(bytes);
    try {
      for (let next = this.#reader.next(); next !== undefined; next = this.#reader.next()) {
        if (next.type === '') this.#startUp(next);
        else this.#messages.push(next);
      }
    } catch (error) {
      this.#fatal('08P01', error instanceof Error ? error.message : String(error));
    }
    this.#wake?.();
  }

  #startUp({ body }: ClientMessage): void {
    const { socket, number, serverVersion, admitted, maxConnections } = this.#options;
    const code = body.length < 4 ? 0 : body.readInt32BE(0);
    if (code === startupCode.ssl || code === startupCode.gssEncryption) {
      socket.write('N');
      return;
    }
    if (code === startupCode.cancel) {
      // There is no second process to interrupt the statement.
      socket.end();
      return;
    }
    if (code >>> 16 !== 3) throw new Error('Only version 3 of the PostgreSQL protocol is spoken here.');
    this.#reader.started();
    if (!admitted) {
      this.#fatal('53300', `The warehouse already serves ${maxConnections} connections. Close one and try again.`);
      return;
    }
    for (let at = 4; at < body.length - 1; ) {
      const name = readCString(body, at);
      const value = readCString(body, name.end);
      at = value.end;
      if (startupSettings.has(name.text.toLowerCase())) {
        const setting = name.text.toLowerCase();
        this.#settings.set(setting, `SET ${setting} TO '${value.text.replaceAll("'", "''")}'`);
      }
    }
    const minorVersion = code & 0xffff;
    if (minorVersion > 0) socket.write(message('v', Buffer.alloc(8)));
    socket.write(startupResponse(number, serverVersion));
  }

  #fatal(code: string, text: string): void {
    this.#options.socket.end(errorResponse({ severity: 'FATAL', code, message: text }));
    this.#close();
  }

  async #serve(): Promise<void> {
    const { engine } = this.#options;
    for (;;) {
      const first = await this.#nextMessage();
      if (first === undefined || first.type === 'X') break;
      this.#messages.unshift(first);
      try {
        await this.#takeTurn(engine);
      } catch (error) {
        this.#fatal('XX000', error instanceof Error ? error.message : String(error));
      }
    }
    this.#options.socket.end();
    if (this.#prepared.size === 0) return;
    const names = [...this.#prepared].map((name) => `DEALLOCATE "${name.replaceAll('"', '""')}"`).join('; ');
    await engine.exec(names).catch(() => undefined);
  }

  /** Waits for a message; undefined once the connection is closed or `seconds` have passed. */
  async #nextMessage(seconds?: number): Promise<ClientMessage | undefined> {
    const deadline = seconds === undefined ? undefined : Date.now() + seconds * 1000;
    while (this.#messages.length === 0 && !this.#closed) {
      if (deadline !== undefined && Date.now() >= deadline) return undefined;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const timer = deadline === undefined ? undefined : setTimeout(resolve, deadline - Date.now());
      await promise;
      clearTimeout(timer);
      this.#wake = undefined;
    }
    return this.#closed ? undefined : this.#messages.shift();
  }

  /** From the first message to the end of its transaction the session is this client's. */
  async #takeTurn(engine: WarehouseEngine): Promise<void> {
    const { socket, idleTransactionSeconds } = this.#options;
    const waiting = setTimeout(() => {
      const text = 'The warehouse is busy with a load or another client; this statement runs as soon as it is free.';
      socket.write(errorResponse({ severity: 'NOTICE', code: '00000', message: text }));
    }, patience);
    await engine
      .exclusive(async (session) => {
        clearTimeout(waiting);
        const stream = new ServerStream();
        try {
          await session.exec(
            ['SET default_transaction_read_only = on', `SET ROLE ${readerRole}`, ...this.#settings.values()].join('; '),
          );
        } catch (error) {
          // A start-up setting that the database does not take: say so and go on without it.
          this.#settings.clear();
          await session.exec(`SET default_transaction_read_only = on; SET ROLE ${readerRole}`);
          const text = `Settings of this connection are ignored: ${error instanceof Error ? error.message : String(error)}`;
          socket.write(errorResponse({ severity: 'NOTICE', code: '01000', message: text }));
        }
        let open = false;
        try {
          do {
            const next = await this.#nextMessage(idleTransactionSeconds);
            open = true;
            if (next === undefined || next.type === 'X') {
              if (!this.#closed && next === undefined) {
                this.#fatal(
                  '25P03',
                  `The transaction was idle for ${idleTransactionSeconds} s and held everyone up; it is rolled back.`,
                );
              }
              this.#close();
              break;
            }
            await this.#handle(next, stream);
            open = !stream.ready || stream.status !== 'I';
          } while (open);
        } finally {
          if (open) await this.#abandon();
          await session.exec('RESET ALL');
        }
      })
      .finally(() => clearTimeout(waiting));
  }

  /** Ends whatever the client left open: a message sequence without its Sync, a transaction. */
  async #abandon(): Promise<void> {
    await this.#send(message('S'));
    await this.#send(message('Q', 'ROLLBACK'));
  }

  async #handle(next: ClientMessage, stream: ServerStream): Promise<void> {
    switch (next.type) {
      case 'Q':
        stream.reset();
        await this.#simpleQuery(readCString(next.body, 0).text, stream);
        break;
      case 'P':
        stream.ready = false;
        await this.#parse(next, stream);
        break;
      case 'B': {
        stream.ready = false;
        const portal = readCString(next.body, 0);
        const statement = readCString(next.body, portal.end);
        await this.#forward(
          message('B', portal.text, this.#statementName(statement.text), next.body.subarray(statement.end)),
          stream,
        );
        break;
      }
      case 'D':
      case 'C': {
        stream.ready = false;
        const kind = next.body.subarray(0, 1);
        const { text } = readCString(next.body, 1);
        const name = kind.toString() === 'S' ? this.#statementName(text) : text;
        await this.#forward(message(next.type, kind, name), stream);
        break;
      }
      case 'E':
      case 'H':
        stream.ready = false;
        await this.#forward(next.bytes, stream);
        break;
      case 'S': {
        await this.#forward(next.bytes, stream);
        this.#settle(stream);
        stream.failed = false;
        break;
      }
      default: {
        // COPY data, function calls, passwords: none of them can follow from what was answered before.
        this.#options.socket.write(
          errorResponse({ severity: 'ERROR', code: '08P01', message: 'This message is not expected here.' }),
        );
        stream.status = 'I';
        stream.ready = true;
      }
    }
  }

  async #simpleQuery(text: string, stream: ServerStream): Promise<void> {
    const verdict = judgeClientSql(text);
    if ('refused' in verdict) {
      await this.#refuse(verdict.refused, stream);
      this.#options.socket.write(readyForQuery(stream.status));
      stream.ready = true;
      return;
    }
    this.#unsettled.push(...verdict.settings);
    await this.#forward(message('Q', verdict.sql), stream);
    this.#settle(stream);
  }

  async #parse(next: ClientMessage, stream: ServerStream): Promise<void> {
    const name = readCString(next.body, 0);
    const text = readCString(next.body, name.end);
    const verdict = judgeClientSql(text.text);
    if ('refused' in verdict) {
      await this.#refuse(verdict.refused, stream);
      // As the protocol asks: after an error everything up to the Sync is skipped.
      for (;;) {
        const skipped = await this.#nextMessage(this.#options.idleTransactionSeconds);
        if (skipped === undefined || skipped.type === 'X') return this.#close();
        if (skipped.type === 'S') return this.#handle(skipped, stream);
      }
    }
    this.#unsettled.push(...verdict.settings);
    const statement = this.#statementName(name.text);
    if (name.text !== '') this.#prepared.add(statement);
    await this.#forward(message('P', statement, verdict.sql, next.body.subarray(text.end)), stream);
  }

  /** Answers with an error and, inside a transaction, fails the transaction as an error of the database would. */
  async #refuse(reason: string, stream: ServerStream): Promise<void> {
    this.#options.socket.write(errorResponse({ severity: 'ERROR', code: '0A000', message: reason }));
    stream.failed = true;
    if (stream.status === 'T') {
      await this.#send(message('Q', 'SELECT 1 / 0'));
      stream.status = 'E';
    }
  }

  /** Prepared statements share one name space in the database; clients must not meet in it. */
  #statementName(name: string): string {
    return name === '' ? '' : `c${this.#options.number}_${name}`;
  }

  /** Remembers the settings of statements that have succeeded, to repeat them in later turns. */
  #settle(stream: ServerStream): void {
    if (!stream.failed) {
      for (const { name, sql } of this.#unsettled) {
        if (name === '*') this.#settings.clear();
        else if (sql === undefined) this.#settings.delete(name);
        else this.#settings.set(name, sql);
      }
    }
    this.#unsettled = [];
  }

  async #forward(bytes: Buffer, stream: ServerStream): Promise<void> {
    const { socket } = this.#options;
    await this.#send(bytes, (data) => {
      stream.read(data);
      if (!socket.destroyed) socket.write(Buffer.from(data));
    });
  }

  async #send(bytes: Buffer, onRawData: (data: Uint8Array) => void = () => undefined): Promise<void> {
    const { database } = this.#options.engine;
    await database.runExclusive(() => database.execProtocolRawStream(new Uint8Array(bytes), { onRawData }));
  }
}
