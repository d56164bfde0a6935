import { expect, test } from 'vitest';
import { formatLines } from '../../../cli/send/line-ranges.ts';

test('lines are told as ranges, in order, and a long list is cut', () => {
  expect(formatLines([9, 3, 8, 7, 40, 40])).toBe('3, 7-9, 40');
  expect(formatLines([])).toBe('');
  expect(formatLines(Array.from({ length: 25 }, (_, index) => index * 2))).toMatch(/^0, 2, .* 38 and 5 more places$/);
});
