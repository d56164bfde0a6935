import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';

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
 * @throws the error of `chunks`.
 */
export async function* readCsvRecords(chunks: AsyncIterable<Buffer>): AsyncGenerator<CsvRecord[]> {
  const assembler = new RecordAssembler();
  let carry: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes: Buffer = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
    const end = bytes.lastIndexOf(newline) + 1;
    carry = bytes.subarray(end);
    if (end > 0) yield assembler.take(bytes.subarray(0, end - 1), false);
  }
  yield assembler.take(carry.length === 0 ? null : carry, true);
}

interface Line {
  readonly text: string;
  readonly readable: boolean;
}

/** Turns lines into records. Keeps the lines of a quoted cell whose end has not been read yet. */
class RecordAssembler {
  #waiting: Line[] = [];
  #nextLine = 1;
  #columns: number | null = null;

  /** `bytes`: whole lines without the last line end, or null when there are none left. `last`: no more will come. */
  take(bytes: Buffer | null, last: boolean): CsvRecord[] {
    const lines = bytes === null ? this.#waiting : [...this.#waiting, ...linesOf(bytes, this.#nextLine === 1)];
    this.#waiting = [];
    const records: CsvRecord[] = [];
    let at = 0;
    while (at < lines.length) {
      const count = this.#assemble(lines, at, last, records);
      if (count === 0) break;
      at += count;
      this.#nextLine += count;
    }
    this.#waiting = lines.slice(at);
    return records;
  }

  /** Appends the record that begins at `lines[at]`; returns the lines it took, 0 when its end is not there yet. */
  #assemble(lines: readonly Line[], at: number, last: boolean, records: CsvRecord[]): number {
    const line = lines[at];
    if (line === undefined || line.text === '') return 1;
    const { text, readable } = line;
    if (!readable || text.includes('\0')) this.#append(records, text, null);
    else if (!text.includes('"')) this.#append(records, text, text.split(','));
    else if (quotesAreEven(text)) this.#append(records, text, splitQuoted(text));
    else {
      const length = lengthOfQuotedRecord(lines, at);
      if (length === null && !last && lines.length - at < longestRecordLines) return 0;
      const joined = lines.slice(at, at + (length ?? 1));
      const whole = joined.map((part) => part.text).join('\n');
      const cells = joined.every((part) => part.readable) && !whole.includes('\0') ? splitQuoted(whole) : null;
      if (cells !== null && cells.length === (this.#columns ?? cells.length)) {
        this.#append(records, whole, cells);
        return joined.length;
      }
      this.#append(records, text, null);
    }
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

function quotesAreEven(text: string): boolean {
  let even = true;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) even = !even;
  return even;
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
