import { SafeError } from '../safe-error.ts';
import { yearOf } from './dates.ts';
import { normalizeIdentifier } from './token.ts';
import type { Zip3Census } from './zip3.ts';

/** The random code that stands for an identifier of a type. */
export type SurrogateOf = (type: string, value: string) => string;

/**
 * What masking of a release depends on besides the record: its day, and codes that were drawn for it alone. The private member
 * keeps out what createRelease did not make: a table of codes that were derived from the identifiers.
 */
class DrawnRelease {
  /** UTC, `YYYY-MM-DD`: ages are those of this day. */
  readonly day: string;
  /** Year of the release, or of the latest event in it if that is later: who turns 90 by then has no year of birth. */
  readonly latestYear: number;
  /** Which census decides about postal codes. */
  readonly zip3Census: Zip3Census;
  readonly #surrogateOf: SurrogateOf;

  constructor(day: string, latestYear: number, zip3Census: Zip3Census, surrogateOf: SurrogateOf) {
    this.day = day;
    this.latestYear = latestYear;
    this.zip3Census = zip3Census;
    this.#surrogateOf = surrogateOf;
  }

  /** The code that stands for an identifier of a type in this release. */
  surrogateOf(type: string, value: string): string {
    return this.#surrogateOf(type, value);
  }
}

/** A release; only createRelease makes one. */
export type Release = DrawnRelease;

interface ReleaseSettings {
  readonly day: string;
  /** Years of the events that the release keeps; needed where some are later than its day, as appointments are. */
  readonly eventYears?: Iterable<number>;
  readonly zip3Census?: Zip3Census;
  /** So many random bytes of a cryptographic source. */
  readonly randomBytes: (count: number) => Uint8Array;
}

/**
 * A release of that day, with surrogates of its own.
 * @throws SafeError when the day is no day of the calendar.
 */
export function createRelease({
  day,
  eventYears = [],
  zip3Census = 'census-2020',
  randomBytes,
}: ReleaseSettings): Release {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !isDay(day)) throw new SafeError('the day of a release is YYYY-MM-DD');
  let latestYear = yearOf(day);
  for (const year of eventYears) latestYear = Math.max(latestYear, year);
  return new DrawnRelease(day, latestYear, zip3Census, createSurrogates(randomBytes));
}

const isDay = (day: string) => new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) === day;

const surrogateBytes = 16; // of a hundred million codes two are the same once in 1e22 releases

/**
 * Draws a code of 32 hexadecimal digits for every new identifier: not derived from anything, as 164.514(c) asks, and in no
 * order. The table lives as long as the function; whoever keeps it can go back to the identifiers.
 */
export function createSurrogates(randomBytes: (count: number) => Uint8Array): SurrogateOf {
  const drawn = new Map<string, string>();
  return (type, value) => {
    const identifier = `${type}\n${normalizeIdentifier(value)}`;
    const known = drawn.get(identifier);
    if (known !== undefined) return known;
    const code = Buffer.from(randomBytes(surrogateBytes)).toString('hex');
    drawn.set(identifier, code);
    return code;
  };
}
