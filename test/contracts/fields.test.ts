import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeSystems } from '../../contracts/code-systems.ts';
import {
  boolean,
  calendarDate,
  code,
  codeList,
  decimal,
  exactDigits,
  instant,
  integer,
  money,
  postalCode,
  valueText,
} from '../../contracts/fields.ts';

const notes = { phi: 'none', description: 'A field' } as const;

describe('a number', () => {
  const whole = integer({ ...notes, min: -100, max: 400 }).schema;
  const measured = decimal({
    ...notes,
    precision: 15,
    scale: 3,
    min: -999_999_999_999.999,
    max: 999_999_999_999.999,
  }).schema;

  test('is taken from a JSON number and from its text alike', () => {
    expect(whole.parse(72)).toBe(72);
    expect(whole.parse('72')).toBe(72);
    expect(measured.parse(36.6)).toBe(36.6);
    expect(measured.parse('36.600')).toBe(36.6);
  });

  test.each([
    [72.5],
    ['72.5'],
    ['072'],
    ['7 2'],
    [''],
    ['1e2'],
    [401],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [true],
  ])('is not %j where a whole one is wanted', (value) => {
    expect(whole.safeParse(value).success).toBe(false);
  });

  test('keeps every digit it came with, up to what a JSON number carries', () => {
    const parts = fc.tuple(
      fc.integer({ min: 0, max: 999_999_999_999 }),
      fc.integer({ min: 0, max: 999 }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(parts, ([before, after, isNegative]) => {
        const sent = `${isNegative && before + after > 0 ? '-' : ''}${before}.${String(after).padStart(3, '0')}`;
        fc.pre(sent.replace(/\D/g, '').length <= exactDigits);
        const canonical = sent.replace(/\.?0+$/, '');
        expect(valueText(measured.parse(JSON.parse(sent)))).toBe(canonical);
        expect(valueText(measured.parse(sent))).toBe(canonical);
      }),
    );
  });

  test('with more digits than that is refused as text too', () => {
    expect(measured.safeParse('1234567890123.4567').success).toBe(false);
  });
});

test('money stays decimal text: a number loses cents', () => {
  expect(money(notes).schema.safeParse(1.1).success).toBe(false);
  expect(money(notes).schema.parse('1.10')).toBe('1.10');
});

test('true and false are taken as JSON and as text, and nothing else is', () => {
  const { schema } = boolean(notes);
  expect([schema.parse(true), schema.parse('false')]).toEqual([true, false]);
  for (const other of [1, 'yes', 'TRUE', null]) expect(schema.safeParse(other).success).toBe(false);
});

describe('a point in time', () => {
  const { schema } = instant(notes);
  test.each([
    '0001-01-01T00:00:00Z',
    '0001-01-02T00:00:00+14:00',
    '2020-02-29T23:59:59.999999-05:00',
    '9999-12-31T23:59:59.999Z',
  ])('may be %s', (value) => {
    expect(schema.parse(value)).toBe(value);
  });
  test.each([
    '0000-12-31T23:59:59Z',
    '0001-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    '+010000-01-01T00:00:00Z',
    '2016-12-31T23:59:60Z',
    '2020-02-29T24:00:00Z',
    '2020-02-29T00:00:00',
  ])('may not be %s: it has no year of four digits in UTC, or is no instant', (value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });
});

test('a date has a year from 1 to 9999', () => {
  const { schema } = calendarDate(notes);
  for (const date of ['0001-01-01', '9999-12-31']) expect(schema.parse(date)).toBe(date);
  for (const date of ['0000-01-01', '+010000-01-01', '1900-02-29']) expect(schema.safeParse(date).success).toBe(false);
});

describe('a postal code', () => {
  const { schema, respell } = postalCode({ phi: 'none', description: '' });
  test.each([
    ...['02139', '02139-1234', '021391234', '02134 - 1234', '1104', 'SW1A 1AA', 'k1a 0b1', 'FIQQ 1ZZ', 'D-10115'],
    ...['S-114 55', 'PL 00-950', '12345-678', '123-4567', 'C1425CLA', '1234 AB', 'LC04 101', 'KY1-1101', 'VLT 1117'],
  ])('is %j', (value) => {
    expect(schema.safeParse(respell(value)).success).toBe(true);
  });

  test.each([
    ...['S99966438', 'X8126970X', '6175550142', '617-5550142', '1978-02-28', 'MRN-204817', 'UPTON7', 'AGED 93'],
    ...['KNOX 44057', '02139-1234-5', '!!!!', 'Salem', ''],
  ])('is not %j, which is something else', (value) => {
    expect(schema.safeParse(respell(value)).success).toBe(false);
  });
});

describe('a code', () => {
  test.each([
    ['snomed', '59621000', '999999991000124104', '0596210', '5962'],
    ['icd10cm', 'I10', 'S72.001A', 'I1', '10I'],
    ['loinc', '8867-4', '1234567-8', '8867', '88674'],
    ['rxnorm', '1', '12345678', '123456789', 'x'],
    ['cvx', '3', '140', '1400', ''],
    ['hcpcs', '99213', 'J1885', '9921', 'X1234'],
  ] as const)('of %s has its form and fits its column', (system, short, long, tooLittle, wrong) => {
    const field = code({ ...notes, systems: [system] });
    for (const good of [short, long]) expect(field.schema.safeParse(good).success, good).toBe(true);
    for (const bad of [tooLittle, wrong]) expect(field.schema.safeParse(bad).success, bad).toBe(false);
    expect(field.column.bytes).toBe(codeSystems[system].bytes);
    expect(long.length).toBeLessThanOrEqual(field.column.bytes);
  });

  test('of several systems may be of any of them; a list is stored in its order, and fits', () => {
    const list = codeList({ ...notes, systems: ['snomed', 'icd10cm'], most: 3 });
    const longest = '999999991000124104';
    expect(valueText(list.schema.parse([longest, 'I10', longest]))).toBe(`${longest} I10 ${longest}`);
    expect(valueText([longest, longest, longest]).length).toBeLessThanOrEqual(list.column.bytes);
    expect(list.schema.safeParse([]).success).toBe(false);
  });
});
