import { messageHeadBytes } from './protocol.ts';

/** Is told what the server says that others need to know. */
export interface ServerWitness {
  /** The client is who it says (AuthenticationOk). */
  letIn(): void;
  /** A statement is done; the tag is a command and, for some, a number of rows. */
  done(tag: string): void;
  /** An error, by its SQLSTATE; a fatal one ends the session. */
  failed(code: string, isFatal: boolean): void;
  /** The server waits for the next statement. */
  ready(): void;
  /** A setting that the server reports. */
  setting(name: string, value: string): void;
}

/** The longest part of a body that is looked at: the severity and the code of an error stand in front of its text. */
const longestKept = 64;

/** Types of which the beginning of the body is kept: Authentication, CommandComplete, ErrorResponse, ParameterStatus. */
const read = new Set(['R', 'C', 'E', 'S']);

/** Follows the server's bytes, wherever they are cut into chunks, message by message. They pass as they are. */
export class ServerMessages {
  readonly #witness: ServerWitness;
  readonly #head = Buffer.alloc(messageHeadBytes);
  #headLength = 0;
  #remaining = 0;
  #kept = '';

  constructor(witness: ServerWitness) {
    this.#witness = witness;
  }

  /** True between two messages: a message of the proxy's own may stand here. */
  get isBetween(): boolean {
    return this.#headLength === 0;
  }

  /** Takes a chunk; with `stopBetween`, only up to the end of the message it is in. The number of bytes taken. */
  read(chunk: Buffer, stopBetween = false): number {
    let at = 0;
    while (at < chunk.length && !(stopBetween && this.isBetween)) {
      if (this.#headLength < messageHeadBytes) {
        const taken = chunk.copy(this.#head, this.#headLength, at, at + messageHeadBytes - this.#headLength);
        this.#headLength += taken;
        at += taken;
        if (this.#headLength < messageHeadBytes) break;
        this.#remaining = Math.max(this.#head.readInt32BE(1) - 4, 0);
        this.#kept = '';
      }
      const step = Math.min(this.#remaining, chunk.length - at);
      if (step > 0 && this.#kept.length < longestKept && read.has(this.#type())) {
        this.#kept += chunk.toString('latin1', at, at + Math.min(step, longestKept - this.#kept.length));
      }
      this.#remaining -= step;
      at += step;
      if (this.#remaining === 0) this.#endMessage();
    }
    return at;
  }

  #type(): string {
    return String.fromCharCode(this.#head[0] ?? 0);
  }

  #endMessage(): void {
    this.#headLength = 0;
    const [first = '', second = ''] = this.#kept.split('\0');
    switch (this.#type()) {
      case 'R':
        if (this.#kept === '\0\0\0\0') this.#witness.letIn();
        break;
      case 'C':
        this.#witness.done(first);
        break;
      case 'E': {
        const fields = new Map(this.#kept.split('\0').map((field) => [field.slice(0, 1), field.slice(1)]));
        const severity = fields.get('V') ?? '';
        this.#witness.failed(fields.get('C') ?? '', severity === 'FATAL' || severity === 'PANIC');
        break;
      }
      case 'Z':
        this.#witness.ready();
        break;
      case 'S':
        this.#witness.setting(first, second);
        break;
    }
  }
}
