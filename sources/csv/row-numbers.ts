import { ContentMemory } from '../../domain/records/content-memory.ts';

/**
 * Numbers the rows of a file that are alike, from 1: where a source gives its rows no id, the number tells one from the
 * next. The same file read again gives the same numbers. Each row takes some 30 to 60 bytes, repeated ones more.
 */
export class RowNumbers {
  readonly #seen = new ContentMemory();
  /** How often each row came that came more than once. */
  readonly #repeated = new Map<string, number>();

  /** @param content what rows must have in common to be alike, as one text. */
  next(content: string): number {
    if (this.#seen.note(content, '') === 'first') return 1;
    const number = (this.#repeated.get(content) ?? 1) + 1;
    this.#repeated.set(content, number);
    return number;
  }
}
