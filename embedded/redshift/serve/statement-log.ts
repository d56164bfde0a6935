import { isSignificant, sqlTokens } from '../../../domain/sql/sql-tokens.ts';
import type { Log } from '../../../lambdas/shared/log.ts';
import type { ClientWitness } from './client-messages.ts';
import type { ServerWitness } from './server-messages.ts';

/** First words of statements that a log line may name; the server's own tags of what succeeded begin with them, too. */
const commands = new Set(
  `ABORT ALTER ANALYZE BEGIN CALL CHECKPOINT CLOSE CLUSTER COMMENT COMMIT COPY CREATE DEALLOCATE DECLARE DELETE DISCARD DO DROP
  END EXECUTE EXPLAIN FETCH GRANT IMPORT INSERT LISTEN LOAD LOCK MERGE MOVE NOTIFY PREPARE REASSIGN REFRESH REINDEX RELEASE
  RESET REVOKE ROLLBACK SAVEPOINT SECURITY SELECT SET SHOW START TABLE TRUNCATE UNLISTEN UPDATE VACUUM VALUES WITH`.split(
    /\s+/,
  ),
);

const other = 'OTHER';

/** Types of messages that begin work: Bind, Close, Describe, Execute, function call. */
const beginsWork = new Set(['B', 'C', 'D', 'E', 'F']);

/** Types, beside Query, that the server answers with being ready: Sync, function call. */
const endsGroup = new Set(['S', 'F']);

/** What is known of the connections of one server. */
export interface ConnectionLogOptions {
  readonly log: Log;
  /** Number of the connection, for lines that belong together. */
  readonly connection: number;
  readonly login: string;
  readonly tls: boolean;
}

/**
 * The log of one session: its beginning and end, and each statement as its command, the time it took, the rows it
 * returned or changed, and the SQLSTATE it failed with. Never its text, nor that of an error: both hold values.
 */
export class StatementLog implements ClientWitness, ServerWitness {
  readonly #log: Log;
  readonly #connection: number;
  readonly #session: { readonly login: string; readonly tls: boolean };
  readonly #startedAt = performance.now();
  /** When the statement that is waited for began; undefined while the server waits for one. */
  #workSince: number | undefined;
  /** Texts whose answers are still to come; a group ends when the server says that it is ready. */
  #groups: string[][] = [[]];
  #remembered = 0;
  /** Statements of the first group that are done. */
  #done = 0;
  #isStarted = false;
  #statements = 0;
  #errors = 0;

  constructor({ log, connection, login, tls }: ConnectionLogOptions) {
    this.#log = log;
    this.#connection = connection;
    this.#session = { login, tls };
  }

  sql(type: 'Q' | 'P', text: string | undefined): void {
    this.#workSince ??= performance.now();
    const isRemembered = text !== undefined && text.length <= longestText && this.#remembered < mostTexts;
    this.#groups.at(-1)?.push(isRemembered ? text : '');
    this.#remembered += 1;
    if (type === 'Q') this.#groups.push([]);
  }

  message(type: string): void {
    if (beginsWork.has(type)) this.#workSince ??= performance.now();
    if (endsGroup.has(type)) this.#groups.push([]);
  }

  letIn(): void {
    this.#log.info('connected', { connection: this.#connection, ...this.#session });
  }

  /** Tags: https://www.postgresql.org/docs/18/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-COMMANDCOMPLETE */
  done(tag: string): void {
    const [words = '', ...numbers] = tag.split(/ (?=\d)/);
    const [first = ''] = words.split(' ', 1);
    this.#statement({
      command: commands.has(first) ? words : other,
      ...(numbers.length === 0 ? {} : { rows: Number(numbers.at(-1)) }),
    });
    this.#done += 1;
  }

  failed(code: string, isFatal: boolean): void {
    const sqlState = /^[0-9A-Z]{5}$/.test(code) ? code : null;
    this.#errors += 1;
    if (isFatal) this.#log.warn('ended by the server', { connection: this.#connection, sqlState });
    else this.#statement({ command: commandAt(this.#groups[0] ?? [], this.#done), sqlState });
  }

  ready(): void {
    this.#done = 0;
    // The first time it is ready for the first group.
    const answered = this.#isStarted && this.#groups.length > 1 ? this.#groups.shift() : undefined;
    this.#isStarted = true;
    this.#remembered -= answered?.length ?? 0;
    this.#workSince = this.#groups.length > 1 ? performance.now() : undefined;
  }

  setting(): void {}

  /** The session is over. */
  end(bytes: { readonly fromClient: number; readonly toClient: number }): void {
    this.#log.info('disconnected', {
      connection: this.#connection,
      seconds: secondsSince(this.#startedAt),
      statements: this.#statements,
      errors: this.#errors,
      bytesFromClient: bytes.fromClient,
      bytesToClient: bytes.toClient,
    });
  }

  #statement(fields: Readonly<Record<string, string | number | null>>): void {
    const now = performance.now();
    const since = this.#workSince ?? now;
    // The next statement of the same text begins where this one ended.
    this.#workSince = now;
    this.#statements += 1;
    this.#log.info('statement', {
      connection: this.#connection,
      ...fields,
      seconds: Math.round(now - since) / 1000,
    });
  }
}

const secondsSince = (instant: number) => Math.round(performance.now() - instant) / 1000;

/** A client may send many texts before it asks for the answers; more and longer ones are not remembered. */
const mostTexts = 20;
const longestText = 100_000;

/** The first word of the statement that has `index` others before it in these texts. */
function commandAt(texts: readonly string[], index: number): string {
  let before = 0;
  for (const text of texts) {
    let isFirst = true;
    for (const token of sqlTokens(text)) {
      if (token.kind === 'operator' && token.text === ';') isFirst = true;
      else if (isFirst && isSignificant(token)) {
        isFirst = false;
        const word = token.text.toUpperCase();
        if (before === index) return commands.has(word) ? word : other;
        before += 1;
      }
    }
  }
  return other;
}
