import { describe, expect, test } from 'vitest';
import type { Contract } from '../../../contracts/contract.ts';
import { clockToleranceMs } from '../../../contracts/rules.ts';
import { samples } from '../../../contracts/samples/index.ts';
import { validate } from '../../../domain/records/validate.ts';

const arrivedAt = Date.parse('2026-06-01T12:00:00Z');
const isoOf = (millis: number) => new Date(millis).toISOString();

/** Reasons against an ordinary record of the contract that happened, or was described, at `time`. */
function reasonsAt(contract: Contract, data: Readonly<Record<string, unknown>>, time: string): string[] {
  const { eventTime } = contract;
  // Ends move with the beginning: the rules of a contract are not what is asked for here.
  const instants = Object.entries(contract.fields).filter(
    ([field, { column }]) => column.kind === 'timestamp' && field in data,
  );
  const dated =
    eventTime === null ? data : { ...data, ...Object.fromEntries(instants.map(([field]) => [field, time])) };
  const result = validate(contract, dated, eventTime === null ? time : '2026-01-01T00:00:00Z', arrivedAt);
  return result.ok ? [] : result.reasons.map(({ code, path }) => `${code} ${path}`);
}

/** A contract of reference data may judge the age of what it describes: one born now is of every age that matters. */
const youngest = (data: Readonly<Record<string, unknown>>, time: string) =>
  Object.fromEntries(
    Object.entries(data).map(([field, value]) => [field, field === 'birth_date' ? time.slice(0, 10) : value]),
  );

describe.each(samples.map(({ contract, valid }) => [contract.name, contract, valid[0]?.data ?? {}] as const))(
  'a record of %s',
  (_name, contract, data) => {
    const path = contract.eventTime === null ? 'time' : `data.${contract.eventTime}`;

    test.each([
      '0001-01-01T00:00:00Z',
      '1850-01-01T00:00:00Z',
      '1899-12-31T23:59:59.999Z',
      '1900-01-01T00:00:00+00:01',
    ])('is refused when it is dated %s', (time) => {
      expect(reasonsAt(contract, data, time)).toEqual([`rule.time_in_calendar ${path}`]);
    });

    test.each([clockToleranceMs + 1, 40 * 365 * 86_400_000])(
      'is refused when it is dated %i ms after it arrived',
      (late) => {
        expect(reasonsAt(contract, data, isoOf(arrivedAt + late))).toEqual([`rule.time_in_past ${path}`]);
      },
    );

    test.each([
      '1900-01-01T00:00:00Z',
      '1900-01-01T00:00:00-14:00',
      isoOf(arrivedAt),
      isoOf(arrivedAt + clockToleranceMs),
    ])('is taken when it is dated %s', (time) => {
      expect(reasonsAt(contract, youngest(data, time), time)).toEqual([]);
    });
  },
);
