import type { EncodedRow } from '../source-record.ts';
import type { FileEvents } from './file-events.ts';
import { FileFault } from './file-fault.ts';
import type { OpenedFile } from './open-file.ts';
import { firstRow, type RowBatch, type RowPlace, readRows } from './read-rows.ts';

/** What was found in the rows of a file. */
export interface RowTally {
  /** Rows, the header left out. */
  readonly rows: number;
  /** Rows that end in quarantine because they are none. */
  readonly unreadable: number;
  readonly notUtf8: number;
  /** Rows that no stream takes. */
  readonly tooLong: number;
}

export const noRowsRead: RowTally = { rows: 0, unreadable: 0, notUtf8: 0, tooLong: 0 };

/** Of so many rows one may be in another encoding than UTF-8: more, and the whole file is. */
const rowsForOneNotUtf8 = 100;

/** Bytes of a file whose keys the change log is asked for at once. Only a machine that has one asks, and reads files in one. */
const askedBytes = 4 * 1024 * 1024;

/**
 * One reading of a file, from its rows to their events, for everybody who reads files: in constant memory, no faster than
 * the events are taken. A file that is broken gives the rows before that.
 */
export class FileReading {
  readonly #events: FileEvents;
  readonly #batches: AsyncGenerator<RowBatch>;
  #tally: { -readonly [K in keyof RowTally]: number };
  #place: RowPlace;
  #lastLine = 0;
  #isOver = false;
  #fault: FileFault | null = null;
  readonly #tooLongLines: number[] = [];

  /**
   * @param from where an earlier reading stopped, with what it had found
   */
  static async of(
    file: OpenedFile,
    events: FileEvents,
    from: RowPlace = firstRow,
    tally: RowTally = noRowsRead,
  ): Promise<FileReading> {
    if (from.offset > 0 && events.remembers) await pass(file, events, from);
    const batches = events.asks ? readRows(file, from, askedBytes) : readRows(file, from);
    return new FileReading(batches, events, from, tally);
  }

  private constructor(batches: AsyncGenerator<RowBatch>, events: FileEvents, from: RowPlace, tally: RowTally) {
    this.#batches = batches;
    this.#events = events;
    this.#place = from;
    this.#tally = { ...tally };
  }

  get tally(): RowTally {
    return this.#tally;
  }

  /** Where the next row begins. */
  get place(): RowPlace {
    return this.#place;
  }

  /** Line of the row that was read last; 0 before any. */
  get lastLine(): number {
    return this.#lastLine;
  }

  /** Everything was read that can be. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Lines of the rows that no stream takes. */
  get tooLongLines(): readonly number[] {
    return this.#tooLongLines;
  }

  /** What the file as a whole is broken by; null while it is not known to be. */
  get fault(): FileFault | null {
    const { rows, notUtf8 } = this.#tally;
    if (this.#fault !== null || !this.#isOver) return this.#fault;
    return notUtf8 > 1 && notUtf8 * rowsForOneNotUtf8 > rows ? new FileFault('file.encoding') : null;
  }

  /** The events of the rows that begin before a byte of the file, about; all of them without it. */
  async *take(end = Number.POSITIVE_INFINITY): AsyncGenerator<EncodedRow[]> {
    while (this.#place.offset < end) {
      const batch = await this.#next();
      if (batch === undefined) {
        this.#isOver = true;
        break;
      }
      const encoded: EncodedRow[] = [];
      for (const { events, isUnreadable } of await this.#events.encode(batch.rows)) {
        for (const event of events) encoded.push(event);
        if (isUnreadable) this.#tally.unreadable += 1;
      }
      this.#tally.rows += batch.rows.length;
      this.#tally.notUtf8 += batch.notUtf8;
      this.#place = batch.end;
      this.#lastLine = batch.rows.at(-1)?.line ?? this.#lastLine;
      this.noteTooLong(this.#events.tooLong.splice(0));
      if (encoded.length > 0) yield encoded;
    }
    const held = this.#events.finish();
    this.noteTooLong(this.#events.tooLong.splice(0));
    if (held.length > 0) yield held;
  }

  noteTooLong(lines: readonly number[]): void {
    this.#tally.tooLong += lines.length;
    this.#tooLongLines.push(...lines);
  }

  async close(): Promise<void> {
    await this.#batches.return(undefined);
  }

  /** Undefined at the end, and where the file is broken. */
  async #next(): Promise<RowBatch | undefined> {
    try {
      const { done, value } = await this.#batches.next();
      return done === true ? undefined : value;
    } catch (error) {
      if (!(error instanceof FileFault)) throw error;
      this.#fault = error;
      return undefined;
    }
  }
}

/** Counts the rows before a place, so that what follows is numbered as in a file that is read in one. */
async function pass(file: OpenedFile, events: FileEvents, { offset }: RowPlace): Promise<void> {
  for await (const { rows, end } of readRows(file)) {
    for (const row of rows) events.pass(row);
    // Batches end at the same places wherever reading began.
    if (end.offset >= offset) return;
  }
}
