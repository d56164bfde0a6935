import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lexiconWord, packLexicon, unpackLexicon } from '../../domain/masking/free-text/lexicon.ts';
import { packedLexicon } from '../../domain/masking/free-text/lexicon-data.ts';
import { lexiconSource } from '../../tools/phi-lexicon/main.ts';

test('the lexicon in the repository is what its sources give', () => {
  const written = new URL('../../domain/masking/free-text/lexicon-data.ts', import.meta.url);
  expect(lexiconSource() === readFileSync(written, 'utf8'), 'run: node tools/phi-lexicon/main.ts').toBe(true);
});

test('what was packed is unpacked', () => {
  const words = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z][a-z ]{0,40}$/), fc.integer({ min: 1, max: 15 })), {
    selector: ([word]) => word,
  });
  fc.assert(
    fc.property(words, (entries) => {
      const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
      expect([...unpackLexicon(packLexicon(sorted))]).toEqual(sorted);
    }),
  );
});

test('every word of it is spelled as words are looked up', () => {
  const misspelled = [...unpackLexicon(packedLexicon).keys()].filter((word) => lexiconWord(word) !== word);
  expect(misspelled).toEqual([]);
});
