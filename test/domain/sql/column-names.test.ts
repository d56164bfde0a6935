import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distinctColumnNames } from '../../../domain/sql/column-names.ts';

test('the first column of a name keeps it, and no name given to another is one that a column has', () => {
  expect(distinctColumnNames(['sum', 'sum', 'city', 'sum'])).toEqual(['sum', 'sum:1', 'city', 'sum:2']);
  expect(distinctColumnNames(['sum', 'sum', 'sum:1'])).toEqual(['sum', 'sum:2', 'sum:1']);
  expect(distinctColumnNames(['sum:1', 'sum', 'sum'])).toEqual(['sum:1', 'sum', 'sum:2']);
});

test('no two names are equal, whatever the columns are called', () => {
  const name = fc.constantFrom('a', 'a:1', 'a:2', 'a:1:1', '__proto__', '');
  fc.assert(
    fc.property(fc.array(name, { maxLength: 12 }), (names) => {
      const distinct = distinctColumnNames(names);
      expect(new Set(distinct).size).toBe(names.length);
      for (const [index, given] of names.entries()) {
        if (names.indexOf(given) === index) expect(distinct[index]).toBe(given);
      }
    }),
  );
});
