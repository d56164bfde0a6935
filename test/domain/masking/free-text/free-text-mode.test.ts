import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldText } from '../../../../domain/masking/fold-text.ts';
import { detectPhi } from '../../../../domain/masking/free-text/detect-phi.ts';
import { applyFreeTextMode, type FreeTextOutcome } from '../../../../domain/masking/free-text/free-text-mode.ts';
import { type KnownValues, nothingKnown } from '../../../../domain/masking/free-text/known-values.ts';
import { lexiconWord } from '../../../../domain/masking/free-text/lexicon.ts';
import { phiKinds } from '../../../../domain/masking/free-text/span.ts';
import { generatedCorpus } from '../../../phi-notes/corpus.ts';

const texts = generatedCorpus('tuning', 2);

/** Sentences of notes, and pieces that are like what the detector looks for, in any order. */
const pieces = fc.constantFrom(
  'Dr.',
  'Mr',
  'John',
  'Smith',
  'SMITH,',
  'seen by',
  'MRN',
  '12345',
  'on',
  '03/04/2021',
  'May',
  '4th',
  '(555)',
  '555-1234',
  '@',
  'example.org',
  'St.',
  "Mary's",
  'Hospital',
  '12 Maple Street',
  '[NAME]',
  '[DATE]',
  '[',
  ']',
  '\n',
  ' ',
  '-',
  "'",
  '.',
  'ß',
  'İ',
  'ﬁ',
  '王小明',
  '𝐉𝐨𝐡𝐧',
  '\u200b',
  '92',
  'year',
  'old',
  'Xqzw',
  'q.',
  'Zed',
  'and',
  'Box',
  'Apt',
);
const hostile = fc.oneof(
  fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join(' ')),
  fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(...texts.map(({ text }) => text)),
);
const known: KnownValues = {
  ...nothingKnown,
  names: ['Zed', 'Smith'],
  identifiers: ['12345'],
  birthDate: '2021-03-04',
};
const textOf = (outcome: FreeTextOutcome) => (outcome.outcome === 'kept' ? outcome.text : null);

describe('spans', () => {
  test('lie within the text, in order and apart, and cut no character in two', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        let end = 0;
        for (const span of detectPhi(text, known)) {
          expect(span.start).toBeGreaterThanOrEqual(end);
          expect(span.end).toBeGreaterThan(span.start);
          expect(phiKinds).toContain(span.kind);
          expect(
            /^[\udc00-\udfff]/.test(text.slice(span.end)) && /[\ud800-\udbff]$/.test(text.slice(0, span.end)),
          ).toBe(false);
          end = span.end;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe('scrubbing', () => {
  test('what was scrubbed stays as it is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const once = textOf(applyFreeTextMode('scrub', text, known));
        if (once !== null)
          expect(applyFreeTextMode('scrub', once, known)).toEqual({ outcome: 'kept', text: once, found: [] });
      }),
    );
  });

  test('generated notes are never too much for it', () => {
    for (const { text, known: own } of texts) expect(applyFreeTextMode('scrub', text, own).outcome).toBe('kept');
  });

  const letters = fc.stringMatching(/^[A-Z][a-zéöñçåłøıßæşš]{3,9}$/);
  const spelling = fc.constantFrom<(text: string) => string>(
    (text) => text,
    (text) => text.toUpperCase(),
    (text) => text.toLowerCase(),
    (text) => text.normalize('NFD'),
    (text) => foldText(text),
    (text) => Array.from(text, (character, at) => (at % 2 === 0 ? character.toUpperCase() : character)).join(''),
    (text) => text.replaceAll(' ', '  '),
    (text) => text.replaceAll(' ', '-'),
    (text) => text.replaceAll(' ', '\n'),
    (text) => text.replaceAll(' ', ''),
    (text) => Array.from(text).join(' '),
    (text) => Array.from(text).join('\u200b'),
  );
  const around = fc.constantFrom(' ', ', ', '\n', '. ', ' (', '/', ': ', "'s ");

  test("the patient's own values survive in no case, accent or spacing", () => {
    const person = fc.record({
      first: letters,
      last: letters,
      phone: fc.stringMatching(/^[2-9]\d{9}$/),
      mrn: fc.stringMatching(/^[A-Z]{1,3}\d{5,8}$/),
    });
    fc.assert(
      fc.property(
        person,
        spelling,
        spelling,
        spelling,
        around,
        around,
        ({ first, last, phone, mrn }, a, b, c, left, right) => {
          const own = { ...nothingKnown, names: [first, last], phones: [phone], identifiers: [mrn] };
          const grouped = `${phone.slice(0, 3)} ${phone.slice(3, 6)} ${phone.slice(6)}`;
          const text = `Reviewed with${left}${a(`${first} ${last}`)}${right}today, also${left}${b(mrn)}${right}and${left}${c(grouped)}${right}as planned`;
          const scrubbed = textOf(applyFreeTextMode('scrub', text, own)) ?? '';
          const bare = (value: string) => lexiconWord(value).replace(/[^\p{L}\p{N}]/gu, '');
          // What was written in its place, and the words around, are no part of what is left.
          fc.pre(![first, last].some((name) => 'reviewedwithtodayalsoandasplanned'.includes(bare(name))));
          const pieces = scrubbed.split(/\[[A-Z]+\]/).map(bare);
          for (const value of [first, last, phone, mrn]) {
            for (const piece of pieces) expect(piece).not.toContain(bare(value));
          }
        },
      ),
    );
  });
});

describe('modes', () => {
  const text = 'Dr. Smith saw him on 05/30/2022';
  test('drop lets nothing through, not even what is clean', () => {
    expect(applyFreeTextMode('drop', 'fine', nothingKnown)).toEqual({ outcome: 'dropped' });
  });
  test('scrub writes kinds, and says which', () => {
    expect(applyFreeTextMode('scrub', text, nothingKnown)).toEqual({
      outcome: 'kept',
      text: 'Dr. [NAME] saw him on [DATE]',
      found: ['NAME', 'DATE'],
    });
  });
  test('quarantine keeps what is clean and sets aside the rest, saying kinds alone', () => {
    expect(applyFreeTextMode('quarantine', 'no fever', nothingKnown)).toEqual({
      outcome: 'kept',
      text: 'no fever',
      found: [],
    });
    expect(applyFreeTextMode('quarantine', text, nothingKnown)).toEqual({
      outcome: 'quarantined',
      found: ['NAME', 'DATE'],
    });
  });
  test('a text in which scrubbing never ends is dropped', () => {
    const always = (each: string) => [{ start: 0, end: each.length, kind: 'NAME' as const }];
    expect(applyFreeTextMode('scrub', text, nothingKnown, always)).toEqual({ outcome: 'dropped' });
  });
});
