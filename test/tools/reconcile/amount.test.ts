import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountOf, amountText } from '../../../tools/reconcile/amount.ts';

test('amounts add up exactly, whatever binary fractions do', () => {
  expect(amountText((amountOf('0.1') ?? 0n) + (amountOf('0.2') ?? 0n))).toBe('0.3');
  expect(amountText((amountOf('-1234.50') ?? 0n) + (amountOf('0.005') ?? 0n))).toBe('-1234.495');
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), (amount) => {
      expect(amountOf(amountText(amount))).toBe(amount);
    }),
  );
});

test('what is no plain number is none', () => {
  for (const text of ['', '1,000.00', '$5', '1e3', '.5', '5.', 'NaN', '1.0000001'])
    expect(amountOf(text)).toBeUndefined();
});
