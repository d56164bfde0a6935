import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { zip3Of, zip3Statuses, zip5Of } from '../../../domain/masking/zip3.ts';

const small2020 = '036 059 102 202 203 204 205 369 556 692 753 772 821 823 878 879 884 893'.split(' ');
const small2000 = '036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893'.split(' ');

describe('three digits of a postal code', () => {
  test.each([
    ['02139', '021', 'kept'],
    ['02139-4307', '021', 'kept'],
    ['021394307', '021', 'kept'],
    [' 02139 ', '021', 'kept'],
    // A leading zero that was lost: Massachusetts, not New York.
    ['1104', '011', 'kept'],
    ['11040123', '011', 'kept'],
    ['1104-0123', '011', 'kept'],
    ['03601', '000', 'small_population'],
    ['3601', '000', 'small_population'],
    ['59201', '592', 'kept'],
    // Military mail has no people in any census.
    ['09012', '000', 'small_population'],
    ['34012', '000', 'small_population'],
    ['96205', '000', 'small_population'],
    [undefined, '000', 'unknown'],
    ['', '000', 'unknown'],
    ['00000', '000', 'unknown'],
    ['00000-0000', '000', 'unknown'],
    ['0000', '000', 'unknown'],
    ['00012', '000', 'invalid'],
    ['123', '000', 'invalid'],
    ['0213-94307', '000', 'invalid'],
    ['K1A 0B1', '000', 'foreign'],
    ['SW1A 1AA', '000', 'foreign'],
    ['110001', '000', 'foreign'],
    ['100-0001', '000', 'foreign'],
  ])('of %s are %s, %s', (code, zip3, status) => {
    expect(zip3Of(code)).toEqual({ zip3, status });
  });

  test.each([
    ['census-2020', small2020],
    ['census-2000', small2000],
  ] as const)('are withheld by %s where few people live, and nowhere else', (census, small) => {
    const withheld = Array.from({ length: 1000 }, (_, at) => String(at).padStart(3, '0')).filter(
      (prefix) => zip3Of(`${prefix}01`, census).status === 'small_population',
    );
    const military = /^(?:09[0-8]|340|96[2-6])$/;
    expect(withheld.filter((prefix) => !military.test(prefix))).toEqual(small);
    expect(withheld.filter((prefix) => military.test(prefix))).toHaveLength(15);
  });

  test('come with a status, and are 000 for every one but kept', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{0,10}$/)), (text) => {
        const { zip3, status } = zip3Of(text);
        expect(zip3Statuses).toContain(status);
        expect(zip3).toMatch(/^\d{3}$/);
        expect(zip3 === '000').toBe(status !== 'kept');
      }),
    );
  });
});

test.each([
  ['02139-4307', '02139'],
  ['1104', '01104'],
  ['K1A 0B1', null],
  ['110001', null],
])('five digits of %s are %s', (code, five) => {
  expect(zip5Of(code)).toBe(five);
});
