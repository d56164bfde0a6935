import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowHash } from '../../../domain/records/row-hash.ts';

describe('the row hash', () => {
  // printf '%s' 'U|Boston|~|a~1b~0c|' | sha256sum
  test('is what any engine computes: SHA-256 in hex over the values, joined by |, absent ones as ~', () => {
    expect(rowHash('U', ['Boston', null, 'a|b~c', ''])).toBe(
      'eb4854db4ae5ff6a19ad45c0940a5f2ab78ed4da909a06c989a0afcb6c9256da',
    );
  });

  // printf '%s' 'D|~0|~1~1' | sha256sum
  test('escapes a value that holds only one of the two marks, and every one of them', () => {
    expect(rowHash('D', ['~', '||'])).toBe('1fcab2a2c978647ad2c26403c56462376fa1bb9536f243cbca01a980cfbb8c86');
  });

  test('is the same when a contract gets a column that the record does not have', () => {
    expect(rowHash('U', ['Boston', null, null])).toBe(rowHash('U', ['Boston']));
    expect(rowHash('U', [null, 'Boston'])).not.toBe(rowHash('U', ['Boston']));
    expect(rowHash('U', ['Boston', ''])).not.toBe(rowHash('U', ['Boston']));
  });

  test('differs when anything differs: the operation, a value, an absent one, where one value ends', () => {
    // Made of the marks themselves, so that a sloppy encoding would collide.
    const value = fc.option(fc.string({ unit: fc.constantFrom('~', '|', '0', '1', 'a'), maxLength: 3 }));
    const row = fc.tuple(fc.constantFrom('U', 'D'), fc.array(value, { maxLength: 3 }));
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(row, ([operation, values]) => {
        const last = values.findLastIndex((each) => each !== null);
        const written = JSON.stringify([operation, values.slice(0, last + 1)]);
        const hash = rowHash(operation, values);
        expect(seen.get(hash) ?? written).toBe(written);
        seen.set(hash, written);
      }),
      { numRuns: 3000 },
    );
  });
});
