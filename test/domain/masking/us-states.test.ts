import { describe, expect, test } from 'vitest';
import { stateCode } from '../../../domain/masking/us-states.ts';

// The states, the district and the territories in the order of their codes: https://pe.usps.com/text/pub28/28apb.htm
const states = `AK Alaska, AL Alabama, AR Arkansas, AS American Samoa, AZ Arizona, CA California, CO Colorado,
  CT Connecticut, DC District of Columbia, DE Delaware, FL Florida, GA Georgia, GU Guam, HI Hawaii, IA Iowa, ID Idaho,
  IL Illinois, IN Indiana, KS Kansas, KY Kentucky, LA Louisiana, MA Massachusetts, MD Maryland, ME Maine, MI Michigan,
  MN Minnesota, MO Missouri, MP Northern Mariana Islands, MS Mississippi, MT Montana, NC North Carolina,
  ND North Dakota, NE Nebraska, NH New Hampshire, NJ New Jersey, NM New Mexico, NV Nevada, NY New York, OH Ohio,
  OK Oklahoma, OR Oregon, PA Pennsylvania, PR Puerto Rico, RI Rhode Island, SC South Carolina, SD South Dakota,
  TN Tennessee, TX Texas, UT Utah, VA Virginia, VI Virgin Islands, VT Vermont, WA Washington, WI Wisconsin,
  WV West Virginia, WY Wyoming`
  .split(/,\s+/)
  .map((line) => [line.slice(0, 2), line.slice(3)] as const);

describe('the code of a state', () => {
  test('stands for each of the fifty states, the district and five territories', () => {
    expect(new Set(states.map(([code]) => code)).size).toBe(56);
    expect(states.map(([, name]) => stateCode(name))).toEqual(states.map(([code]) => code));
  });

  test('is one spelling, however the state was written', () => {
    const written = ['Massachusetts', 'MASSACHUSETTS', ' massachusetts ', 'MA', 'ma', ' Ma\t'];
    expect(new Set(written.map(stateCode))).toEqual(new Set(['MA']));
  });

  test.each([
    ['Bavaria', 'Bavaria'],
    [' Bavaria ', 'Bavaria'],
    ['New  York State', 'New  York State'],
    ['x', 'x'],
    ['on', 'ON'],
    // Names of what every JavaScript object has.
    ['constructor', 'constructor'],
    ['__proto__', '__proto__'],
  ])('of %j, which is no state of the list, is %j', (written, stored) => {
    expect(stateCode(written)).toBe(stored);
  });
});
