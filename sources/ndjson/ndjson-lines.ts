import { beginning, type Place } from '../files/place.ts';

/** One line of a file, blank ones left out. `bytes` is null when the line is longer than `longest`. */
export interface Line {
  /** Counted from 1. */
  readonly line: number;
  /** Without the line end, `\n` or `\r\n`, and without a byte order mark at the start of the file. */
  readonly bytes: Buffer | null;
}

const newline = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Splits bytes into lines, a batch per chunk. No more than a chunk and a line are held, and of a line that is too long
 * nothing.
 * @param longest bytes that a line may have.
 */
export async function* readLines(chunks: AsyncIterable<Buffer>, longest: number): AsyncGenerator<Line[]> {
  for await (const { lines } of readLineBatches(chunks, longest)) yield lines;
}

/** Some lines in a row. */
export interface LineBatch {
  readonly lines: Line[];
  /** Where the line after them begins: reading on from there gives the same lines. */
  readonly end: Place;
}

/**
 * The lines as `readLines` gives them, with the place of each batch in the file.
 * @param chunks bytes from `start` on.
 */
export async function* readLineBatches(
  chunks: AsyncIterable<Buffer>,
  longest: number,
  start: Place = beginning,
): AsyncGenerator<LineBatch> {
  const splitter = new LineSplitter(longest, start.line);
  let { offset } = start;
  for await (const chunk of chunks) {
    const lines = splitter.take(chunk);
    offset += chunk.length;
    yield { lines, end: { offset: offset - splitter.unfinished, line: splitter.line } };
  }
  yield { lines: splitter.finish(), end: { offset, line: splitter.line } };
}

class LineSplitter {
  readonly #longest: number;
  #line: number;
  #parts: Buffer[] = [];
  #length = 0;

  constructor(longest: number, line: number) {
    this.#longest = longest;
    this.#line = line;
  }

  /** Line that the next bytes belong to. */
  get line(): number {
    return this.#line;
  }

  /** Bytes of that line that were taken already. */
  get unfinished(): number {
    return this.#length;
  }

  take(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      this.#add(chunk.subarray(start, end));
      this.#end(lines);
      start = end + 1;
    }
    this.#add(chunk.subarray(start));
    return lines;
  }

  finish(): Line[] {
    const lines: Line[] = [];
    this.#end(lines);
    return lines;
  }

  #add(part: Buffer): void {
    if (part.length === 0) return;
    this.#length += part.length;
    // The line end and a byte order mark do not count, and are taken off only when the line is whole.
    if (this.#length > this.#longest + byteOrderMark.length + 1) this.#parts = [];
    else this.#parts.push(part);
  }

  #end(lines: Line[]): void {
    const isWhole = this.#parts.reduce((sum, part) => sum + part.length, 0) === this.#length;
    // A copy: a line that waits to be sent must not keep its whole chunk in memory.
    let bytes = isWhole ? Buffer.concat(this.#parts) : null;
    if (bytes !== null && this.#line === 1 && bytes.subarray(0, 3).equals(byteOrderMark)) bytes = bytes.subarray(3);
    if (bytes !== null && bytes.at(-1) === carriageReturn) bytes = bytes.subarray(0, -1);
    if (bytes !== null && bytes.length > this.#longest) bytes = null;
    if (bytes === null || !isBlank(bytes)) lines.push({ line: this.#line, bytes });
    this.#line += 1;
    this.#parts = [];
    this.#length = 0;
  }
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === carriageReturn);
}
