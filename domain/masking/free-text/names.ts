import { wordSet } from './allowed-words.ts';
import { behindRole, lastFirst, roles, titled, titles } from './introduced-names.ts';
import { isInitial, isNameUpper, isPlainOnly, mostWords, nameRun, type Run, withSuffix } from './name-runs.ts';
import type { Span } from './span.ts';
import { beginsSentence, isCapital, isJoined, isMark, isWord, type Token } from './tokens.ts';
import { isUnexplained, type Read } from './words.ts';

/** Names of people, by titles, by the words around them, and by what the lexicon knows. */
export function findNames(read: Read): Span[] {
  const { tokens } = read;
  const spans: Span[] = [];
  const isShouting = mostlyUpper(tokens);
  for (let at = 0; at < tokens.length; at += 1) {
    const run =
      widenedRight(read, titled(read, at) ?? behindRole(read, at)) ??
      lastFirst(read, at) ??
      capitals(read, at, isShouting) ??
      uppers(read, at) ??
      lowers(read, at) ??
      foreignWord(read, at);
    if (run === null) continue;
    const [first, last] = [run.first, withSuffix(tokens, run.last)];
    spans.push({ start: tokens[first]?.start ?? 0, end: tokens[last]?.end ?? 0, kind: 'NAME' });
    at = Math.max(at, last);
  }
  return spans;
}

/** Texts of capitals alone say nothing by a capital. */
function mostlyUpper(tokens: readonly Token[]): boolean {
  let [upper, lower] = [0, 0];
  for (const { shape, folded } of tokens) {
    if (shape === 'upper' && folded.length > 1) upper += 1;
    else if (shape === 'lower' || shape === 'capital') lower += 1;
  }
  return upper > lower;
}

/** Words with a capital that nothing but a person explains. */
function capitals(read: Read, at: number, isShouting: boolean): Run | null {
  const { tokens } = read;
  const token = tokens[at];
  if (token === undefined || !isCapital(token)) return null;
  if (token.shape === 'upper' && !isInitial(token)) return null;
  // SpO2, VASc2
  if (isJoined(tokens[at + 1]) && tokens[at + 1]?.shape === 'number') return null;
  // A run begins where no capital word that may be a name stands before.
  const run = nameRun(
    tokens,
    at,
    (index) =>
      isCapital(tokens[index]) &&
      (tokens[index]?.shape === 'capital' || isInitial(tokens[index]) || isNameUpper(read, index)) &&
      !isPlainOnlyOrNever(read, index),
  );
  if (run === null || (run.first === run.last && isInitial(token))) return null;
  const found = trimmed(read, run);
  return isPerson(read, found, isShouting) ? widened(read, found) : null;
}

const isPlainOnlyOrNever = (read: Read, at: number) => !isInitial(read.tokens[at]) && isPlainOnly(read, at);

/** Without what ends a run and is no part of a name: initials that no point follows, before a blank. */
function trimmed({ tokens }: Read, run: Run): Run {
  let { first, last } = run;
  while (
    first < last &&
    isInitial(tokens[first]) &&
    !isMark(tokens[first + 1], '.') &&
    (tokens[first]?.folded === 'i' || tokens[first]?.folded === 'a')
  )
    first += 1;
  return { first, last };
}

/** What the words of a run may be; initials and particles are counted apart. */
interface Evidence {
  /** Words that are given names, or family names, and no plain words. */
  readonly given: number;
  readonly family: number;
  /** Words of no list. */
  readonly unknown: number;
  /** Names that are plain words, too. */
  readonly ambiguous: number;
  readonly words: number;
  readonly initials: number;
}

function evidenceOf(read: Read, run: Run): Evidence {
  const evidence = { given: 0, family: 0, unknown: 0, ambiguous: 0, words: 0, initials: 0 };
  for (let at = run.first; at <= run.last; at += 1) {
    const [token, word] = [read.tokens[at], read.words[at]];
    if (word === undefined || word === null || token?.shape === 'lower') continue;
    if (isInitial(token)) {
      evidence.initials += 1;
      continue;
    }
    evidence.words += 1;
    if (word.given && !word.plain) evidence.given += 1;
    else if (word.family && !word.plain) evidence.family += 1;
    else if (word.given || word.family) evidence.ambiguous += 1;
    else if (!word.place && isUnexplained(read, at)) evidence.unknown += 1;
  }
  return evidence;
}

/** Whether a run of capitals is somebody. */
function isPerson(read: Read, run: Run, isShouting: boolean): boolean {
  const evidence = evidenceOf(read, run);
  const { given, family, unknown, ambiguous, words, initials } = evidence;
  if (words === 0) return false;
  if (words > 1) {
    // A place of several words, all of them in its name, is one.
    if ((read.placeEnds[run.first] ?? -1) >= run.last && given === 0) return false;
    if (given + family + unknown > 0) return true;
    return ambiguous > 1 && read.words[run.first]?.given === true && !isTitleCase(read.tokens, run);
  }
  if (initials > 0 && isInitialled(read.tokens, run, evidence)) return true;
  return !isShouting && isPersonAlone(read, run, evidence);
}

/** John D., Xqzw D., Will D. */
function isInitialled(tokens: readonly Token[], run: Run, { given, family, unknown, ambiguous }: Evidence): boolean {
  if (given + family > 0) return true;
  const [last, next] = [tokens[run.last], tokens[run.last + 1]];
  if (isMark(last, '.') && unknown > 0) return true;
  const isEnded = isMark(last, '.') || isMark(next, ',') || isMark(next, ')');
  return ambiguous > 0 && isEnded && !isFollowedByNumber(tokens, run);
}

/** One word with a capital, and no other of a name beside it. */
function isPersonAlone(read: Read, run: Run, { given, family, unknown, ambiguous, initials }: Evidence): boolean {
  const { tokens } = read;
  const only = read.words[run.first] ?? read.words[run.last];
  if (only === undefined || only === null) return false;
  const isFirst = beginsSentence(tokens, run.first);
  if (given > 0 && initials === 0) return !isPlaceOfNobody(read, run.first);
  if (family > 0) return isFirst || !only.place;
  if (unknown > 0) return !(isFirst && isFollowedByNumber(tokens, run));
  if (ambiguous === 0 || !only.given) return false;
  return isFirst ? isSpeaker(tokens, run) : !isTitleCase(tokens, run);
}

/** Heather: at the beginning of a line, or Heather's. */
function isSpeaker(tokens: readonly Token[], run: Run): boolean {
  const next = tokens[run.last + 1];
  const isPossessive = isMark(next, "'") && tokens[run.last + 2]?.folded === 's';
  return isPossessive || (isMark(next, ':') && tokens[run.first]?.gap === 'line');
}

/** A word that is a place and a given name, behind a word that places follow. */
function isPlaceOfNobody({ tokens, words }: Read, at: number): boolean {
  return words[at]?.place === true && ['in', 'at', 'near'].includes(tokens[at - 1]?.folded ?? '');
}

/** With a plain word of a capital beside it, where a sentence has no reason for that capital: Viola Huba, Lucille S. Green. */
function widened({ tokens, words }: Read, run: Run): Run {
  let { first, last } = run;
  const [before, behind, next] = [tokens[first - 1], tokens[last + 1], tokens[last + 2]];
  const mayBe = (token: Token | undefined): boolean =>
    token?.shape === 'capital' &&
    !titles.has(token.folded) &&
    !notBesideNames.has(token.folded) &&
    !roles.has(token.folded);
  const isBeside =
    mayBe(before) &&
    tokens[first]?.gap === 'blank' &&
    (!beginsSentence(tokens, first - 1) || words[first - 1]?.given === true);
  if (isBeside) first -= 1;
  const isAlone = next === undefined || !isCapital(next) || next.gap === 'line';
  if (mayBe(behind) && behind?.gap === 'blank' && isAlone && countWords(tokens, first, last) < 3) last += 1;
  return { first, last };
}

const widenedRight = (read: Read, run: Run | null): Run | null =>
  run && { first: run.first, last: widened(read, run).last };

const countWords = (tokens: readonly Token[], first: number, last: number) =>
  tokens.slice(first, last + 1).filter((token) => token.shape === 'capital').length;

/** Words that begin with a capital beside names and are none. */
const notBesideNames = wordSet(`
  monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december
  hospital clinic center street avenue road north south east west i and the in on at of disease syndrome
`);

/** Doses and values: Xyzal 5 mg. */
function isFollowedByNumber(tokens: readonly Token[], run: Run): boolean {
  const next = tokens[run.last + 1];
  return next !== undefined && next.shape === 'number' && next.gap !== 'line';
}

/** Whether the words around have capitals, too, so that a capital says nothing. */
function isTitleCase(tokens: readonly Token[], run: Run): boolean {
  const [before, behind] = [tokens[run.first - 1], tokens[run.last + 1]];
  if (before?.shape === 'lower' && before.gap !== 'line') return false;
  const beside = [before, behind].filter((token) => isWord(token));
  return beside.length > 0 && beside.every((token) => token?.shape !== 'lower');
}

/** JOHN SMITH, and a given name of four letters and more alone. */
function uppers(read: Read, at: number): Run | null {
  const { tokens, words } = read;
  const token = tokens[at];
  const word = words[at];
  if (token?.shape !== 'upper' || !word || token.folded.length < 3) return null;
  const next = words[at + 1];
  const isPair =
    tokens[at + 1]?.shape === 'upper' &&
    tokens[at + 1]?.gap === 'blank' &&
    next !== null &&
    next !== undefined &&
    (tokens[at + 1]?.folded.length ?? 0) > 2;
  if (isPair && word.given && next.family && !(word.plain && next.plain)) return { first: at, last: at + 1 };
  if (!isNameUpper(read, at)) return null;
  const run = nameRun(tokens, at, (index) => isNameUpper(read, index) || isInitial(tokens[index]));
  if (run === null) return null;
  return run.last > run.first ||
    (word.given && token.folded.length > 3) ||
    (word.family && token.folded.length > 4 && !word.place)
    ? run
    : null;
}

/** jane doe in lower case, where the lexicon has both and neither is a word. */
function lowers(read: Read, at: number): Run | null {
  const { tokens, words } = read;
  const [token, word, next, behind] = [tokens[at], words[at], tokens[at + 1], words[at + 1]];
  if (token?.shape !== 'lower' || !word || !word.given || word.plain || token.folded.length < 3 || isJoined(token))
    return null;
  const isPair =
    next?.shape === 'lower' && next.gap === 'blank' && behind && (behind.family || (behind.given && !behind.plain));
  if (isPair && next.folded.length > 2 && !(behind.plain && !behind.family)) return { first: at, last: at + 1 };
  return word.family === false && token.folded.length > 4 && !word.place && !isJoined(next)
    ? { first: at, last: at }
    : null;
}

/** A word of another script than Latin: units and values have Greek letters, one at a time. */
function foreignWord({ tokens }: Read, at: number): Run | null {
  const token = tokens[at];
  if (token?.shape !== 'foreign') return null;
  if (token.folded.length < 2) return null;
  let last = at;
  while (last < at + mostWords && tokens[last + 1]?.shape === 'foreign' && tokens[last + 1]?.gap === 'blank') last += 1;
  return { first: at, last };
}
