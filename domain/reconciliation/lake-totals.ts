import type { LakeTotals, Total } from './totals.ts';

const order = ({ subject, month, measure }: Total) => [subject, month ?? '', measure].join(' ');

/** The text of the object that says the totals of the lake; equal totals give equal text. */
export function lakeTotalsText({ builtAt, arrivedBefore, totals, unreadable = [] }: LakeTotals): string {
  const sorted = totals.toSorted((left, right) => (order(left) < order(right) ? -1 : 1));
  const listed = sorted.map(({ subject, month, measure, total }) => ({ subject, month, measure, total }));
  const leftOut = unreadable.length === 0 ? {} : { unreadable: unreadable.toSorted() };
  return `${JSON.stringify({ builtAt, arrivedBefore, totals: listed, ...leftOut })}\n`;
}
