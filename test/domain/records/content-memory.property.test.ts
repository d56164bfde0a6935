import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ContentMemory } from '../../../domain/records/content-memory.ts';

test('every key keeps its first content, as a Map would, however many keys there are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: 4000 }), fc.nat({ max: 3 })), { maxLength: 6000, size: 'max' }),
      (rows) => {
        const memory = new ContentMemory();
        const firsts = new Map<number, number>();
        for (const [key, content] of rows) {
          const first = firsts.get(key);
          const expected = first === undefined ? 'first' : first === content ? 'same' : 'other';
          if (first === undefined) firsts.set(key, content);
          expect(memory.note(`key ${key}`, `content ${content}`)).toBe(expected);
        }
      },
    ),
    { numRuns: 20 },
  );
});

test('keys and contents that differ in one character are different', () => {
  const memory = new ContentMemory();
  expect(memory.note('', '')).toBe('first');
  expect(memory.note('v1_a', 'ab')).toBe('first');
  expect(memory.note('v1_b', 'ab')).toBe('first');
  expect(memory.note('v1_a', 'ba')).toBe('other');
  expect(memory.note('v1_a', 'ab')).toBe('same');
  expect(memory.note('', '')).toBe('same');
});
