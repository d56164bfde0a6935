import { expect, test } from 'vitest';
import { lakeTotalsText } from '../../../domain/reconciliation/lake-totals.ts';
import { lakeTotalsSchema } from '../../../domain/reconciliation/totals.ts';

const instants = { builtAt: '2026-11-20T13:00:00.000Z', arrivedBefore: '2026-11-19T12:00:00.000Z' };
const total = (subject: string, month: string | null, measure: string) => ({ subject, month, measure, total: '1.00' });
const inOrder = [
  total('claim', '2020-01-01', 'rows'),
  total('claim', '2020-02-01', 'billed'),
  total('claim', '2020-02-01', 'rows'),
  total('patient', null, 'versions'),
];

test('equal totals give equal text, by subject, month and measure, whatever the order of the rows', () => {
  const text = lakeTotalsText({ ...instants, totals: inOrder });
  expect(text).toBe(`${JSON.stringify({ ...instants, totals: inOrder })}\n`);
  expect(lakeTotalsText({ ...instants, totals: inOrder.toReversed() })).toBe(text);
  const rotated = [...inOrder.slice(2), ...inOrder.slice(0, 2)].map(({ subject, ...rest }) => ({ ...rest, subject }));
  expect(lakeTotalsText({ ...instants, totals: rotated })).toBe(text);
});

test('the text is what the reconciliation reads', () => {
  expect(lakeTotalsSchema.parse(JSON.parse(lakeTotalsText({ ...instants, totals: inOrder })))).toEqual({
    ...instants,
    totals: inOrder,
  });
});
