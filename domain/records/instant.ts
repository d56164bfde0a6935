/** Epoch milliseconds of ISO 8601 text; digits below a millisecond are cut. NaN when the text is not an instant. */
export function epochMillis(iso: string): number {
  return Date.parse(iso);
}

const subMillisecond = /\.\d{3}(\d{1,3})/;

/** Epoch microseconds of ISO 8601 text; digits below a microsecond are cut. */
export function epochMicros(iso: string): bigint {
  const millis = BigInt(Date.parse(iso));
  const fraction = iso.length > 24 ? subMillisecond.exec(iso)?.[1] : undefined;
  return millis * 1000n + (fraction === undefined ? 0n : BigInt(fraction.padEnd(3, '0')));
}

const dayMillis = 86_400_000;

/** Days since 1970-01-01 of a calendar date `YYYY-MM-DD`. */
export function epochDays(date: string): number {
  return Date.parse(date) / dayMillis;
}
