import { settledAfterSeconds } from '../../contracts/platform/consumers.ts';
import type { LakeTotals, Total } from './totals.ts';

/** The instant that the totals of a run are of: what arrived before it is in the change log for sure. */
export function settledBefore(began: Date): Date {
  return new Date(began.getTime() - settledAfterSeconds * 1000);
}

const order = ({ subject, month, measure }: Total) => [subject, month ?? '', measure].join(' ');

/** The text of `totals/lake.json`; equal totals give equal text. */
export function lakeTotalsText({ builtAt, arrivedBefore, totals }: LakeTotals): string {
  const listed = totals
    .toSorted((left, right) => (order(left) < order(right) ? -1 : 1))
    .map(({ subject, month, measure, total }) => ({ subject, month, measure, total }));
  return `${JSON.stringify({ builtAt, arrivedBefore, totals: listed })}\n`;
}
