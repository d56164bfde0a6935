import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import { beginning, type Place } from '../files/place.ts';

/** One record of a CSV file. `cells` is null when the text cannot be split into as many cells as the header has. */
export interface CsvRecord {
  /** Line of the file on which the record begins; the header is line 1. */
  readonly line: number;
  /** The record as it stands in the file, without its line end. Bytes that are not UTF-8 are read as Latin-1. */
  readonly text: string;
  readonly cells: readonly string[] | null;
}

/** A quoted cell may span this many lines. A longer one is a stray quote, which must not swallow the records after it. */
const longestRecordLines = 100;
const newline = 0x0a;

/**
 * Reads the records of a CSV file from its bytes (RFC 4180, UTF-8 with or without BOM, LF or CRLF), in
 * batches; the first record is the header. Nothing is skipped but blank lines: a record that cannot be split comes out
 * with `cells: null`, and reading goes on with the next line. Lines without a quote need no parser (a cell then ends at
 * the next comma); csv-parse reads the rest.
 *
 * A quoted cell may hold line ends (RFC 4180, 2.6: https://www.rfc-editor.org/rfc/rfc4180#section-2), and so may what
 * stands between a stray quote and the next one. Lines are joined to one record only when none of them but the first may
 * be, or begin, a row of its own; otherwise the first line alone is the one that cannot be split.
 * @throws the error of `chunks`.
 */
export async function* readCsvRecords(chunks: AsyncIterable<Buffer>): AsyncGenerator<CsvRecord[]> {
  for await (const { records } of readCsvBatches(chunks)) yield records;
}

/** Where reading begins: at the header, or at a record behind it, of a file that has so many columns. */
export interface CsvStart extends Place {
  /** Null when the record at this place is the header. */
  readonly columns: number | null;
}

/** Some records in a row. */
export interface CsvBatch {
  readonly records: CsvRecord[];
  /** Where the record after them begins: reading on from there gives the same records. */
  readonly end: Place;
  /** Lines among them that are not UTF-8. */
  readonly notUtf8: number;
}

/**
 * The records as `readCsvRecords` gives them, a batch per chunk, with the place of each batch in the file.
 * @param chunks bytes from `start` on.
 * @throws the error of `chunks`.
 */
export async function* readCsvBatches(
  chunks: AsyncIterable<Buffer>,
  start: CsvStart = { ...beginning, columns: null },
): AsyncGenerator<CsvBatch> {
  const assembler = new RecordAssembler(start);
  let { offset } = start;
  /** What follows the last whole record: the lines of a quoted cell that is still open, and a line without its end. */
  let carry: Buffer = Buffer.alloc(0);
  /** Of `carry`, the bytes whose lines the assembler has. */
  let known = 0;
  for await (const chunk of chunks) {
    const bytes: Buffer = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
    const end = bytes.lastIndexOf(newline) + 1;
    carry = bytes;
    if (end <= known) continue;
    const { records, notUtf8, waiting } = assembler.take(bytes.subarray(known, end - 1), false);
    const from = startOfLastLines(bytes.subarray(0, end), waiting);
    // A copy, so that a line that goes on does not keep its chunk.
    carry = Buffer.from(bytes.subarray(from));
    known = end - from;
    offset += from;
    yield { records, notUtf8, end: { offset, line: assembler.nextLine } };
  }
  const { records, notUtf8 } = assembler.take(carry.length === known ? null : carry.subarray(known), true);
  yield { records, notUtf8, end: { offset: offset + carry.length, line: assembler.nextLine } };
}

/** Where the last `count` lines of `bytes` begin, which end in a line end. */
function startOfLastLines(bytes: Buffer, count: number): number {
  let start = bytes.length;
  for (let line = 0; line < count; line += 1) start = start < 2 ? 0 : bytes.lastIndexOf(newline, start - 2) + 1;
  return start;
}

interface Taken {
  readonly records: CsvRecord[];
  readonly notUtf8: number;
  /** Lines that wait for what follows them. */
  readonly waiting: number;
}

interface Line {
  readonly text: string;
  readonly readable: boolean;
}

/** Turns lines into records. Keeps the lines of a quoted cell whose end has not been read yet. */
class RecordAssembler {
  #waiting: Line[] = [];
  #nextLine: number;
  #columns: number | null;

  constructor({ line, columns }: CsvStart) {
    this.#nextLine = line;
    this.#columns = columns;
  }

  /** Line on which the next record begins. */
  get nextLine(): number {
    return this.#nextLine;
  }

  /** `bytes`: whole lines without the last line end, or null when there are none left. `last`: no more will come. */
  take(bytes: Buffer | null, last: boolean): Taken {
    const isFirst = this.#nextLine === 1 && this.#waiting.length === 0;
    const read = bytes === null ? [] : linesOf(bytes, isFirst);
    const lines = this.#waiting.length === 0 ? read : [...this.#waiting, ...read];
    const records: CsvRecord[] = [];
    let at = 0;
    while (at < lines.length) {
      const count = this.#assemble(lines, at, last, records);
      if (count === 0) break;
      at += count;
      this.#nextLine += count;
    }
    this.#waiting = lines.slice(at);
    const notUtf8 = read.reduce((sum, { readable }) => sum + (readable ? 0 : 1), 0);
    return { records, notUtf8, waiting: this.#waiting.length };
  }

  /** Appends the record that begins at `lines[at]`; returns the lines it took, 0 when its end is not there yet. */
  #assemble(lines: readonly Line[], at: number, last: boolean, records: CsvRecord[]): number {
    const line = lines[at];
    if (line === undefined || line.text === '') return 1;
    const { text, readable } = line;
    if (!readable || text.includes('\0')) this.#append(records, text, null);
    else if (!text.includes('"')) this.#append(records, text, text.split(','));
    else if (quotesAreEven(text)) this.#append(records, text, splitQuoted(text));
    else return this.#assembleLines(lines, at, last, records);
    return 1;
  }

  /** The same for a line whose quotes are odd: the record goes on in the next one, or a quote is a stray. */
  #assembleLines(lines: readonly Line[], at: number, last: boolean, records: CsvRecord[]): number {
    const mayGrow = (from: number) => !last && lines.length - from < longestRecordLines;
    const first = lines[at]?.text ?? '';
    const length = lengthOfQuotedRecord(lines, at);
    if (length === null && mayGrow(at)) return 0;
    if (length !== null && lines.slice(at, at + length).every(({ readable }) => readable)) {
      const joined = lines.slice(at, at + length).map(({ text }) => text);
      const whole = joined.join('\n');
      const cells = whole.includes('\0') ? null : splitQuoted(whole);
      const columns = this.#columns ?? cells?.length;
      if (cells !== null && cells.length === columns && !holdsRow(joined, columns)) {
        const ending = joined.at(-1) ?? '';
        const mayBegin = count(whole, ',') - count(ending, ',') >= columns - 1 && mayOpenCell(ending);
        const next = mayBegin ? beginsRecord(lines, at + length - 1, columns) : false;
        if (next === null && mayGrow(at + length - 1)) return 0;
        if (next !== true) {
          this.#append(records, whole, cells);
          return length;
        }
      }
    }
    this.#append(records, first, null);
    return 1;
  }

  #append(records: CsvRecord[], text: string, cells: readonly string[] | null): void {
    this.#columns ??= cells?.length ?? null;
    records.push({ line: this.#nextLine, text, cells: cells?.length === this.#columns ? cells : null });
  }
}

/** Lines from `at` until the quotes are even again; null when that does not happen within the longest record. */
function lengthOfQuotedRecord(lines: readonly Line[], at: number): number | null {
  let open = false;
  for (let length = 1; length <= longestRecordLines; length += 1) {
    const line = lines[at + length - 1];
    if (line === undefined) return null;
    if (!quotesAreEven(line.text)) open = !open;
    if (!open) return length;
  }
  return null;
}

/**
 * Whether a line behind the first may be a row of its own. A line without enough commas is none. One that has them is,
 * when it splits into the columns by itself, or when those before it have enough commas for a row as well: then a stray
 * quote in each explains the two as well as a quoted cell does, and of two readings the one that loses no row counts.
 */
function holdsRow(joined: readonly string[], columns: number): boolean {
  let before = 0;
  for (const [index, text] of joined.entries()) {
    const commas = count(text, ',');
    const hasEnough = index > 0 && commas >= columns - 1;
    if (hasEnough && (before >= columns - 1 || splitsAlone(text, columns))) return true;
    before += commas;
  }
  return false;
}

function splitsAlone(text: string, columns: number): boolean {
  return !text.includes('"') || (quotesAreEven(text) && splitQuoted(text)?.length === columns);
}

/** Whether the first quote of a line stands where a cell begins. A quote alone is taken for the end of one. */
function mayOpenCell(text: string): boolean {
  if (text === '"') return false;
  const at = text.indexOf('"');
  return at === 0 || text[at - 1] === ',';
}

/** Whether a record of several lines begins at `at`; null when its end is not among the lines. */
function beginsRecord(lines: readonly Line[], at: number, columns: number): boolean | null {
  const length = lengthOfQuotedRecord(lines, at);
  if (length === null) return null;
  const joined = lines.slice(at, at + length).map(({ text }) => text);
  return splitQuoted(joined.join('\n'))?.length === columns;
}

function count(text: string, sign: string): number {
  let found = 0;
  for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) found += 1;
  return found;
}

function quotesAreEven(text: string): boolean {
  return count(text, '"') % 2 === 0;
}

/** The cells of one record, or null when its quotes stand where RFC 4180 does not allow them. */
function splitQuoted(text: string): readonly string[] | null {
  try {
    const records = parse(text, { record_delimiter: '\n', relax_column_count: true });
    return records.length === 1 ? (records[0] ?? null) : null;
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
}

/** The lines of a piece of the file. Each line that is not UTF-8 keeps its bytes as Latin-1 characters. */
function linesOf(bytes: Buffer, first: boolean): Line[] {
  if (isUtf8(bytes)) {
    const text = bytes.toString('utf8');
    const lines = (first && text.startsWith('\uFEFF') ? text.slice(1) : text).split('\n');
    return lines.map((line) => ({ text: withoutCarriageReturn(line), readable: true }));
  }
  const lines: Line[] = [];
  for (let start = 0; start <= bytes.length; ) {
    const end = bytes.indexOf(newline, start);
    const line = bytes.subarray(start, end === -1 ? bytes.length : end);
    const readable = isUtf8(line);
    const text = line.toString(readable ? 'utf8' : 'latin1');
    lines.push({ text: withoutCarriageReturn(text.replace(/^\uFEFF/, '')), readable });
    start += line.length + 1;
  }
  return lines;
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
