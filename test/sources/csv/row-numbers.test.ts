import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RowNumbers } from '../../../sources/csv/row-numbers.ts';

it('numbers the rows that are alike from 1, wherever in the file they stand', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd')), (rows) => {
      const numbers = new RowNumbers();
      const told = rows.map((row) => numbers.next(row));
      const counted = rows.map((row, place) => rows.slice(0, place + 1).filter((other) => other === row).length);
      expect(told).toEqual(counted);
    }),
  );
});

it('tells rows that are alike apart with as many others between them as its window has, and forgets those of long ago', () => {
  const numbers = new RowNumbers(100);
  const others = (name: string, count: number) => {
    for (let at = 0; at < count; at += 1) numbers.next(`${name} ${at}`);
  };
  expect(numbers.next('row')).toBe(1);
  others('some', 99);
  expect(numbers.next('row')).toBe(2);
  others('other', 98);
  expect(numbers.next('row')).toBe(3);
  others('many', 300);
  expect(numbers.next('row')).toBe(1);
});
