import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ageGroup, ageOn, birthYearUnder90, daysOfPatient, shiftDate, yearOf } from '../../../domain/masking/dates.ts';
import { createHmacSha256 } from '../../../domain/masking/token.ts';

const key = Uint8Array.from({ length: 32 }, (_, index) => index);
const hmac = createHmacSha256(key);
const patient = fc.string({ minLength: 1, maxLength: 40 });
const now = Date.parse('2026-06-01T00:00:00Z');
const instant = fc
  .date({ min: new Date('1902-01-01'), max: new Date(now), noInvalidDate: true })
  .map((date) => date.toISOString());
const shifted = (date: string, days: number) => shiftDate(date, days) ?? '';

describe('the days by which the dates of a patient are moved', () => {
  test('are whole weeks of the past, 1 to 52 of them, the same each time', () => {
    fc.assert(
      fc.property(patient, (name) => {
        const days = daysOfPatient(hmac, name);
        expect(days % 7).toBe(-0);
        expect(days).toBeLessThanOrEqual(-7);
        expect(days).toBeGreaterThanOrEqual(-364);
        expect(daysOfPatient(hmac, name)).toBe(days);
      }),
    );
  });

  test.each(['v1_f6rvangac5yfapwsz4lomotfp4', 'v1_aaaaaaaaaaaaaaaaaaaaaaaaaa', 'patient-1'])(
    'follow from 48 bits of HMAC-SHA-256 of the patient: %s',
    (name) => {
      const number = createHmac('sha256', key).update(name).digest().readUIntBE(0, 6);
      expect(daysOfPatient(hmac, name)).toBe(-7 * (1 + (number % 52)));
    },
  );

  test('of the key 00..1f are these', () => {
    expect(daysOfPatient(hmac, 'v1_f6rvangac5yfapwsz4lomotfp4')).toBe(-217);
    expect(daysOfPatient(hmac, 'patient-1')).toBe(-196);
  });

  test('are every number of weeks for some patient, none much more often than another', () => {
    const counts = new Map<number, number>();
    for (let at = 0; at < 52_000; at += 1) {
      const days = daysOfPatient(hmac, `p${at}`);
      counts.set(days, (counts.get(days) ?? 0) + 1);
    }
    expect(counts.size).toBe(52);
    expect(Math.max(...counts.values())).toBeLessThan(1200);
    expect(Math.min(...counts.values())).toBeGreaterThan(800);
  });

  test('are others under another key', () => {
    const other = createHmacSha256(new Uint8Array(32).fill(9));
    const names = Array.from({ length: 50 }, (_, at) => `p${at}`);
    expect(names.map((name) => daysOfPatient(other, name))).not.toEqual(names.map((name) => daysOfPatient(hmac, name)));
  });
});

describe('a moved date', () => {
  test('is as far from every other of the patient as it was, on the same weekday, and never behind now', () => {
    fc.assert(
      fc.property(patient, instant, instant, (name, first, second) => {
        const days = daysOfPatient(hmac, name);
        const [one, two] = [Date.parse(shifted(first, days)), Date.parse(shifted(second, days))];
        expect(two - one).toBe(Date.parse(second) - Date.parse(first));
        expect(new Date(one).getUTCDay()).toBe(new Date(first).getUTCDay());
        expect(one).toBeLessThan(now);
        expect(one).not.toBe(Date.parse(first));
      }),
    );
  });

  test.each([
    ['2024-03-05', -7, '2024-02-27'],
    ['2024-01-03', -14, '2023-12-20'],
    ['2024-03-01T00:30:00.123456+02:00', -7, '2024-02-23T00:30:00.123456+02:00'],
    ['2024-03-01T23:59:60Z', -364, '2023-03-03T23:59:60Z'],
    // Of what is known to the month the year stays: nobody can move half a date.
    ['1961-03', -7, '1961'],
    ['1961', -7, '1961'],
    // Before the year 1 no engine holds a date.
    ['0001-01-03', -7, null],
  ])('%s by %i days is %s', (date, days, expected) => {
    expect(shiftDate(date, days)).toBe(expected);
  });
});

describe('an age', () => {
  test.each([
    ['1980-04-12', '2020-04-11', 39],
    ['1980-04-12', '2020-04-12', 40],
    ['1980-04-12', '2020-04-12T00:00:00Z', 40],
    ['1980-02-29', '2021-02-28', 40],
    ['1980-02-29', '2021-03-01', 41],
    ['1980-02-29', '2024-02-28', 43],
    ['1980-02-29', '2024-02-29', 44],
    ['1980-12-31', '1981-01-01', 0],
    ['1980-04-12', '1980-04-11', -1],
  ])('of who was born on %s is on %s %i years', (born, day, years) => {
    expect(ageOn(born, day)).toBe(years);
  });

  test.each([
    ['1936-06-02', '2026-06-01', '89'],
    ['1936-06-01', '2026-06-01', '90+'],
    ['1900-01-01', '2026-06-01', '90+'],
    ['2026-06-01', '2026-06-01', '0'],
    ['2026-06-02', '2026-06-01', null],
    // Known to the year or month: the group if it can be, the age where there is only one.
    ['1936', '2026-01-01', '90+'],
    ['1936', '2025-12-31', '89'],
    ['1936', '2025-12-30', null],
    ['1937', '2026-12-31', '89'],
    ['1961', '2026-06-01', null],
    ['1961-03', '2026-06-01', '65'],
    ['1961-06', '2026-06-15', null],
  ])('of who was born on %s is told on %s as %s', (born, day, group) => {
    expect(ageGroup(born, day)).toBe(group);
  });

  test('told is never of 90 or more', () => {
    fc.assert(
      fc.property(instant, instant, (born, day) => {
        const told = ageGroup(born.slice(0, 10), day);
        const age = ageOn(born.slice(0, 10), day);
        expect(told).toBe(age < 0 ? null : age >= 90 ? '90+' : String(age));
      }),
    );
  });
});

test.each([
  ['1937-12-31', 2026, 1937],
  ['1936-12-31', 2026, null],
  ['1936', 2025, 1936],
  ['1936', 2026, null],
  ['1850-01-01', 2026, null],
])('the year of birth of %s is told in %i as %s', (born, latest, expected) => {
  expect(birthYearUnder90(born, latest)).toBe(expected);
});

test('the year of an instant is the one it is written with', () => {
  expect(yearOf('2023-12-31T23:30:00-05:00')).toBe(2023);
});
