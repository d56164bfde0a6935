import fc from 'fast-check';
import { expect, test } from 'vitest';
import { convertUnit, type UnitCode, unitOf, units } from '../../contracts/units.ts';

const codes = Object.keys(units) as UnitCode[];
const code = fc.constantFrom(...codes);

test('a value in another unit and back is the value, and units of other quantities do not convert', () => {
  fc.assert(
    fc.property(code, code, fc.double({ min: -1000, max: 1000, noNaN: true }), (from, to, value) => {
      const there = convertUnit(value, from, to);
      if (units[from].quantity !== units[to].quantity) {
        expect(there).toBeUndefined();
        return;
      }
      const back = convertUnit(there ?? Number.NaN, to, from) ?? Number.NaN;
      expect(Math.abs(back - value)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(value)));
    }),
  );
});

// https://physics.nist.gov/cuu/pdf/sp811.pdf, appendix B
test.each([
  [98.6, '[degF]', 'Cel', 37],
  [310.15, 'K', 'Cel', 37],
  [1, '[lb_av]', 'kg', 0.453_592_37],
  [1, '[ft_i]', 'cm', 30.48],
  [16, 'kPa', 'mm[Hg]', 120.01],
  [126, 'mg/dL', 'g/L', 1.26],
  [5, '10*9/L', '/uL', 5000],
  [1, 'wk', 'h', 168],
] as const)('%d %s are in %s %d', (value, from, to, converted) => {
  expect(convertUnit(value, from, to)).toBeCloseTo(converted, 2);
});

test('every spelling names one unit, whatever its case is where that tells nothing', () => {
  for (const each of codes) {
    for (const spelling of [each, ...units[each].spellings]) expect(unitOf(spelling), spelling).toBe(each);
  }
  expect(unitOf(' MMHG ')).toBe('mm[Hg]');
  expect(unitOf('LBS')).toBe('[lb_av]');
  expect(unitOf('stone')).toBeUndefined();
});
