import { layout } from '../../contracts/platform/zones.ts';
import type { Total } from './totals-sql.ts';

/** Key of the object in the silver bucket that says the totals of the lake as the last whole run built it. */
export const lakeTotalsKey = `${layout.totals.prefix}lake.json`;

/** What the object says. */
export interface LakeTotals {
  /** When the run began, ISO 8601: what the change log held then is counted, and what it got later may be. */
  readonly builtAt: string;
  readonly totals: readonly Total[];
}

const order = ({ subject, month, measure }: Total) => [subject, month ?? '', measure].join(' ');

/** The text of the object; equal totals give equal text. */
export function lakeTotalsText({ builtAt, totals }: LakeTotals): string {
  const sorted = totals.toSorted((left, right) => (order(left) < order(right) ? -1 : 1));
  return `${JSON.stringify({ builtAt, totals: sorted.map(({ subject, month, measure, total }) => ({ subject, month, measure, total })) })}\n`;
}
