import { foldText } from '../fold-text.ts';

/** What a word may be. A word may be several: `Grace` is a given name and a noun, `Paris` a place and a given name. */
export const wordKinds = { given: 1, family: 2, place: 4, plain: 8 } as const;

/** Folded words, and cities of several words with single blanks between, with what each may be. */
export type Lexicon = ReadonlyMap<string, number>;

/** Longest place of the lexicon that is looked for, in words. */
export const mostPlaceWords = 3;

/**
 * A lexicon as one text: a word is how many characters it shares with the word before (base 36, at most 35), the characters
 * that differ, and a capital letter for its kinds.
 * @param entries sorted by word, folded: no capitals and no digits in a word
 */
export function packLexicon(entries: Iterable<readonly [string, number]>): string {
  let packed = '';
  let before = '';
  for (const [word, kinds] of entries) {
    let shared = 0;
    while (shared < 35 && shared < before.length && before[shared] === word[shared]) shared += 1;
    packed += shared.toString(36) + word.slice(shared) + String.fromCharCode(64 + kinds);
    before = word;
  }
  return packed;
}

/** The other way round, in one pass. */
export function unpackLexicon(packed: string): Map<string, number> {
  const lexicon = new Map<string, number>();
  let before = '';
  let from = 0;
  for (let at = 1; at < packed.length; at += 1) {
    const code = packed.charCodeAt(at);
    // Capitals end a word.
    if (code < 65 || code > 90) continue;
    const word = before.slice(0, Number.parseInt(packed.charAt(from), 36)) + packed.slice(from + 1, at);
    lexicon.set(word, code - 64);
    before = word;
    from = at + 1;
    at = from;
  }
  return lexicon;
}

/** A word as the lexicon spells it: folded, and without the strokes and ligatures that folding leaves. */
export function lexiconWord(text: string): string {
  const folded = foldText(text);
  return ascii.test(folded) ? folded : folded.replace(unfolded, (character) => replacements[character] ?? character);
}

const ascii = /^[ -~]*$/;
const replacements: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ə: 'e',
  ŋ: 'n',
  ħ: 'h',
};
const unfolded = new RegExp(`[${Object.keys(replacements).join('')}]`, 'g');

/** Endings that leave the word they are added to: its plural, its participle. Longest first. */
const endings = ['ing', 'ies', 'ed', 'es', 'ly', 's'] as const;

/** What a word without a common ending may be, or 0. */
export function kindsOfStem(lexicon: Lexicon, word: string): number {
  for (const ending of endings) {
    if (word.length - ending.length < 3 || !word.endsWith(ending)) continue;
    const stem = word.slice(0, -ending.length);
    const kinds = lexicon.get(stem) ?? lexicon.get(`${stem}e`) ?? lexicon.get(`${stem}y`);
    if (kinds !== undefined) return kinds;
  }
  return 0;
}
