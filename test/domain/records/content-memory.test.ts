import { describe, expect, test } from 'vitest';
import { ContentMemory } from '../../../domain/records/content-memory.ts';

describe('a key keeps its first content', () => {
  test('though another key’s fingerprint begins with the same 32 bits', () => {
    // The first four bytes of their SHA-256 are equal.
    const [one, other] = ['key 5979', 'key 77859'];
    const memory = new ContentMemory();
    expect(memory.note(one, 'a')).toBe('first');
    expect(memory.note(other, 'b')).toBe('first');
    expect([memory.note(one, 'a'), memory.note(one, 'b')]).toEqual(['same', 'other']);
    expect([memory.note(other, 'b'), memory.note(other, 'a')]).toEqual(['same', 'other']);
  });

  test.each([
    // Equal under one of the two polynomials of a content's fingerprint, different under the other.
    ['Aa', 'BB'],
    ['hqucdc6z', 'ibmeszw5'],
    ['a', 'aa'],
  ])('and tells it from one that is nearly alike: %j, %j', (first, then) => {
    const memory = new ContentMemory();
    expect(memory.note('k', first)).toBe('first');
    expect(memory.note('k', then)).toBe('other');
    expect(memory.note('k', first)).toBe('same');
  });

  test('while the memory grows, again and again', () => {
    const memory = new ContentMemory();
    const keys = Array.from({ length: 20_000 }, (_, index) => `key ${index}`);
    expect(keys.filter((key) => memory.note(key, `of ${key}`) !== 'first')).toEqual([]);
    expect(keys.filter((key) => memory.note(key, `of ${key}`) !== 'same')).toEqual([]);
    expect(keys.filter((key) => memory.note(key, 'another') !== 'other')).toEqual([]);
  });
});
