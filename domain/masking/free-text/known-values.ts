import { clinicalAbbreviations, neverNames } from './allowed-words.ts';
import { lexiconWord } from './lexicon.ts';
import type { PhiKind, Span } from './span.ts';

/** Values that are known of the patient whose record holds the text. They are found in any case, accents and separators. */
export interface KnownValues {
  /** Names as they are stored: first, last, middle, maiden, or several in one; of relatives, too. */
  readonly names: readonly string[];
  /** YYYY-MM-DD */
  readonly birthDate: string | null;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  /** Medical record, account, member, claim and social security numbers. */
  readonly identifiers: readonly string[];
  /** House and street. */
  readonly streets: readonly string[];
  /** City, county, postal code. */
  readonly places: readonly string[];
}

export const nothingKnown: KnownValues = {
  names: [],
  birthDate: null,
  phones: [],
  emails: [],
  identifiers: [],
  streets: [],
  places: [],
};

/** A text in letters and digits alone, folded, with where each of them stands. */
interface Compact {
  readonly text: string;
  /** Of each character: where what it was folded from begins and ends in the text. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Shorter names occur in other words' company by chance: they are found only where they begin with a capital. */
const shortestOfAnyCase = 3;
const shortestIdentifier = 4;
const shortestStreet = 6;
/** Digits of a telephone number without its country, and without its area. */
const phoneLengths = [10, 7] as const;
/** Characters that may stand between two of a value. */
const widestGap = 3;

interface Wanted {
  readonly compact: string;
  readonly kind: PhiKind;
}

/** Every place where a value of the patient stands as words of its own. */
export function findKnownValues(text: string, known: KnownValues): Span[] {
  const wanted = wantedOf(known);
  const initials = initialsOf(known.names);
  if (wanted.length === 0) return [];
  const compact = compactOf(text);
  const spans: Span[] = [];
  for (const each of wanted) {
    for (let at = compact.text.indexOf(each.compact); at !== -1; at = compact.text.indexOf(each.compact, at + 1)) {
      const span = spanOf(text, compact, at, each);
      if (span !== null) spans.push(span);
    }
  }
  return [...spans, ...findInitials(text, initials), ...withInitials(text, spans, initials)];
}

function wantedOf(known: KnownValues): Wanted[] {
  const wanted = new Map<string, PhiKind>();
  const add = (value: string, kind: PhiKind, shortest: number) => {
    const compact = bare(value);
    if (compact.length >= shortest && !wanted.has(compact)) wanted.set(compact, kind);
  };
  for (const each of known.emails) {
    add(each, 'EMAIL', shortestIdentifier);
    add(each.split('@')[0] ?? '', 'EMAIL', shortestStreet);
  }
  for (const each of known.identifiers) add(each, 'ID', shortestIdentifier);
  for (const each of known.phones) {
    const digits = bare(each);
    add(each, 'PHONE', shortestStreet);
    for (const length of phoneLengths) if (digits.length > length) add(digits.slice(-length), 'PHONE', length);
  }
  for (const each of known.streets)
    for (const spelling of streetSpellings(each)) add(spelling, 'ADDRESS', shortestStreet);
  for (const each of known.places) add(each, 'PLACE', shortestOfAnyCase);
  if (known.birthDate !== null) for (const each of daySpellings(known.birthDate)) add(each, 'DATE', shortestIdentifier);
  for (const each of known.names) add(each, 'NAME', 2);
  const words = nameWords(known.names);
  for (const word of words) add(word, 'NAME', 2);
  // JohnSmith, as accounts are called and words run together.
  for (const one of words.slice(0, mostJoined)) {
    for (const other of words.slice(0, mostJoined)) if (one !== other) add(one + other, 'NAME', shortestOfAnyCase);
  }
  return Array.from(wanted, ([compact, kind]) => ({ compact, kind }));
}

/** Words of the names of which each two are looked for in one. */
const mostJoined = 6;

const nameWords = (names: readonly string[]): string[] =>
  names
    .flatMap((name) => name.split(nameSeparators))
    .map(bare)
    .filter((word) => word !== '');

const nameSeparators = /[\s\-/,.]/;

function bare(value: string): string {
  return lexiconWord(value).replace(notBare, '');
}

const notBare = /[^\p{L}\p{N}]/gu;
const isBare = /[\p{L}\p{N}]/u;

function compactOf(text: string): Compact {
  const starts: number[] = [];
  const ends: number[] = [];
  let compact = '';
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code < 128) {
      // Letters and digits of ASCII, as most text has no others.
      const isLetter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
      if (isLetter || (code >= 48 && code <= 57)) {
        compact += String.fromCharCode(isLetter ? code | 32 : code);
        starts.push(at);
        ends.push(at + 1);
      }
      at += 1;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const folded = bare(character);
    for (const each of folded) {
      for (let unit = 0; unit < each.length; unit += 1) {
        starts.push(at);
        ends.push(at + character.length);
      }
    }
    compact += folded;
    at += character.length;
    // Accents and invisible characters belong to the letter before them.
    if (folded === '' && ends.length > 0 && /[\p{M}\p{Cf}]/u.test(character)) ends[ends.length - 1] = at;
  }
  return { text: compact, starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) };
}

/** The span of a value in compact text, or null where it is part of a longer word or its parts lie far apart. */
function spanOf(text: string, { starts, ends }: Compact, at: number, { compact, kind }: Wanted): Span | null {
  const last = at + compact.length - 1;
  const [start = 0, end = 0] = [starts[at], ends[last]];
  // Where one character was folded to several, a value may not begin within them.
  if (goesOn(text, start, compact.charAt(0), -1) || goesOn(text, end, compact.charAt(compact.length - 1), 1))
    return null;
  for (let each = at; each < last; each += 1) {
    const gap = (starts[each + 1] ?? 0) - (ends[each] ?? 0);
    if (gap > widestGap) return null;
  }
  if (kind === 'NAME' && compact.length < shortestOfAnyCase && !/\p{Lu}/u.test(text.charAt(start))) return null;
  return { start, end, kind };
}

/** Whether the word goes on: a letter beside a letter, a digit beside a digit. */
function goesOn(text: string, at: number, character: string, direction: 1 | -1): boolean {
  const beside = direction === 1 ? text.slice(at, at + 2) : text.slice(Math.max(0, at - 2), at);
  const neighbour = direction === 1 ? String.fromCodePoint(beside.codePointAt(0) ?? 32) : lastCharacter(beside);
  if (!isBare.test(neighbour)) return false;
  return /\p{N}/u.test(character) === /\p{N}/u.test(neighbour);
}

const lastCharacter = (text: string) => Array.from(text).at(-1) ?? ' ';

/** First letters of the names, in their order: of two words and more. */
function initialsOf(names: readonly string[]): string {
  const words = nameWords(names);
  return words.length < 2 ? '' : words.map((word) => word.charAt(0)).join('');
}

/** J.S., J. S., JS: the first and the last initial, or all; without points only where they are no word. */
function findInitials(text: string, initials: string): Span[] {
  if (initials.length < 2 || initials.length > mostInitials) return [];
  const outer = `${initials.charAt(0)}${initials.charAt(initials.length - 1)}`;
  const spans: Span[] = [];
  for (const letters of new Set([outer, initials])) {
    const isWord = clinicalAbbreviations.has(letters) || neverNames.has(letters);
    for (const pattern of isWord ? [pointed[letters.length]] : [pointed[letters.length], upper[letters.length]]) {
      if (pattern === undefined) continue;
      for (const { index, 1: found = '' } of text.matchAll(pattern)) {
        if (bare(found) === letters) spans.push({ start: index, end: index + found.length, kind: 'NAME' });
      }
    }
  }
  return spans;
}

const mostInitials = 5;
const initial = '\\p{Lu}\\p{M}{0,3}';
/** By how many letters they have; each looks ahead, so that B.C. is found in A.B.C. */
const counts = Array.from({ length: mostInitials + 1 }, (_, count) => count);
const pointed = counts.map(
  (count) =>
    new RegExp(`(?<![\\p{L}\\p{N}])(?=(${Array(count).fill(initial).join('\\. ?')}(?![\\p{L}\\p{N}])\\.?))`, 'gu'),
);
const upper = counts.map(
  (count) => new RegExp(`(?<![\\p{L}\\p{N}])(?=(${initial.repeat(count)}(?![\\p{L}\\p{N}])))`, 'gu'),
);

/** The initials beside names that were found: J. Smith, Smith, J. */
function withInitials(text: string, spans: readonly Span[], initials: string): Span[] {
  const found: Span[] = [];
  for (const span of spans) {
    if (span.kind !== 'NAME') continue;
    const before = /(?<![\p{L}\p{N}])(\p{Lu}|\p{L}(?=\.))\.? {0,2}$/u.exec(
      text.slice(Math.max(0, span.start - 4), span.start),
    );
    if (before?.[1] !== undefined && initials.includes(bare(before[1]))) {
      found.push({ start: span.start - before[0].length, end: span.start, kind: 'NAME' });
    }
    const behind = /^,? {1,2}(\p{Lu})(?![\p{L}\p{N}])\.?/u.exec(text.slice(span.end, span.end + 6));
    if (behind?.[1] !== undefined && initials.includes(bare(behind[1]))) {
      found.push({ start: span.end, end: span.end + behind[0].length, kind: 'NAME' });
    }
  }
  return found;
}

/** Spellings of kinds of streets, long and short (USPS Publication 28, appendix C1). */
const streetKinds: readonly (readonly [string, string])[] = [
  ['street', 'st'],
  ['avenue', 'ave'],
  ['road', 'rd'],
  ['drive', 'dr'],
  ['lane', 'ln'],
  ['court', 'ct'],
  ['boulevard', 'blvd'],
  ['place', 'pl'],
  ['terrace', 'ter'],
  ['parkway', 'pkwy'],
  ['highway', 'hwy'],
  ['circle', 'cir'],
  ['square', 'sq'],
];

/** A street with its house, without, and without what kind of street it is; the kind long and short. */
function streetSpellings(street: string): string[] {
  const words = lexiconWord(street)
    .split(/[\s,.]/)
    .filter((word) => word !== '');
  const named = words.filter((word) => !/\d/.test(word));
  const spellings = [words.join(' '), named.join(' ')];
  for (const [long, short] of streetKinds) {
    const [from, to] = words.includes(long) ? [long, short] : [short, long];
    if (!words.includes(from)) continue;
    for (const each of [words, named]) spellings.push(each.map((word) => (word === from ? to : word)).join(' '));
    const unkind = words.filter((word) => word !== from);
    if (unkind.length > 1) spellings.push(unkind.join(' '));
  }
  return spellings;
}

const months = 'january february march april may june july august september october november december'.split(' ');

/** A day as people write it, without what stands between its parts. */
function daySpellings(iso: string): string[] {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso);
  if (match === null) return [];
  const [, year = '', month = '', day = ''] = match;
  const [shortMonth, shortDay] = [String(Number(month)), String(Number(day))];
  const name = months[Number(month) - 1] ?? '';
  const spellings = [`${year}${month}${day}`];
  for (const y of [year, year.slice(2)]) {
    spellings.push(`${month}${day}${y}`, `${day}${month}${y}`);
    // Without zeros only with the whole year: 3485 is many things.
    if (y === year) spellings.push(`${shortMonth}${shortDay}${y}`, `${shortDay}${shortMonth}${y}`);
    for (const m of new Set([name, name.slice(0, 3), name.slice(0, 4)])) {
      for (const d of new Set([day, shortDay, ...['st', 'nd', 'rd', 'th'].map((ending) => shortDay + ending)])) {
        spellings.push(`${m}${d}${y}`, `${d}${m}${y}`, `${y}${m}${d}`);
      }
    }
  }
  for (const m of [name, name.slice(0, 3)]) spellings.push(`${m}${shortDay}`, `${shortDay}${m}`);
  return spellings;
}
