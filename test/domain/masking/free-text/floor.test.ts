import { describe, expect, test } from 'vitest';
import { createPhiDetector } from '../../../../domain/masking/free-text/detect-phi.ts';
import { nothingKnown } from '../../../../domain/masking/free-text/known-values.ts';
import { unpackLexicon } from '../../../../domain/masking/free-text/lexicon.ts';
import { packedLexicon } from '../../../../domain/masking/free-text/lexicon-data.ts';
import { cleanTexts, generatedCorpus, withoutHeldOut } from '../../../phi-notes/corpus.ts';
import { changedTexts, measure, ratio } from '../../../phi-notes/measure.ts';

/** Sentences and people that the detector was not tuned on; their names and cities are left out of its lexicon. */
const detect = createPhiDetector(withoutHeldOut(unpackLexicon(packedLexicon)));
const texts = generatedCorpus('held-out', 12);

describe('on held-out notes the detector stays above its floor (docs/decisions/0017-phi-in-free-text.md)', () => {
  const known = measure(texts, (each) => detect(each.text, each.known));
  const alone = measure(texts, (each) => detect(each.text, nothingKnown));

  test('with the values of the patient', () => {
    expect(known.covered.of).toBeGreaterThan(1_000);
    expect(ratio(known.covered)).toBeGreaterThan(0.985);
    expect(ratio(known.literal)).toBeGreaterThan(0.985);
    expect(ratio(known.precise)).toBeGreaterThan(0.97);
  });

  test("the patient's own values are all found", () => {
    expect(known.own.of).toBeGreaterThan(100);
    expect(ratio(known.own)).toBe(1);
  });

  test.each(['DATE', 'PHONE', 'ID', 'EMAIL', 'SSN', 'MBI', 'CARD', 'IP', 'AGE'] as const)(
    'without them, every %s',
    (kind) => {
      expect(ratio(alone.byKind.get(kind) ?? { hits: 0, of: 0 })).toBeGreaterThan(0.99);
    },
  );

  test('without them, names that no list has', () => {
    expect(ratio(alone.byKind.get('NAME') ?? { hits: 0, of: 1 })).toBeGreaterThan(0.85);
  });

  test('clean sentences stay as they are', () => {
    const clean = cleanTexts('held-out');
    expect(changedTexts(clean, (text) => detect(text, nothingKnown)).length / clean.length).toBeLessThan(0.05);
  });
});
