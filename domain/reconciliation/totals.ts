import { z } from 'zod';
import { SafeError } from '../safe-error.ts';

const nameSchema = z.string().regex(/^[a-z][a-z0-9_]*$/);

const totalSchema = z.strictObject({
  /** What is counted: the name of a contract, `encounter`. */
  subject: nameSchema,
  /** First day of the month that the total is of, `2026-01-01`; null for a total of all time. */
  month: z
    .string()
    .regex(/^\d{4}-\d{2}-01$/)
    .nullable(),
  /** `rows`, or the column that is summed. */
  measure: nameSchema,
  /** Exact decimal text, never in exponents: a floating-point number is no total. */
  total: z.string().regex(/^-?\d+(\.\d+)?$/),
});

/** One total of one store. */
export type Total = z.infer<typeof totalSchema>;

export const totalsSchema = z.array(totalSchema);

const instantSchema = z.iso.datetime({ offset: true });

/** The object that the job which builds the lake models writes when it has built all of them. */
export const lakeTotalsSchema = z.strictObject({
  builtAt: instantSchema,
  /** The totals are those of all changes that arrived before this instant, as if none had come after. */
  arrivedBefore: instantSchema,
  totals: totalsSchema,
  /** Keys of objects that could not be read and that the totals are without; absent when there were none. */
  unreadable: z.array(z.string()).optional(),
});

export type LakeTotals = z.infer<typeof lakeTotalsSchema>;

/** A total that is not the same in both stores; null where a store has none. */
export interface Difference extends Omit<Total, 'total'> {
  readonly lake: string | null;
  readonly warehouse: string | null;
}

/** What a comparison looked at and found. */
export interface Comparison {
  /** Totals that one store or both have. */
  readonly compared: number;
  /** By subject, month and measure. */
  readonly differences: readonly Difference[];
}

/**
 * Compares two stores, total by total, as exact numbers: 1.50 is 1.5, and a total that a store does not have is 0, as the
 * sum of no rows is.
 * @throws Error for two totals of the same thing in one store
 */
export function compareTotals(lake: readonly Total[], warehouse: readonly Total[]): Comparison {
  const [ofLake, ofWarehouse] = [byIdentity(lake, 'lake'), byIdentity(warehouse, 'warehouse')];
  const all = new Map([...ofLake, ...ofWarehouse]);
  const differences = [...all]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .flatMap(([identity, { subject, month, measure }]): Difference[] => {
      const [left, right] = [ofLake.get(identity)?.total ?? null, ofWarehouse.get(identity)?.total ?? null];
      return canonical(left) === canonical(right) ? [] : [{ subject, month, measure, lake: left, warehouse: right }];
    });
  return { compared: all.size, differences };
}

/** The instant that totals are as of, as both engines write a TIMESTAMP: `YYYY-MM-DD HH:MI:SS.mmm`, UTC. */
export function timestampText(instant: Date): string {
  return instant.toISOString().replace('T', ' ').replace('Z', '');
}

/** The total without its value, for people: `encounter total_claim_cost of 2026-01`. */
export function nameOf({ subject, month, measure }: Omit<Total, 'total'>): string {
  return `${subject} ${measure}${month === null ? '' : ` of ${month.slice(0, 'YYYY-MM'.length)}`}`;
}

function byIdentity(totals: readonly Total[], store: string): Map<string, Total> {
  const found = new Map<string, Total>();
  for (const total of totals) {
    const identity = `${total.subject} ${total.month ?? ''} ${total.measure}`;
    if (found.has(identity)) throw new SafeError(`the ${store} has two totals of ${nameOf(total)}`);
    found.set(identity, total);
  }
  return found;
}

/** One text for each number: no leading zeros, no zeros at the end of a fraction, no sign of zero. */
function canonical(total: string | null): string {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(total ?? '0') ?? [];
  const digits = fraction === '' ? whole : `${whole}.${fraction}`;
  return digits === '0' ? digits : `${sign}${digits}`;
}
