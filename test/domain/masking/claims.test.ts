import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PhiClass, phiClassNames } from '../../../contracts/phi-classes.ts';
import { maskingPolicyNames } from '../../../contracts/platform/masking.ts';
import { contracts, registry } from '../../../contracts/registry.ts';
import { type Claim, claimOf, claims, type Leaving, weakest } from '../../../domain/masking/claims.ts';
import { display } from '../../../domain/masking/policies/display.ts';
import { limitedDataset, withShiftedDates } from '../../../domain/masking/policies/limited-dataset.ts';
import { safeHarbor } from '../../../domain/masking/policies/safe-harbor.ts';
import { policies, policyOfZone } from '../../../domain/masking/policies.ts';
import { type MaskingPolicy, type MaskRule, policyClaim } from '../../../domain/masking/policy.ts';
import * as rulesModule from '../../../domain/masking/rules.ts';
import { columnClaims, lineageClaim, tableClaim } from '../../../domain/masking/table-claim.ts';
import { lineageColumns, silverTable } from '../../../domain/records/silver-table.ts';

const { part, ...rules } = rulesModule;
const stars = part(
  'stars',
  (raw) => raw,
  () => '***',
);
const allRules: readonly MaskRule[] = [...Object.values(rules), stars, ...Object.values(display.rules)];
const anyRule = fc.constantFrom(...allRules);
const anyPhi = fc.constantFrom(...phiClassNames);
const anyPolicy: fc.Arbitrary<MaskingPolicy> = fc
  .tuple(fc.constantFrom(...Object.values(policies)), fc.array(fc.tuple(anyPhi, anyRule), { maxLength: 6 }))
  .map(([policy, changes]) => ({ ...policy, rules: { ...policy.rules, ...Object.fromEntries(changes) } }));
const rank = (claim: Claim) => claims.indexOf(claim);

describe('the claim of a policy', () => {
  test.each([
    [display, 'phi'],
    [limitedDataset, 'limited-dataset'],
    [withShiftedDates(limitedDataset), 'limited-dataset'],
    [safeHarbor, 'safe-harbor'],
    // Years and codes do not make a policy safe that shows initials, nor a moved date one that has no dates.
    [{ ...safeHarbor, rules: { ...safeHarbor.rules, name: display.rules.name } }, 'phi'],
    [withShiftedDates(safeHarbor), 'limited-dataset'],
    [{ ...safeHarbor, rules: { ...safeHarbor.rules, record_id: rules.token } }, 'limited-dataset'],
    [{ ...safeHarbor, rules: { ...safeHarbor.rules, birth_date: rules.year } }, 'limited-dataset'],
  ])('follows from its rules, %#: %o', (policy, expected) => {
    expect(policyClaim(policy)).toBe(expected);
  });

  test('never rises when a rule is replaced by a weaker one', () => {
    fc.assert(
      fc.property(anyPolicy, anyPhi, anyRule, (policy, phi, rule) => {
        fc.pre(rank(rule.claim(phi)) <= rank(policy.rules[phi].claim(phi)));
        const weaker = { ...policy, rules: { ...policy.rules, [phi]: rule } };
        expect(rank(policyClaim(weaker))).toBeLessThanOrEqual(rank(policyClaim(policy)));
        for (const contract of contracts) {
          expect(rank(tableClaim(contract, weaker, []))).toBeLessThanOrEqual(rank(tableClaim(contract, policy, [])));
        }
      }),
      { numRuns: 100 },
    );
  });

  test('is that of its weakest rule, whatever the others are', () => {
    fc.assert(
      fc.property(anyPolicy, (policy) => {
        const each = phiClassNames.map((phi) => rank(policy.rules[phi].claim(phi)));
        expect(rank(policyClaim(policy))).toBe(Math.min(...each));
      }),
    );
  });

  test('holds for every table that a policy makes: none claims more than its policy but by lacking columns', () => {
    fc.assert(
      fc.property(anyPolicy, fc.constantFrom(...contracts.map(({ name }) => name)), (policy, name) => {
        const contract = registry.contractNamed(name);
        const columns = [...columnClaims(contract, policy).values()];
        expect(rank(tableClaim(contract, policy, []))).toBe(rank(weakest(columns)));
        expect(rank(tableClaim(contract, policy, []))).toBeGreaterThanOrEqual(rank(policyClaim(policy)));
      }),
      { numRuns: 100 },
    );
  });
});

describe('the claim of a rule', () => {
  const made: readonly (readonly [string, MaskRule, Partial<Record<PhiClass, Claim>>])[] = [
    [
      'keep',
      rules.keep,
      { none: 'safe-harbor', state: 'safe-harbor', city: 'limited-dataset', zip: 'limited-dataset' },
    ],
    ['keep', rules.keep, { service_date: 'limited-dataset', birth_date: 'limited-dataset', name: 'phi', ssn: 'phi' }],
    ['keep', rules.keep, { record_id: 'phi', licence: 'phi', street: 'phi', small_area: 'phi', phone: 'phi' }],
    ['keep', rules.keep, { email: 'phi', free_text: 'phi', display_text: 'phi', business_id: 'phi' }],
    ['initials', display.rules.name, { name: 'phi' }],
    ['last four digits', display.rules.ssn, { ssn: 'phi' }],
    ['stars, for all that anybody can see of the function', stars, { name: 'phi', service_date: 'limited-dataset' }],
    ['display year of birth', display.rules.birth_date, { birth_date: 'limited-dataset' }],
    ['year', rules.year, { service_date: 'safe-harbor', birth_date: 'limited-dataset', ssn: 'phi' }],
    [
      'year and age',
      rules.birthYearAndAge,
      { birth_date: 'safe-harbor', name: 'phi', service_date: 'limited-dataset' },
    ],
    ['moved date', rules.shiftedDate, { service_date: 'limited-dataset', birth_date: 'limited-dataset', name: 'phi' }],
    ['three digits', rules.zip3, { zip: 'safe-harbor', ssn: 'phi' }],
    ['text of a code', rules.codeText, { display_text: 'safe-harbor', free_text: 'phi' }],
    ['plain or token', rules.plainOrToken, { business_id: 'limited-dataset', record_id: 'phi' }],
    ['plain or code', rules.plainOrSurrogate, { business_id: 'safe-harbor', record_id: 'phi' }],
  ];

  test.each(made)('%s', (_what, rule, expected) => {
    for (const phi of phiClassNames) {
      if (expected[phi] !== undefined) expect(rule.claim(phi), phi).toBe(expected[phi]);
    }
  });

  test('that leaves nothing, or a random code, is the strongest of every class; a token is limited-dataset of every class', () => {
    for (const phi of phiClassNames) {
      expect(rules.drop.claim(phi)).toBe('safe-harbor');
      expect(rules.surrogate.claim(phi)).toBe('safe-harbor');
      expect(rules.token.claim(phi)).toBe('limited-dataset');
    }
  });

  test('that is a part of a value is never above the value', () => {
    for (const phi of phiClassNames) expect(stars.claim(phi)).toBe(rules.keep.claim(phi));
  });

  test('of a value is not above what is left of it by anything that looks at it', () => {
    const leavings: readonly Leaving[] = ['shifted date', 'year', 'zip3', 'code text', 'plain identifier', 'nothing'];
    for (const phi of phiClassNames) {
      for (const leaving of leavings)
        expect(rank(claimOf(leaving, phi))).toBeGreaterThanOrEqual(rank(claimOf('value', phi)));
    }
  });
});

test('the weakest of no parts is the strongest claim, and of all three the first', () => {
  expect(weakest([])).toBe('safe-harbor');
  expect(weakest(['safe-harbor', 'phi', 'limited-dataset'])).toBe('phi');
});

describe('the claim of a table', () => {
  test('with the columns that say where a row came from is never de-identified', () => {
    for (const contract of contracts) {
      expect(tableClaim(contract, safeHarbor)).toBe('limited-dataset');
      expect(tableClaim(contract, safeHarbor, [])).toBe('safe-harbor');
      expect(tableClaim(contract, safeHarbor, ['op'])).toBe('safe-harbor');
    }
  });

  test('is weakened by each of them but the operation', () => {
    for (const { name } of lineageColumns)
      expect(lineageClaim(name)).toBe(name === 'op' ? 'safe-harbor' : 'limited-dataset');
  });

  test('is phi for a column that nobody judged', () => {
    expect(lineageClaim('source_ip')).toBe('phi');
    expect(tableClaim(registry.contractNamed('payer'), safeHarbor, ['source_ip'])).toBe('phi');
  });

  test('is told by its columns', () => {
    const patient = columnClaims(registry.contractNamed('patient'), display);
    expect(patient.get('ssn')).toBe('phi');
    expect(patient.get('city')).toBe('limited-dataset');
    expect(patient.get('gender')).toBe('safe-harbor');
    expect(patient.has('street')).toBe(false);
    // A key that is derived is a token of its parts.
    const allergy = registry.contractNamed('allergy');
    expect(columnClaims(allergy, limitedDataset).get('allergy_id')).toBe('limited-dataset');
    expect(columnClaims(allergy, safeHarbor).get('allergy_id')).toBe('safe-harbor');
    const kept = { ...limitedDataset, rules: { ...limitedDataset.rules, record_id: rules.keep } };
    expect(columnClaims(allergy, kept).get('allergy_id')).toBe('limited-dataset');
  });
});

test('every policy that is named has rules, under its name, and zones have the policy they had', () => {
  for (const name of maskingPolicyNames) expect(policies[name].name).toBe(name);
  expect(policyOfZone('silver')).toBe(display);
  expect(policyOfZone('gold')).toBe(display);
});

test('no policy makes two columns of one name, or a table without its key', () => {
  for (const policy of Object.values(policies)) {
    for (const contract of contracts) {
      const names = silverTable(contract, policy).columns.map(({ name }) => name);
      expect(new Set(names).size, `${contract.name} under ${policy.name}`).toBe(names.length);
    }
  }
});
