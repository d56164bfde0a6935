import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distinctNames, rowsByName } from '../../../domain/sql/distinct-names.ts';

test.each([
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
  [
    ['sum', 'sum'],
    ['sum', 'sum:1'],
  ],
  [
    ['sum', 'sum', 'sum:1'],
    ['sum', 'sum:2', 'sum:1'],
  ],
  [
    ['sum:1', 'sum', 'sum'],
    ['sum:1', 'sum', 'sum:2'],
  ],
  [
    ['x', 'x', 'x:1', 'x:1'],
    ['x', 'x:2', 'x:1', 'x:1:1'],
  ],
])('columns %j are called %j', (names, distinct) => {
  expect(distinctNames(names)).toEqual(distinct);
});

test('no row loses a column, whatever the columns are called', () => {
  const name = fc.constantFrom('a', 'a:1', 'a:2', 'a:1:1', 'b', '__proto__', 'constructor');
  fc.assert(
    fc.property(fc.array(name, { maxLength: 12 }), (names) => {
      const columns = distinctNames(names);
      expect(new Set(columns).size).toBe(names.length);
      const [row = {}] = rowsByName(columns, [names.map((_, place) => place)]);
      expect(columns.map((column) => row[column])).toEqual(names.map((_, place) => place));
      for (const [place, column] of names.entries())
        if (names.indexOf(column) === place) expect(columns[place]).toBe(column);
    }),
  );
});
