import { beginning, type Place } from '../files/place.ts';

/** One value of a JSON file. `bytes` is null when it is longer than `longest`. */
export interface JsonValue {
  /** Line of the file on which it begins, counted from 1. */
  readonly line: number;
  /** The text of the value as it stands in the file, which may be no JSON. */
  readonly bytes: Buffer | null;
}

/** Some values in a row. */
export interface JsonBatch {
  readonly values: JsonValue[];
  /** Behind the last of them: reading on from there gives the values that follow. */
  readonly end: JsonStart;
}

/** Where reading begins: at the beginning of a file, or behind a value of it. */
export interface JsonStart extends Place {
  /** The file is one array, and this place is inside of it. */
  readonly isInArray: boolean;
}

/** How the file ended. */
export type JsonEnding =
  /** Behind a value, or behind the array. */
  | 'whole'
  /** In a value, or before the bracket that ends the array. */
  | 'cut'
  /** Something follows the array. */
  | 'more';

const newline = 0x0a;
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const [openBrace, closeBrace] = [0x7b, 0x7d];
const [openBracket, closeBracket] = [0x5b, 0x5d];
const byteOrderMark = [0xef, 0xbb, 0xbf];

/**
 * Splits a JSON file (RFC 8259) into values without reading it whole: the elements of an array, or values that stand one
 * after the other, on one line or over several. Only brackets and quotes are looked at, so what is no JSON inside of a value
 * comes out as that value; whoever reads it finds out. No more than a chunk and a value are held, and of a value that
 * is too long nothing.
 * @param chunks bytes from `start` on.
 * @param longest bytes that a value may have.
 * @returns how the file ended.
 */
export async function* readJsonValues(
  chunks: AsyncIterable<Buffer>,
  longest: number,
  start: JsonStart = { ...beginning, isInArray: false },
): AsyncGenerator<JsonBatch, JsonEnding> {
  const splitter = new ValueSplitter(longest, start);
  for await (const chunk of chunks) {
    const values = splitter.take(chunk);
    yield { values, end: splitter.end };
  }
  const { values, ending } = splitter.finish();
  yield { values, end: splitter.end };
  return ending;
}

type Where =
  /** Nothing but blanks was read. */
  | 'before'
  /** Between values. */
  | 'between'
  /** In a value of brackets. */
  | 'nested'
  /** In a text that is a value of its own, or in a number or a word. */
  | 'scalar'
  /** Behind the array. */
  | 'behind';

class ValueSplitter {
  readonly #longest: number;
  #where: Where;
  #isArray: boolean;
  #depth = 0;
  #isText = false;
  #isEscaped = false;
  #hasMore = false;
  #line: number;
  /** Of the value that is being read. */
  #startLine = 1;
  #parts: Buffer[] = [];
  #length = 0;
  #offset: number;
  #end: JsonStart;

  constructor(longest: number, start: JsonStart) {
    const { offset, line, isInArray } = start;
    this.#longest = longest;
    this.#isArray = isInArray;
    this.#where = isInArray ? 'between' : 'before';
    this.#line = line;
    this.#offset = offset;
    this.#end = start;
  }

  /** Behind the last value that is whole. */
  get end(): JsonStart {
    return this.#end;
  }

  take(chunk: Buffer): JsonValue[] {
    const values: JsonValue[] = [];
    // Of the value that goes on from the chunk before, everything here belongs to it until it ends.
    let from = this.#isInValue() ? 0 : -1;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.#isInValue()) {
        if (!this.#endsAt(byte)) {
          if (byte === newline) this.#line += 1;
          continue;
        }
        // A bracket or a quote is the last byte of its value; a number or a word ends before the byte that ends it.
        const isOwn = this.#where === 'nested' || byte === quote;
        const end = isOwn ? at + 1 : at;
        this.#add(chunk.subarray(from, end));
        this.#close(values, this.#offset + end);
        from = -1;
        if (isOwn) continue;
      }
      if (byte === newline) this.#line += 1;
      else if (this.#begins(byte)) from = at;
    }
    if (from !== -1) this.#add(chunk.subarray(from));
    this.#offset += chunk.length;
    return values;
  }

  finish(): { readonly values: JsonValue[]; readonly ending: JsonEnding } {
    const values: JsonValue[] = [];
    // A number or a word needs nothing behind it.
    const isCut = this.#where === 'nested' || this.#isText;
    if (this.#where === 'scalar' && !isCut && !this.#isArray) this.#close(values, this.#offset);
    const isOpen = this.#isArray && this.#where !== 'behind';
    return { values, ending: isCut || isOpen ? 'cut' : this.#hasMore ? 'more' : 'whole' };
  }

  #isInValue(): boolean {
    return this.#where === 'nested' || this.#where === 'scalar';
  }

  /** Looks at a byte between values. @returns whether a value begins with it */
  #begins(byte: number): boolean {
    if (byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === comma) return false;
    if (this.#where === 'behind') {
      this.#hasMore = true;
      return false;
    }
    if (this.#where === 'before') {
      if (byteOrderMark.includes(byte)) return false;
      this.#isArray = byte === openBracket;
      this.#where = 'between';
      if (this.#isArray) return false;
    }
    if (this.#isArray && byte === closeBracket) {
      this.#where = 'behind';
      return false;
    }
    this.#startLine = this.#line;
    const isNested = byte === openBrace || byte === openBracket;
    this.#where = isNested ? 'nested' : 'scalar';
    this.#depth = isNested ? 1 : 0;
    this.#isText = byte === quote;
    return true;
  }

  /** Looks at a byte of a value, behind its first. @returns whether the value ends with it, or before it */
  #endsAt(byte: number): boolean {
    if (this.#isText) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === backslash) this.#isEscaped = true;
      else if (byte === quote) {
        this.#isText = false;
        return this.#where === 'scalar';
      }
      return false;
    }
    if (this.#where === 'scalar') {
      return byte === comma || byte === newline || byte === closeBracket || byte === 0x20 || byte === 0x0d;
    }
    if (byte === quote) this.#isText = true;
    else if (byte === openBrace || byte === openBracket) this.#depth += 1;
    else if (byte === closeBrace || byte === closeBracket) this.#depth -= 1;
    return this.#depth === 0;
  }

  #add(part: Buffer): void {
    this.#length += part.length;
    if (this.#length > this.#longest) this.#parts = [];
    else this.#parts.push(part);
  }

  #close(values: JsonValue[], offset: number): void {
    this.#end = { offset, line: this.#line, isInArray: this.#isArray };
    // A copy: a value that waits to be sent must not keep its whole chunk in memory.
    values.push({ line: this.#startLine, bytes: this.#length > this.#longest ? null : Buffer.concat(this.#parts) });
    this.#where = 'between';
    this.#parts = [];
    this.#length = 0;
  }
}
