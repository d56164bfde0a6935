import { ContentMemory } from '../../domain/records/content-memory.ts';

/**
 * Numbers the rows of a file that are alike, from 1: where a source gives its rows no id, the number tells one from the
 * next. The same file read again gives the same numbers. Rows are alike that say the same, up to `window` different rows
 * apart at least; they need not stand together: Synthea comes back to an encounter some thousand rows later. A row takes
 * some 30 to 60 bytes, repeated ones more, and those of two windows are kept, so memory has a bound whatever the file has.
 */
export class RowNumbers {
  readonly #window: number;
  #current = new Generation();
  #before = new Generation();

  constructor(window = 500_000) {
    this.#window = window;
  }

  /** @param content what rows must have in common to be alike, as one text. */
  next(content: string): number {
    const number = (this.#current.lastOf(content) ?? this.#before.lastOf(content) ?? 0) + 1;
    this.#current.note(content, number);
    if (this.#current.size >= this.#window) {
      this.#before = this.#current;
      this.#current = new Generation();
    }
    return number;
  }
}

/** What came within a window, and the last number of it. */
class Generation {
  readonly #seen = new ContentMemory();
  /** Numbers above 1. */
  readonly #repeated = new Map<string, number>();
  size = 0;

  lastOf(content: string): number | undefined {
    return this.#repeated.get(content) ?? (this.#seen.knows(content) ? 1 : undefined);
  }

  note(content: string, number: number): void {
    if (this.#seen.note(content, '') === 'first') this.size += 1;
    if (number > 1) this.#repeated.set(content, number);
  }
}
