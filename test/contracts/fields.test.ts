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
  type Field,
  givenUnit,
  instant,
  integer,
  mbi,
  measured,
  money,
  ndc,
  npi,
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
    ['loinc', '8867-4', '1234567-4', '8867', '8867-5'],
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

describe('identifiers with a check or a form of their own', () => {
  const described = { description: 'A field' };
  test.each([
    ['NPI', npi(described), '1234567893', '1234567893'],
    ['NPI', npi(described), 1558598797, '1558598797'],
    ['NPI', npi(described), '1234-567-893', '1234567893'],
    ['MBI', mbi(described), '1eg4-te5-mk73', '1EG4TE5MK73'],
    ['MBI', mbi(described), '1EG4TE5MK73', '1EG4TE5MK73'],
    ['NDC', ndc(described), '0002-7597-01', '00002759701'],
    ['NDC', ndc(described), '50242-040-62', '50242004062'],
    ['NDC', ndc(described), '60575-4112-1', '60575411201'],
    ['NDC', ndc(described), '60575-4112-01', '60575411201'],
    ['NDC', ndc(described), '060575-4112-01', '60575411201'],
    ['NDC', ndc(described), '060575411201', '60575411201'],
    ['NDC', ndc(described), '160575-4112-01', '160575411201'],
  ])('%s: %o of %j is %j', (_name, { schema, respell, column }, value, spelled) => {
    expect(schema.parse(respell(value))).toBe(spelled);
    expect(spelled.length).toBeLessThanOrEqual(column.bytes);
  });

  test.each<[string, Field, string, string]>([
    ['NPI', npi(described), '1234567890', 'its check digit is 3'],
    ['NPI', npi(described), '3234567893', 'it begins with 1 or 2'],
    ['NPI', npi(described), '123456789', 'it has ten digits'],
    ['MBI', mbi(described), '1SG4-TE5-MK73', 'it has no S'],
    ['MBI', mbi(described), '0EG4-TE5-MK73', 'it begins with no 0'],
    ['MBI', mbi(described), '123-45-6789', 'this is an SSN'],
    ['NDC', ndc(described), '0002759701', 'ten digits without hyphens could be three codes'],
    ['NDC', ndc(described), '00002-75970-1', 'no product has five digits'],
    ['NDC', ndc(described), '0002-759-01', 'nine digits are none'],
  ])('%s: not %o of %j: %s', (_name, { schema, respell }, value) => {
    expect(schema.safeParse(respell?.(value)).success).toBe(false);
  });

  test('of ten numbers that share nine digits one is an NPI', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100_000_000, max: 299_999_999 }), (first) => {
        const all = Array.from({ length: 10 }, (_, last) => `${first}${last}`);
        expect(all.filter((each) => npi(described).schema.safeParse(each).success)).toHaveLength(1);
      }),
    );
  });
});

describe('a measured value', () => {
  const temperature = measured({ ...notes, unit: 'Cel', precision: 4, scale: 2, min: 14.2, max: 47 });
  const rate = measured({ ...notes, unit: '/min', min: 0, max: 350 });
  const weight = measured({ ...notes, unit: 'kg', precision: 6, scale: 3, min: 0, max: 250 });

  test('is a number, of the type that its decimals ask for', () => {
    expect(temperature.schema.parse('36.60')).toBe(36.6);
    expect(temperature.column).toEqual({ kind: 'decimal', precision: 4, scale: 2 });
    expect(rate.column).toEqual({ kind: 'integer' });
  });

  test.each([
    [temperature, '98.6 °F', 37],
    [temperature, '98.6F', 37],
    [temperature, '101.3 degF', 38.5],
    [temperature, '36.6 C', 36.6],
    [temperature, { value: 99.5, unit: 'degF', code: '[degF]' }, 37.5],
    [rate, '72 bpm', 72],
    [rate, '1.2 Hz', 72],
    [weight, '154 lb', 69.853],
    [weight, '3400 g', 3.4],
  ])('%o takes %j as %d', ({ schema, respell }, value, stored) => {
    expect(schema.parse(respell(value))).toBe(stored);
  });

  test.each<[Field, string, string]>([
    [temperature, '98.6', 'it says no unit, so it is 98.6 Cel'],
    [temperature, '98.6 kg', 'a weight'],
    [temperature, '98.6 °X', 'no unit'],
    [temperature, '36.666 C', 'more decimals than are stored: nothing rounds what needs no conversion'],
    [rate, '72.5 bpm', 'half a beat'],
    [weight, '36,6 kg', 'a comma may be of thousands'],
  ])('%o does not take %j: %s', ({ schema, respell }, value) => {
    expect(schema.safeParse(respell?.(value)).success).toBe(false);
  });

  test('names the unit it came in by its UCUM code', () => {
    const { schema, respell } = givenUnit({ description: 'A unit' });
    expect(schema.parse(respell('deg F'))).toBe('[degF]');
    expect(schema.safeParse(respell('furlong')).success).toBe(false);
  });
});
