import { type Disorder, usualDisorderShare } from './arrivals.ts';
import type { Change } from './change.ts';
import type { DriftKind } from './drift.ts';
import type { CaseLabel } from './labels.ts';
import { lifeChanges } from './life.ts';
import { personOf } from './person.ts';
import { References } from './references.ts';
import { day } from './time-text.ts';
import { recordsBegin } from './world.ts';

/** Extract time of generated data unless told otherwise: fixed, so a seed gives the same bytes on every day. */
export const defaultAsOf = '2026-01-01T00:00:00Z';

export interface GenerateOptions {
  /** Records in all, dirty ones included; `Infinity` goes on. */
  readonly records: number;
  /** Whole number. */
  readonly seed: number;
  /** Time of the last delivery, epoch ms: nothing in the data is later. */
  readonly asOf: number;
  /** How many deliveries there are, 1 unless told otherwise; the last is at `asOf`. */
  readonly deliveries?: number;
  /**
   * Each delivery is an extract, as of a database: a record is in it once, as it is by then, if it changed since the delivery
   * before. Otherwise every change is told on its own, as of a stream.
   */
  readonly isExtract?: boolean;
  /** Share of the records that come late, out of order, twice or are taken back; about 2% unless told otherwise. */
  readonly disorder?: number;
  /** Whether some bill what they should not; they do unless told otherwise. */
  readonly fraud?: boolean;
  /** How sources drift in the last weeks before `asOf`; not at all unless told otherwise. */
  readonly drift?: readonly DriftKind[];
}

/** Between two deliveries. */
const deliveryDays = 30;
export const mostDeliveries = 12;
/** Lives need some time before there is anything to tell. */
const shortestRecordsMs = 180 * day;

/** When each delivery is made, epoch ms; the last one at `asOf`. */
export function deliveryTimes({ asOf, deliveries = 1 }: GenerateOptions): readonly number[] {
  return Array.from({ length: deliveries }, (_, index) => asOf - (deliveries - 1 - index) * deliveryDays * day);
}

/** @throws RangeError that says what is wrong with the options. */
export function checkOptions({ records, seed, asOf, deliveries = 1 }: GenerateOptions): void {
  if (!(records === Number.POSITIVE_INFINITY || (Number.isSafeInteger(records) && records > 0))) {
    throw new RangeError('the number of records must be a whole number above 0, such as 10000');
  }
  if (!Number.isSafeInteger(seed)) throw new RangeError('the seed must be a whole number');
  if (!Number.isSafeInteger(deliveries) || deliveries < 1 || deliveries > mostDeliveries) {
    throw new RangeError(`there can be 1 to ${mostDeliveries} deliveries`);
  }
  const [first = asOf] = deliveryTimes({ records, seed, asOf, deliveries });
  if (!(first >= recordsBegin + shortestRecordsMs)) {
    const earliest = new Date(recordsBegin + shortestRecordsMs).toISOString();
    throw new RangeError(`the generated records begin in 2019; the first delivery can be made at ${earliest} or later`);
  }
}

/** A change on its way, and the delivery that brings it, from 1. */
export interface Delivered {
  readonly delivery: number;
  readonly change: Change;
  readonly disorder: Disorder | null;
  /** The case that the record belongs to. */
  readonly label: CaseLabel | null;
  /** The drift that it shows. */
  readonly drift?: readonly DriftKind[];
}

/**
 * What the sources deliver, without end in the last delivery: new people keep coming. Person by person, so nothing of a
 * life is kept when it has been told.
 */
export function* deliver(options: GenerateOptions): Generator<Delivered> {
  const { seed, isExtract = false, disorder = usualDisorderShare, fraud = true } = options;
  const times = deliveryTimes(options);
  const references = new References(seed, isExtract);
  const known = times.length === 1 ? 0 : peopleOfFirstDelivery(options, times.at(-1) ?? 0);
  let from = Number.NEGATIVE_INFINITY;
  for (const [index, until] of times.entries()) {
    const delivery = index + 1;
    for (const change of references.changed({ from, until })) yield { delivery, change, disorder: null, label: null };
    const isLast = delivery === times.length;
    for (let number = 0; isLast || number < known; number += 1) {
      const window = { from: number < known ? from : Number.NEGATIVE_INFINITY, until };
      for (const told of lifeChanges(personOf(seed, number), window, { isExtract, disorder, fraud })) {
        for (const change of references.before(told, until)) yield { delivery, change, disorder: null, label: null };
        yield { delivery, change: told.change, disorder: told.disorder, label: told.label };
      }
    }
    from = until;
  }
}

/** People looked at to tell how many records one has. */
const sampleSize = 30;

/** So many that their records are somewhat fewer than those asked for; newcomers bring the rest with the last delivery. */
function peopleOfFirstDelivery(
  { records, seed, isExtract = false, disorder = usualDisorderShare, fraud = true }: GenerateOptions,
  until: number,
): number {
  const window = { from: Number.NEGATIVE_INFINITY, until };
  let sampled = 0;
  for (let number = 0; number < sampleSize; number += 1) {
    sampled += lifeChanges(personOf(seed, number), window, { isExtract, disorder, fraud }).length;
  }
  const expected = (records * 0.85 * sampleSize) / Math.max(sampled, 1);
  return Number.isFinite(expected) ? Math.max(1, Math.floor(expected)) : 100_000;
}
