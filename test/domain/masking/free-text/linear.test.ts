import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { detectPhi, findPhi } from '../../../../domain/masking/free-text/detect-phi.ts';
import { nothingKnown } from '../../../../domain/masking/free-text/known-values.ts';
import { unpackLexicon } from '../../../../domain/masking/free-text/lexicon.ts';
import { packedLexicon } from '../../../../domain/masking/free-text/lexicon-data.ts';
import { tokensOf } from '../../../../domain/masking/free-text/tokens.ts';

const folder = fileURLToPath(new URL('../../../../domain/masking/free-text/', import.meta.url));
const known = { ...nothingKnown, names: ['Aaa', 'A-a-a-a'], phones: ['1111111111'], emails: ['a@a.aa'] };

/** Patterns of a source file: between slashes behind what a value may begin with, and in texts that become patterns. */
function patternsOf(source: string): string[] {
  const literals = source.matchAll(
    /(?<=[=(,:!&|?{}\s])\/((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n*[])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])*)\/[dgimsuy]{0,6}/g,
  );
  return Array.from(literals, ([, pattern = '']) => pattern);
}

describe('the work grows with the text and no faster', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && file !== 'lexicon-data.ts');

  test.each(files)('every repetition of a pattern has an upper bound: %s', (file) => {
    const source = readFileSync(folder + file, 'utf8').replace(/^\s*(?:\/\/|\/?\*).*$/gm, '');
    for (const pattern of patternsOf(source)) {
      const bare = pattern.replace(/\\./g, 'x').replace(/\[[^\]]{0,200}\]/g, 'x');
      // A split at blanks and one pass over a class are linear: one step a character, nothing behind them.
      const isOnePass = /^(?:x\+|\^x\*\$)$/.test(bare);
      if (!isOnePass) expect(bare, `${file}: ${pattern}`).not.toMatch(/[*+]|\{\d+,\}/);
    }
  });

  const size = 100_000;
  const fill = (unit: string) => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);
  const baits: Readonly<Record<string, string>> = {
    'one word': fill('a'),
    'one word with capitals': fill('Aa'),
    'one number': fill('1'),
    'numbers with blanks': fill('1 '),
    'numbers with strokes': fill('1-'),
    'numbers with dots': fill('12.'),
    capitals: fill('Aaaa '),
    initials: fill('A. '),
    hyphens: fill('A-'),
    apostrophes: fill("O'"),
    ats: fill('@'),
    'local part': `${fill('a.')}@`,
    'many local parts': fill('a@'),
    'at dot': fill('a (at) '),
    colons: fill('a:'),
    schemes: fill('http://'),
    'words for numbers': fill('mrn # : '),
    'words for people': fill('dr mr by '),
    particles: fill('Aa van der '),
    streets: fill('12 Maple '),
    corners: fill('corner of '),
    prepositions: fill('at Aa of Bb '),
    months: fill('May '),
    ordinals: fill('on the 4th '),
    brackets: fill('['),
    placeholders: fill('[NAME]'),
    unclosed: fill('[NAME '),
    accents: `a${fill('\u0301')}`,
    'invisible characters': fill('a\u200b'),
    lines: fill('\n'),
    'own name': fill('a a a '),
    digits: fill('1111111111 '),
    hexadecimal: fill('ab:'),
    'astral letters': fill('𝐉'),
    degrees: fill('Aa Bb, MD '),
  };

  test.each(Object.entries(baits))('%s, a hundred thousand characters of them', (_, bait) => {
    const spans = detectPhi(bait, known);
    expect(spans.every(({ start, end }) => start >= 0 && end <= bait.length)).toBe(true);
  });

  test('a token is looked at as often in a long text as in a short one', () => {
    for (const [name, bait] of Object.entries(baits)) {
      const steps = [2_000, 8_000].map((length) => stepsOf(bait.slice(0, length)));
      const [few = 0, many = 0] = steps;
      // Four times the text, four times the looks, and a rest for what begins and ends.
      expect(many, name).toBeLessThan(few * 6 + 2_000);
    }
  });
});

const lexicon = unpackLexicon(packedLexicon);

/** How often fields of tokens are read while names, places, dates and identifiers are looked for. */
function stepsOf(text: string): number {
  const tokens = tokensOf(text);
  let steps = 0;
  const counted = tokens.map(
    (token) =>
      new Proxy(token, {
        get: (target, key) => {
          steps += 1;
          return Reflect.get(target, key);
        },
      }),
  );
  findPhi(text, counted, known, lexicon);
  return steps;
}
