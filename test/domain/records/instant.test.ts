import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochDays, epochMicros, epochMillis } from '../../../domain/records/instant.ts';

const instant = fc.record({
  millis: fc.integer({ min: Date.parse('1900-01-01'), max: Date.parse('2100-01-01') }),
  // What follows the milliseconds: nothing, or digits down to the nanosecond.
  finer: fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 6 }),
  offsetHours: fc.integer({ min: -12, max: 14 }),
});

/** ISO 8601 text of an instant at an offset. */
function written({ millis, finer, offsetHours }: { millis: number; finer: string; offsetHours: number }): string {
  const local = new Date(millis + offsetHours * 3_600_000).toISOString().slice(0, -1);
  const hours = String(Math.abs(offsetHours)).padStart(2, '0');
  return `${local}${finer}${offsetHours === 0 ? 'Z' : `${offsetHours < 0 ? '-' : '+'}${hours}:00`}`;
}

describe('instants', () => {
  test('keep their microseconds, whatever the offset, before 1970 too; what is finer is cut', () => {
    fc.assert(
      fc.property(instant, (at) => {
        const micros = BigInt(at.finer.padEnd(3, '0').slice(0, 3));
        expect(epochMicros(written(at))).toBe(BigInt(at.millis) * 1000n + micros);
        expect(epochMillis(written(at))).toBe(at.millis);
      }),
    );
  });

  test.each([
    ['2023-01-27T16:17:47Z', 1_674_836_267_000_000n],
    ['2023-01-27T16:17:47+02:00', 1_674_829_067_000_000n],
    ['2023-01-27T16:17:47.5+02:00', 1_674_829_067_500_000n],
    ['2023-01-27T16:17:47.123+02:00', 1_674_829_067_123_000n],
    ['2023-01-27T16:17:47.1234Z', 1_674_836_267_123_400n],
    ['1969-12-31T23:59:59.999999Z', -1n],
  ])('%s is %d microseconds', (iso, micros) => {
    expect(epochMicros(iso)).toBe(micros);
  });

  test('that are none have no milliseconds', () => {
    expect(epochMillis('yesterday')).toBeNaN();
  });
});

test('calendar dates are whole days since 1970, before it too', () => {
  expect(['1970-01-01', '1970-01-02', '1969-12-31', '2000-02-29'].map(epochDays)).toEqual([0, 1, -1, 11_016]);
});
