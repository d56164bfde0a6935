import { describe, expect, test } from 'vitest';
import {
  display,
  maskBirthDate,
  maskEmail,
  maskPhone,
  maskSocialSecurityNumber,
  maskWords,
} from '../../../domain/masking/policies/display.ts';
import { stateCode } from '../../../domain/masking/us-states.ts';

describe('the display rules', () => {
  test.each([
    [maskWords, 'John Doe', 'J*** D***'],
    [maskWords, '  Ana   María  ', 'A*** M***'],
    [maskWords, '😀mile', '😀***'],
    [maskSocialSecurityNumber, '123-45-1234', '***-**-1234'],
    [maskSocialSecurityNumber, '123451234', '***-**-1234'],
    [maskPhone, '555-123-7890', '(555) ***-7890'],
    [maskPhone, '1-800-633-4227', '(800) ***-4227'],
    [maskPhone, '5082225200', '(508) ***-5200'],
    [maskPhone, '978-342-9781 Or 978-342-9782', '(978) ***-9781'],
    [maskPhone, '+44 20 7946 0958', '(***) ***-****'],
    [maskEmail, 'john@example.com', 'jo***@***.com'],
    [maskEmail, 'jo@example.com', '***@***.com'],
    [maskBirthDate, '1985-04-12', '1985-**-**'],
    [stateCode, 'Massachusetts', 'MA'],
    [stateCode, 'ma', 'MA'],
    [stateCode, 'Bavaria', 'Bavaria'],
  ])('%o of %s', (rule, raw, masked) => {
    expect(rule(raw)).toBe(masked);
  });

  test('claim no more than they can: tokens and exact dates are PHI', () => {
    expect(display.claim).toBe('phi');
  });
});
