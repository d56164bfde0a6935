import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anonymityOf } from '../../../domain/masking/k-anonymity.ts';

const rowsOf = (...sizes: number[]) =>
  sizes.flatMap((size, at) =>
    Array.from({ length: size }, (_, n) => ({ state: `s${at}`, year: '1980', id: `${at}-${n}` })),
  );

test('counts the smallest group of like rows, and the share of rows in groups of fewer than 11', () => {
  expect(anonymityOf(rowsOf(11, 10, 29), ['state', 'year'])).toEqual({
    rows: 50,
    classes: 3,
    smallestClass: 10,
    rowsInSmallClasses: 10,
    shareInSmallClasses: 0.2,
  });
});

test('of rows that are alike in everything somebody knows is all of them', () => {
  expect(anonymityOf(rowsOf(4, 9), ['year'])).toMatchObject({ classes: 1, smallestClass: 13, shareInSmallClasses: 0 });
});

test('of no rows is nothing, and not safety', () => {
  expect(anonymityOf([], ['state'])).toMatchObject({ rows: 0, smallestClass: null, shareInSmallClasses: 0 });
});

test('takes a missing value for a value, unlike any text', () => {
  const rows = [{ a: null }, { a: 'null' }, { a: '' }];
  expect(anonymityOf(rows, ['a'])).toMatchObject({ classes: 3, smallestClass: 1 });
});

test('does not mix values of neighbouring columns up', () => {
  const rows = [
    { a: 'x,y', b: 'z' },
    { a: 'x', b: 'y,z' },
    { a: 'x","y', b: '' },
    { a: 'x', b: 'y' },
  ];
  expect(anonymityOf(rows, ['a', 'b']).classes).toBe(4);
});

test('refuses a column that is not there, and to know nothing', () => {
  expect(() => anonymityOf([{ a: '1' }], ['b'])).toThrow('a row has no column b');
  expect(() => anonymityOf([{ a: '1' }], [])).toThrow(RangeError);
});

test('never gets better when a reader knows one column more', () => {
  const row = fc.record({ a: fc.constantFrom('1', '2'), b: fc.constantFrom('1', '2', null) });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => {
      const [less, more] = [anonymityOf(rows, ['a']), anonymityOf(rows, ['a', 'b'])];
      expect(more.smallestClass ?? 0).toBeLessThanOrEqual(less.smallestClass ?? 0);
      expect(more.shareInSmallClasses).toBeGreaterThanOrEqual(less.shareInSmallClasses);
    }),
  );
});
