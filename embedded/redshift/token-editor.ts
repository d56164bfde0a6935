import { isSignificant, type SqlToken, type SqlTokenKind } from '../../domain/sql/sql-tokens.ts';

/** A call's parts, as positions of significant tokens. */
export interface CallParts {
  readonly open: number;
  readonly close: number;
  /** The commas between its arguments. */
  readonly separators: readonly number[];
}

/**
 * Rewriting a statement would take too long or grow too far: DECODE in DECODE doubles with each level. Whoever rewrites leaves
 * such a statement as it is.
 */
export class TooComplexError extends Error {
  override readonly name = 'TooComplexError';
}

/** Tokens looked at and characters written while one statement is restructured: a fraction of a second. */
const mostWork = 10_000_000;

/**
 * Edits a statement by replacing whole tokens. Positions count significant tokens only, so white space and comments never
 * get in the way of a pattern; they are kept in the output where they stood.
 */
export class TokenEditor {
  /** Number of significant tokens. */
  readonly length: number;
  readonly #tokens: readonly SqlToken[];
  readonly #output: string[];
  /** Position of a significant token -> its index in #tokens. */
  readonly #index: number[];
  readonly #words: (string | undefined)[];
  #depths: number[] | undefined;
  #closes: Map<number, number> | undefined;
  #work = 0;

  constructor(tokens: readonly SqlToken[]) {
    this.#tokens = tokens;
    this.#output = new Array(tokens.length);
    this.#index = [];
    this.#words = [];
    for (let i = 0; i < tokens.length; i += 1) {
      const token = tokens[i];
      if (token === undefined) continue;
      this.#output[i] = token.text;
      if (!isSignificant(token)) continue;
      this.#index.push(i);
      this.#words.push(token.kind === 'word' ? token.text.toLowerCase() : undefined);
    }
    this.length = this.#index.length;
  }

  /** The token as an unquoted word in lower case; undefined if it is something else or there is none. */
  word(at: number): string | undefined {
    return this.#words[at];
  }

  /** The token's original text; empty if there is none. */
  text(at: number): string {
    return this.#token(at)?.text ?? '';
  }

  kind(at: number): SqlTokenKind | undefined {
    return this.#token(at)?.kind;
  }

  /** How many parentheses are open before this token. */
  depth(at: number): number {
    this.#depths ??= this.#measureDepths();
    return this.#depths[at] ?? 0;
  }

  /** Position of the parenthesis that closes the one at `open`. */
  closeOf(open: number): number | undefined {
    this.#closes ??= this.#matchParentheses();
    return this.#closes.get(open);
  }

  /**
   * The parts of the call whose name is at `at`; undefined if its parenthesis never closes.
   * @throws TooComplexError
   */
  callAt(at: number): CallParts | undefined {
    const open = at + 1;
    const close = this.closeOf(open);
    if (close === undefined) return undefined;
    this.#spend(close - open);
    const separators: number[] = [];
    for (let i = open + 1; i < close; i += 1) {
      if (this.text(i) === ',' && this.depth(i) === this.depth(open) + 1) separators.push(i);
    }
    return { open, close, separators };
  }

  /**
   * The output of the tokens `from` up to `to`, without the comments between them.
   * @throws TooComplexError
   */
  render(from: number, to: number): string {
    const start = this.#index[from];
    const end = this.#index[to] ?? this.#tokens.length;
    if (start === undefined) return '';
    let text = '';
    for (let i = start; i < end; i += 1) {
      const part = this.#tokens[i]?.kind === 'comment' ? ' ' : (this.#output[i] ?? '');
      this.#spend(part.length);
      text += part;
    }
    return text.trim();
  }

  /** @throws TooComplexError, as everything that writes */
  replace(at: number, text: string): void {
    this.#spend(text.length);
    const index = this.#index[at];
    if (index !== undefined) this.#output[index] = text;
  }

  remove(at: number): void {
    this.replace(at, '');
  }

  removeRange(from: number, to: number): void {
    for (let at = from; at < to; at += 1) this.remove(at);
  }

  insertBefore(at: number, text: string): void {
    this.#spend(text.length);
    const index = this.#index[at];
    if (index !== undefined) this.#output[index] = text + (this.#output[index] ?? '');
  }

  insertAfter(at: number, text: string): void {
    this.#spend(text.length);
    const index = this.#index[at];
    if (index !== undefined) this.#output[index] = (this.#output[index] ?? '') + text;
  }

  toString(): string {
    return this.#output.join('');
  }

  #token(at: number): SqlToken | undefined {
    const index = this.#index[at];
    return index === undefined ? undefined : this.#tokens[index];
  }

  #spend(work: number): void {
    this.#work += work;
    if (this.#work > mostWork) throw new TooComplexError();
  }

  #matchParentheses(): Map<number, number> {
    const closes = new Map<number, number>();
    const open: number[] = [];
    for (let at = 0; at < this.length; at += 1) {
      const text = this.text(at);
      if (text === '(') open.push(at);
      else if (text === ')') {
        const from = open.pop();
        if (from !== undefined) closes.set(from, at);
      }
    }
    return closes;
  }

  #measureDepths(): number[] {
    let depth = 0;
    const depths: number[] = [];
    for (let at = 0; at < this.length; at += 1) {
      depths.push(depth);
      const text = this.text(at);
      if (text === '(') depth += 1;
      else if (text === ')') depth -= 1;
    }
    return depths;
  }
}
