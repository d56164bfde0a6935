import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareTotals, lakeTotalsSchema, nameOf, type Total } from '../../../domain/reconciliation/totals.ts';

const total = (text: string, of: Partial<Total> = {}): Total => ({
  subject: 'encounter',
  month: '2026-01-01',
  measure: 'total_claim_cost',
  total: text,
  ...of,
});
const agree = (lake: string, warehouse: string) =>
  compareTotals([total(lake)], [total(warehouse)]).differences.length === 0;

/** A number as a count of units of 10^-scale, and as text with zeros where they mean nothing. */
const written = fc
  .record({
    units: fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }),
    scale: fc.nat(8),
    leading: fc.nat(3),
    trailing: fc.nat(3),
  })
  .map(({ units, scale, leading, trailing }) => {
    const sign = units < 0n ? '-' : '';
    const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
    const whole = '0'.repeat(leading) + digits.slice(0, digits.length - scale);
    const fraction = digits.slice(digits.length - scale) + '0'.repeat(trailing);
    return { units, scale, text: `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}` };
  });

describe('two totals agree exactly when their numbers are equal', () => {
  test('for any two, however their zeros are written', () => {
    fc.assert(
      fc.property(written, written, (a, b) => {
        const equal = a.units * 10n ** BigInt(b.scale) === b.units * 10n ** BigInt(a.scale);
        expect(agree(a.text, b.text)).toBe(equal);
      }),
    );
  });

  test('for one number written in two ways', () => {
    fc.assert(
      fc.property(written, fc.nat(4), ({ units, scale, text }, more) => {
        const longer = text.includes('.') ? `${text}${'0'.repeat(more)}` : `${text}.0${'0'.repeat(more)}`;
        expect(agree(text, longer), `${units} of ${scale}`).toBe(true);
      }),
    );
  });

  test.each([
    ['1.50', '1.5', true],
    ['-0.00', '0', true],
    ['007', '7', true],
    ['0.1', '0.10000000000000001', false],
    ['9007199254740993', '9007199254740992', false],
    ['10', '1', false],
    ['100', '10.0', false],
    ['-1', '1', false],
  ])('%s and %s: %s', (lake, warehouse, expected) => {
    expect(agree(lake, warehouse)).toBe(expected);
  });
});

describe('a comparison', () => {
  test('names each difference by subject, month and measure, with both totals', () => {
    const lake = [total('10.00'), total('3', { measure: 'rows' }), total('7', { month: null, subject: 'patient' })];
    const warehouse = [total('10.0'), total('4', { measure: 'rows' }), total('1', { month: '2026-02-01' })];
    expect(compareTotals(lake, warehouse)).toEqual({
      compared: 4,
      differences: [
        { subject: 'encounter', month: '2026-01-01', measure: 'rows', lake: '3', warehouse: '4' },
        { subject: 'encounter', month: '2026-02-01', measure: 'total_claim_cost', lake: null, warehouse: '1' },
        { subject: 'patient', month: null, measure: 'total_claim_cost', lake: '7', warehouse: null },
      ],
    });
  });

  test('takes a total that a store lacks for the sum of no rows', () => {
    expect(compareTotals([total('0.00')], [])).toEqual({ compared: 1, differences: [] });
    expect(compareTotals([], [total('0.01')]).differences).toHaveLength(1);
  });

  test('of a store that says two things of one total is refused, without the values', () => {
    expect(() => compareTotals([], [total('1'), total('2')])).toThrow(
      /^the warehouse has two totals of encounter total_claim_cost of 2026-01$/,
    );
    const versions = { subject: 'patient', month: null, measure: 'versions' };
    expect(() => compareTotals([total('1', versions), total('2', versions)], [])).toThrow(
      /^the lake has two totals of patient versions$/,
    );
  });

  test('tells differences in the order of subject, month and measure', () => {
    const months = ['2026-03-01', '2026-01-01', '2026-02-01', '2025-12-01'];
    const { differences } = compareTotals(
      months.map((month) => total('1', { month })),
      [],
    );
    expect(differences.map(({ month }) => month)).toEqual(months.toSorted());
  });

  test('finds the same differences whatever the order of the totals', () => {
    const totals = fc.uniqueArray(
      fc.record({
        subject: fc.constantFrom('encounter', 'claim'),
        month: fc.constantFrom(null, '2026-01-01', '2026-02-01'),
        measure: fc.constantFrom('rows', 'cost'),
        total: fc.constantFrom('0', '1', '1.0', '2'),
      }),
      { selector: nameOf },
    );
    fc.assert(
      fc.property(totals, totals, (lake, warehouse) => {
        const found = compareTotals(lake, warehouse);
        expect(compareTotals(lake.toReversed(), warehouse.toReversed())).toEqual(found);
        const swapped = compareTotals(warehouse, lake).differences;
        expect(
          swapped.map(({ lake: right, warehouse: left, ...of }) => ({ ...of, lake: left, warehouse: right })),
        ).toEqual(found.differences);
      }),
    );
  });
});

test.each([
  ['a float in exponents', { total: '1e3' }],
  ['a number that is no text', { total: 1 }],
  ['a day that begins no month', { month: '2026-01-02' }],
  ['a subject that could be a value', { subject: 'Jane Doe' }],
  ['a member nobody knows', { name: 'x' }],
])('totals of the lake with %s are refused', (_what, wrong) => {
  const written = { builtAt: '2026-01-01T00:00:00Z', arrivedBefore: '2025-12-31T00:00:00+00:00', totals: [total('1')] };
  expect(lakeTotalsSchema.safeParse(written).success).toBe(true);
  const broken = { ...written, totals: [{ ...total('1'), ...wrong }] };
  expect(lakeTotalsSchema.safeParse(broken).success).toBe(false);
});
