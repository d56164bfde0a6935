import { foldText } from '../fold-text.ts';
import { lexiconWord } from './lexicon.ts';
import { phiKinds } from './span.ts';

/**
 * `lower`, `capital` (the first letter, or one within: McKay) and `upper` are words; `foreign` is a word of another script
 * than Latin; `placeholder` is what scrubbing wrote.
 */
export type Shape = 'lower' | 'capital' | 'upper' | 'foreign' | 'number' | 'mark' | 'placeholder';

/** A word, a number, a placeholder or one other visible character of a text. */
export interface Token {
  readonly start: number;
  readonly end: number;
  /** As the lexicon spells it; digits as 0 to 9. */
  readonly folded: string;
  readonly shape: Shape;
  /** What is between it and the token before: nothing, blanks, or at least one line break. */
  readonly gap: 'none' | 'blank' | 'line';
}

const [other, letter, digit, blank, line] = [0, 1, 2, 3, 4];

/** Kinds of the first 128 characters. Most text has no others. */
const asciiKinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z]/.test(character)) return letter;
  if (/[0-9]/.test(character)) return digit;
  if (/[\n\r\v\f]/.test(character)) return line;
  return /\s/.test(character) || code < 32 ? blank : other;
});

function kindOf(point: number): number {
  if (point < 128) return asciiKinds[point] ?? other;
  const character = String.fromCodePoint(point);
  // Invisible characters within a word are part of it, or they would hide it.
  if (/[\p{L}\p{M}\p{Cf}]/u.test(character)) return letter;
  if (/\p{Nd}/u.test(character)) return digit;
  if (/[\u0085\u2028\u2029]/.test(character)) return line;
  return /\s/.test(character) ? blank : other;
}

const placeholders: ReadonlySet<string> = new Set(phiKinds.map((kind) => `[${kind}]`));
const longestPlaceholder = Math.max(...Array.from(placeholders, ({ length }) => length));

/** A text taken apart, in one pass. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let gap: Token['gap'] = 'line';
  let at = 0;
  while (at < text.length) {
    const point = text.codePointAt(at) ?? 0;
    const kind = kindOf(point);
    const start = at;
    at += point > 0xffff ? 2 : 1;
    if (kind === blank || kind === line) {
      if (kind === line) gap = 'line';
      else if (gap === 'none') gap = 'blank';
      continue;
    }
    if (kind === letter || kind === digit) {
      while (at < text.length) {
        const next = text.codePointAt(at) ?? 0;
        if (kindOf(next) !== kind) break;
        at += next > 0xffff ? 2 : 1;
      }
      tokens.push(kind === letter ? wordToken(text, start, at, gap) : numberToken(text, start, at, gap));
    } else {
      const close = point === 91 ? text.slice(at, at + longestPlaceholder).indexOf(']') : -1;
      const written = close === -1 ? '' : text.slice(start, at + close + 1);
      if (placeholders.has(written)) {
        at = start + written.length;
        tokens.push({ start, end: at, folded: written, shape: 'placeholder', gap });
      } else tokens.push({ start, end: at, folded: markOf(text.slice(start, at)), shape: 'mark', gap });
    }
    gap = 'none';
  }
  return tokens;
}

function wordToken(text: string, start: number, end: number, gap: Token['gap']): Token {
  const folded = lexiconWord(text.slice(start, end));
  return { start, end, folded, shape: shapeOf(text, start, end, folded), gap };
}

function numberToken(text: string, start: number, end: number, gap: Token['gap']): Token {
  return { start, end, folded: foldText(text.slice(start, end)), shape: 'number', gap };
}

const latin = /^[a-z\p{Script=Latin}]/u;
/** μg, β: a letter of Greek before letters of Latin, or alone. */
const greekUnit = /^\p{Script=Greek}[a-z]{0,8}$/u;
const capital = /\p{Lu}/u;

function shapeOf(text: string, start: number, end: number, folded: string): Shape {
  let capitals = 0;
  let letters = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 128) {
      letters += 1;
      if (code < 97) capitals += 1;
    } else if (/\p{L}/u.test(text.charAt(at))) {
      letters += 1;
      if (capital.test(text.charAt(at))) capitals += 1;
    }
  }
  if (folded !== '' && !latin.test(folded)) return greekUnit.test(folded) ? 'lower' : 'foreign';
  if (capitals === 0) {
    // Letters of mathematics have no capitals in their own plane.
    return letters === 0 && folded !== '' ? 'capital' : 'lower';
  }
  return capitals === letters ? 'upper' : 'capital';
}

/** Quotes and dashes of every kind as the plain ones. */
function markOf(character: string): string {
  if (/[\u2018\u2019\u02bc\u0060\u00b4]/.test(character)) return "'";
  return /[\u2010-\u2015\u2212\u00ad]/.test(character) ? '-' : character;
}

/** Whether two neighbours have nothing between them. */
export const isJoined = (token: Token | undefined): boolean => token?.gap === 'none';

/** A token that is a word in Latin letters. */
export type WordToken = Token & { readonly shape: 'lower' | 'capital' | 'upper' };

export const isWord = (token: Token | undefined): token is WordToken =>
  token !== undefined && (token.shape === 'lower' || token.shape === 'capital' || token.shape === 'upper');

/** A word that begins with a capital letter. */
export const isCapital = (token: Token | undefined): token is Token & { readonly shape: 'capital' | 'upper' } =>
  token !== undefined && (token.shape === 'capital' || token.shape === 'upper');

export const isMark = (token: Token | undefined, mark: string): boolean =>
  token !== undefined && token.shape === 'mark' && token.folded === mark;

/** Whether a sentence, a line or a quotation begins with this token. */
export function beginsSentence(tokens: readonly Token[], index: number): boolean {
  const [token, before] = [tokens[index], tokens[index - 1]];
  if (before === undefined || token?.gap === 'line') return true;
  return before.shape === 'mark' && sentenceMarks.has(before.folded);
}

const sentenceMarks = new Set(['.', '?', '!', ';', '"', '“', '•', '*']);
