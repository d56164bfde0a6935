import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSnomedConcept } from '../../contracts/check-digits.ts';
import { calendarDate, instant, money, partialDate, postalCode, socialSecurityNumber } from '../../contracts/fields.ts';
import {
  respellDate,
  respellInstant,
  respellMoney,
  respellPartialDate,
  respellPostalCode,
  respellSocialSecurityNumber,
} from '../../contracts/spellings.ts';

const notes = { phi: 'none', description: 'A field' } as const;

describe('other spellings of a value are turned into the one of the contract', () => {
  test.each([
    [respellDate, '19610304', '1961-03-04'],
    [respellDate, '19610304000000', '1961-03-04'],
    [respellDate, '3/4/1961', '1961-03-04'],
    [respellDate, '04-MAR-1961', '1961-03-04'],
    [respellDate, '1961-03-04T00:00:00Z', '1961-03-04'],
    [respellDate, ' 1961-03-04 ', '1961-03-04'],
    [respellPartialDate, '196103', '1961-03'],
    [respellPartialDate, '3/1961', '1961-03'],
    [respellPartialDate, '1961', '1961'],
    [respellInstant, '2024-01-15 10:30:00Z', '2024-01-15T10:30:00Z'],
    [respellInstant, '2024-01-15T10:30:00+0000', '2024-01-15T10:30:00+00:00'],
    [respellInstant, '2024-01-15T10:30-05:00', '2024-01-15T10:30:00-05:00'],
    [respellInstant, '20240115103000-0500', '2024-01-15T10:30:00-05:00'],
    [respellInstant, '202401151030+0000', '2024-01-15T10:30:00+00:00'],
    [respellMoney, '1,234.50', '1234.50'],
    [respellMoney, '$100.00', '100.00'],
    [respellMoney, '(20.00)', '-20.00'],
    [respellMoney, '-$20.00', '-20.00'],
    [respellMoney, '.5', '0.5'],
    [respellMoney, '100 USD', '100'],
    [respellMoney, 100.5, '100.5'],
    [respellPostalCode, '02134 - 1234', '02134-1234'],
    [respellPostalCode, '021341234', '02134-1234'],
    [respellPostalCode, 'k1a 0b1', 'K1A 0B1'],
    [respellSocialSecurityNumber, '123 45 6788', '123-45-6788'],
  ])('%o of %j is %j', (respell, value, spelled) => {
    expect(respell(value)).toBe(spelled);
  });

  test.each([
    [respellMoney, '12,34', money(notes)],
    [respellMoney, '1,2345.00', money(notes)],
    [respellMoney, '(20.00', money(notes)],
    [respellMoney, '1e5', money(notes)],
    [respellMoney, 0.1 + 0.2, money(notes)],
    [respellMoney, Number.NaN, money(notes)],
    [respellMoney, '', money(notes)],
    [respellDate, '2026-02-30', calendarDate(notes)],
    [respellDate, '13/32/1961', calendarDate(notes)],
    [respellDate, '4.3.1961', calendarDate(notes)],
    [respellPartialDate, '1961-13', partialDate(notes)],
    [respellPartialDate, '61', partialDate(notes)],
    [respellInstant, '2024-01-15T10:30:00', instant(notes)],
    [respellInstant, '20240115103000', instant(notes)],
    [respellInstant, '2024-01-15T10:30:00+00:00Z', instant(notes)],
    [respellPostalCode, '!!!!', postalCode(notes)],
    [respellPostalCode, 'Salem', postalCode(notes)],
    [respellSocialSecurityNumber, 'XXX-XX-9999', socialSecurityNumber(notes)],
    [respellSocialSecurityNumber, '000 12 3456', socialSecurityNumber(notes)],
  ])('but %o of %j is no value', (respell, value, { schema }) => {
    expect(schema.safeParse(respell(value)).success).toBe(false);
  });

  test('an amount keeps its cents, however it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -999_999_999_99, max: 999_999_999_99 }), (cents) => {
        const written = (Math.abs(cents) / 100).toLocaleString('en-US', { minimumFractionDigits: 2 });
        const spelled = respellMoney(`${cents < 0 ? '-' : ''}$${written}`);
        expect(money(notes).schema.safeParse(spelled).success).toBe(true);
        expect(Math.round(Number(spelled) * 100)).toBe(cents === 0 ? 0 : cents);
        expect(respellMoney(spelled)).toBe(spelled);
      }),
    );
  });
});

test('a concept of SNOMED CT has a check digit, so hardly any other number is one', () => {
  // https://docs.snomed.org/snomed-ct-specifications/snomed-ct-release-file-specification/snomed-ct-identifiers
  expect(isSnomedConcept('10939881000119104'), 'misprinted in an export').toBe(true);
  for (const code of ['59621000', '185345009', '449411000124106']) {
    expect(isSnomedConcept(code), code).toBe(true);
    const other = `${code.slice(0, -1)}${(Number(code.at(-1)) + 1) % 10}`;
    expect(isSnomedConcept(other), other).toBe(false);
  }
  const numbers = Array.from({ length: 20_000 }, (_, index) => String(219_000_000 + index * 37));
  expect(numbers.filter(isSnomedConcept).length / numbers.length).toBeLessThan(0.005);
});
