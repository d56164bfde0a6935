import { clinicalAbbreviations, wordSet } from './allowed-words.ts';
import { isCapital, isJoined, isMark, isWord, type Token } from './tokens.ts';
import type { Read } from './words.ts';

export const particles = wordSet(
  'van der den von de del della di da dos das do la le el al bin ibn ben bint ter ten zu zum abu y e st mc mac o d san santa af av',
);

const suffixes = wordSet('jr sr ii iii iv');

/** What an apostrophe stands before that is no name: Smith's, I'm. */
const contracted = wordSet('s m re ve ll d t');

/** Words of one name at most. */
export const mostWords = 7;

export interface Run {
  /** First and last token. */
  readonly first: number;
  readonly last: number;
}

export const isInitial = (token: Token | undefined) =>
  token !== undefined && token.shape === 'upper' && token.folded.length === 1;

/** The tokens of a name from here on: capitals, initials with their points, particles between, hyphens and apostrophes. */
export function nameRun(tokens: readonly Token[], from: number, accepts: (at: number) => boolean): Run | null {
  if (!accepts(from)) return null;
  let last = from;
  if (isInitial(tokens[from]) && isMark(tokens[from + 1], '.') && isJoined(tokens[from + 1])) last = from + 1;
  for (let count = 1; count < mostWords; count += 1) {
    const next = tokens[last + 1];
    if (next === undefined || next.gap === 'line') break;
    const isLink =
      next.shape === 'mark' &&
      (next.folded === '-' || next.folded === "'") &&
      isJoined(next) &&
      isJoined(tokens[last + 2]);
    if (isLink) {
      if (!isWord(tokens[last + 2]) || (next.folded === "'" && contracted.has(tokens[last + 2]?.folded ?? ''))) break;
      if (tokens[last + 2]?.shape === 'lower' && next.folded === '-') break;
      last += 2;
      continue;
    }
    if (!isWord(next)) break;
    if (next.shape === 'lower') {
      const behind = particles.has(next.folded) ? afterParticles(tokens, last + 1) : -1;
      if (behind === -1 || !isCapital(tokens[behind]) || !accepts(behind)) break;
      last = behind;
      continue;
    }
    if (!accepts(last + 1)) break;
    last += 1;
    if (isInitial(next) && isMark(tokens[last + 1], '.') && isJoined(tokens[last + 1])) last += 1;
  }
  return { first: from, last };
}

export function afterParticles(tokens: readonly Token[], at: number): number {
  let next = at;
  while (next < at + 3 && tokens[next]?.shape === 'lower' && particles.has(tokens[next]?.folded ?? '')) {
    next += 1;
    if (isMark(tokens[next], '-') || isMark(tokens[next], "'")) next += 1;
  }
  return next;
}

export const isPlainOnly = ({ words }: Read, at: number) => {
  const word = words[at];
  return word === undefined || word === null || (word.plain && !word.given && !word.family);
};

export const isCapitalWord = (token: Token | undefined) => token?.shape === 'capital';

export function withSuffix(tokens: readonly Token[], last: number): number {
  const comma = isMark(tokens[last + 1], ',') ? 1 : 0;
  const suffix = tokens[last + 1 + comma];
  if (suffix === undefined || !isCapital(suffix) || !suffixes.has(suffix.folded) || suffix.gap === 'line') return last;
  return isMark(tokens[last + 2 + comma], '.') && suffix.folded.length === 2 && suffix.folded.endsWith('r')
    ? last + 2 + comma
    : last + 1 + comma;
}

/** A word of capitals that is a name and nothing else. */
export function isNameUpper({ tokens, words }: Read, at: number): boolean {
  const [token, word] = [tokens[at], words[at]];
  if (token?.shape !== 'upper' || !word || token.folded.length < 3) return false;
  return !word.plain && (word.given || word.family) && !clinicalAbbreviations.has(token.folded);
}
