import { isUtf8 } from 'node:buffer';
import { FatalError, lengthBytes, message, messageHeadBytes, sqlState } from './protocol.ts';

/** Redshift's limit of a statement (https://docs.aws.amazon.com/redshift/latest/dg/c_redshift-sql.html); no longer text is buffered. */
export const longestSqlBytes = 16 * 1024 * 1024;

export type RewriteSql = (sql: string) => string;

/** Is told what passes to the server, for whoever counts and times statements. */
export interface ClientWitness {
  /** A Query or Parse with this text, as the client sent it; undefined when it is no text. */
  sql(type: 'Q' | 'P', text: string | undefined): void;
  /** Any other message, by its type. */
  message(type: string): void;
}

/**
 * Follows the bytes of a client, wherever they are cut into chunks, as messages of type, length and body. From `open` on the
 * texts of Query and Parse are rewritten. Every other byte comes out as it went in, those of messages that the server will
 * refuse too.
 */
export class ClientMessages {
  readonly #rewrite: RewriteSql;
  readonly #witness: ClientWitness;
  #isOpen = false;
  readonly #head = Buffer.alloc(messageHeadBytes);
  #headLength = 0;
  /** Bytes of the body still to come. */
  #remaining = 0;
  /** A body that is collected to be rewritten. */
  #text: GrowingBytes | undefined;
  #isLost = false;

  constructor(rewrite: RewriteSql, witness: ClientWitness) {
    this.#rewrite = rewrite;
    this.#witness = witness;
  }

  /** The server has let the client in. Before, it takes no statement, and nothing is kept of what a stranger sends. */
  open(): void {
    this.#isOpen = true;
  }

  /** The client has sent an impossible length: nothing behind it is a message, and the server ends the session without a word. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /**
   * Takes a chunk, and gives what goes on to the server now.
   * @throws FatalError for a text that is longer than what is rewritten
   */
  read(chunk: Buffer): Buffer[] {
    const out: Buffer[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (this.#isLost) {
        out.push(chunk.subarray(at));
        break;
      }
      if (this.#headLength < messageHeadBytes) {
        at += this.#readHead(chunk, at);
        if (this.#headLength < messageHeadBytes) break;
        this.#startMessage(out);
      }
      const part = chunk.subarray(at, at + this.#remaining);
      if (this.#text !== undefined) this.#text.add(part);
      else if (part.length > 0) out.push(part);
      this.#remaining -= part.length;
      at += part.length;
      if (this.#remaining === 0) this.#endMessage(out);
    }
    return out;
  }

  /** Adds to the head what the chunk has of it; the number of bytes taken. */
  #readHead(chunk: Buffer, from: number): number {
    const taken = chunk.copy(this.#head, this.#headLength, from, from + messageHeadBytes - this.#headLength);
    this.#headLength += taken;
    return taken;
  }

  #startMessage(out: Buffer[]): void {
    const type = this.#type();
    const length = this.#head.readInt32BE(1);
    this.#isLost = length < lengthBytes;
    this.#remaining = Math.max(length - lengthBytes, 0);
    if (this.#isLost || !this.#isOpen || (type !== 'Q' && type !== 'P')) {
      this.#witness.message(type);
      out.push(Buffer.from(this.#head));
    } else if (this.#remaining > longestSqlBytes) {
      const megabytes = longestSqlBytes / 1024 / 1024;
      throw new FatalError(sqlState.tooLong, `A statement is longer than ${megabytes} MB, the limit of Redshift.`);
    } else {
      this.#text = new GrowingBytes();
    }
  }

  #endMessage(out: Buffer[]): void {
    if (this.#text !== undefined) out.push(this.#rewritten(this.#text.bytes()));
    this.#text = undefined;
    this.#headLength = 0;
  }

  #type(): string {
    return String.fromCharCode(this.#head[0] ?? 0);
  }

  /** A Query is a text; a Parse is a name, a text and types of parameters. Texts end with a zero. */
  #rewritten(body: Buffer): Buffer {
    const type = this.#type();
    const from = type === 'Q' ? 0 : body.indexOf(0) + 1;
    const isNamed = type === 'Q' || from > 0;
    const to = isNamed ? body.indexOf(0, from) : -1;
    const text = to === -1 ? undefined : body.subarray(from, to);
    // Text in another encoding passes as it is: the server knows which one it is.
    const sql = text !== undefined && isUtf8(text) ? text.toString('utf8') : undefined;
    this.#witness.sql(type === 'Q' ? 'Q' : 'P', sql);
    const rewritten = sql === undefined ? undefined : this.#rewrite(sql);
    if (rewritten === sql || rewritten === undefined) return Buffer.concat([this.#head, body]);
    return message(type, Buffer.concat([body.subarray(0, from), Buffer.from(rewritten), body.subarray(to)]));
  }
}

/** Bytes that come in parts of any size, kept in no more than twice their room. */
class GrowingBytes {
  #room = Buffer.alloc(0);
  #length = 0;

  add(part: Buffer): void {
    const needed = this.#length + part.length;
    if (needed > this.#room.length) {
      const room = Buffer.allocUnsafe(Math.max(needed, this.#room.length * 2));
      this.#room.copy(room, 0, 0, this.#length);
      this.#room = room;
    }
    part.copy(this.#room, this.#length);
    this.#length = needed;
  }

  bytes(): Buffer {
    return this.#room.subarray(0, this.#length);
  }
}
