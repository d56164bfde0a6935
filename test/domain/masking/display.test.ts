import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contracts, registry } from '../../../contracts/registry.ts';
import {
  display,
  maskBirthDate,
  maskEmail,
  maskPhone,
  maskSocialSecurityNumber,
  maskWords,
} from '../../../domain/masking/policies/display.ts';
import { policyClaim } from '../../../domain/masking/policy.ts';
import { encounterData, patientData } from '../../lambdas/ingest-events/kinesis-event.ts';
import { accepted, decideEvent, maskedAlone, reasons, tokenize } from '../records/decision.ts';

describe('what leaves the vault for display', () => {
  test('of a patient: initials, year of birth, last four digits, city and state; no address, no document', () => {
    const { masked } = accepted('patient', {
      ...patientData,
      death_date: '2025-01-31',
      drivers_licence: 'S99912345',
      passport: 'X12345678X',
      prefix: 'Mr.',
      maiden_name: 'de la Cruz',
      race: 'white',
      person_id: encounterData.patient_id,
      birthplace: 'Boston  Massachusetts  US',
      county: 'Middlesex County',
    });
    expect(masked).toEqual({
      patient_id: tokenize('patient_id', patientData.patient_id),
      birth_date: '2014-**-**',
      death_date: '2025-01-31',
      ssn: '***-**-5017',
      prefix: 'M***',
      first_name: 'M***',
      middle_name: null,
      last_name: 'M***',
      suffix: null,
      maiden_name: 'd*** C***',
      marital_status: null,
      race: 'white',
      ethnicity: null,
      gender: 'M',
      city: 'Somerville',
      state: 'MA',
      // Whom the record was merged into: the same token as that record's own.
      person_id: tokenize('patient_id', encounterData.patient_id),
    });
  });

  test('of a provider: initials, because a clinician is a person too', () => {
    const { masked } = accepted('provider', {
      provider_id: '12',
      name: 'Ana María Pérez',
      specialty: 'GENERAL PRACTICE',
      street: '1 Main Street',
      city: 'Boston',
      state: 'ma',
      zip: '02155',
      npi: '1234567893',
    });
    expect(masked).toEqual({
      provider_id: '12',
      organization_id: null,
      name: 'A*** P***',
      gender: null,
      specialty: 'GENERAL PRACTICE',
      city: 'Boston',
      state: 'MA',
      npi: '1234567893',
      npi_deactivated_on: null,
      taxonomy_code: null,
    });
  });

  test('of an organization: all of it, but no whole telephone number', () => {
    const own = {
      organization_id: '7',
      name: 'General Hospital',
      street: '1 Main Street',
      city: 'Boston',
      zip: '02155',
    };
    const { masked } = accepted('organization', { ...own, state: 'MA', phone: '617-555-0199' });
    expect(masked).toEqual({
      ...own,
      state: 'MA',
      phone: '(617) ***-0199',
      npi: null,
      organization_type: null,
      ownership: null,
    });
  });

  test('is refused whole where a social security number stands in a field that keeps its text', () => {
    expect(reasons(decideEvent('patient', { ...patientData, city: 'Salem 123-45-6789' }))).toEqual([
      'masking.residual_number ',
    ]);
  });

  test('is other where anything but a value of the set stands in a coded field', () => {
    const { masked, warnings } = accepted('patient', {
      ...patientData,
      race: 'white 123-45-6789',
      gender: 'Mosciski958',
    });
    expect(masked).toMatchObject({ race: 'other', gender: 'other' });
    expect(warnings.map(({ code, path }) => `${code} ${path}`).sort()).toEqual([
      'schema.not_in_value_set data.gender',
      'schema.not_in_value_set data.race',
    ]);
  });

  test('is a text of a code only where a terminology knows it', () => {
    const typed = { ...encounterData, reason_code: '59621000', reason_description: 'Maynard46, born 2014' };
    const { masked, warnings } = accepted('encounter', typed);
    expect(masked).toMatchObject({
      description: 'Encounter for symptom',
      reason_code: '59621000',
      reason_description: null,
    });
    expect(warnings).toEqual([{ code: 'masking.unknown_text', path: 'data.reason_description' }]);
  });

  test.each([
    ['101-22-3456', false],
    ['219099999', false],
    ['617-555-0142', false],
    ['6175550142', false],
    ['Quartermain', false],
    ['Zebulon Quartermain 7', false],
    ['19610304', false],
    ['someone@example.org7', false],
    ['1EG4TE5MK73', false],
    ['SSN219099999', false],
    ['219-09-9999A', false],
    ['TEL6175550142', false],
    ['+442079460018', false],
    ['4111111111111111', false],
    ['10.0.0.1', false],
    ['28-FEB-1978', false],
    ['28FEB1978', false],
    ['4.3.1961', false],
    ['S99966438', false],
    ['X8126970X', false],
    ['1HGCM82633A004352', false],
    ['MRN-204817', false],
    ['Patient/123', false],
    ['004777^ATTEND^AARON', false],
    ['1234567893', true],
    ['1.2.840.113619.2.55.3.604.688.1234', true],
    ['org-1', true],
    ['PCP298043', true],
    ['NPI1234567893', true],
    ['4111111111111112', true],
    ['urn:uuid:973e7384-d05b-32ad-a8cc-c39191ee9150', true],
    ['12345', true],
    ['973e7384-d05b-32ad-a8cc-c39191ee9150', true],
  ])('is of an organization called %j its own name: %s', (organization_id, isKept) => {
    const { masked } = accepted('encounter', { ...encounterData, organization_id });
    const token = tokenize('organization_id', organization_id);
    expect(masked.organization_id).toBe(isKept ? organization_id : token);
    // However it is masked, it joins.
    expect(accepted('organization', { organization_id, name: 'X' }).masked.organization_id).toBe(
      masked.organization_id,
    );
  });
});

describe('a masked value', () => {
  const fieldNames = contracts.flatMap((contract) =>
    Object.keys(contract.fields).map((field) => [contract.name, field] as const),
  );
  const value = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }),
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 7, maxLength: 15 }),
    fc.constantFrom('123456789', '1985-04-12', '2023-01-27T16:17:47Z', '1.50'),
    // Characters of one to four bytes, as many as any field takes.
    fc
      .tuple(fc.constantFrom('a', 'é', '€', '😀', '😀 '), fc.integer({ min: 1, max: 1000 }))
      .map(([c, n]) => c.repeat(n)),
    fc.tuple(fc.constantFrom('a', 'é', '€', '😀', '😀 '), fc.integer({ min: 1, max: 32 })).map(([c, n]) => c.repeat(n)),
  );

  test('is never longer than its column, in every contract, whatever was sent', () => {
    fc.assert(
      fc.property(fc.constantFrom(...fieldNames), value, ([name, field], raw) => {
        const contract = registry.contractNamed(name);
        fc.pre(contract.fields[field]?.schema.safeParse(raw).success === true);
        for (const { column, masked } of maskedAlone(contract, field, raw)) {
          if (column.type.kind !== 'varchar') continue;
          expect(Buffer.byteLength(masked), column.name).toBeLessThanOrEqual(column.type.bytes);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the display rules', () => {
  test.each([
    [maskWords, '', ''],
    [maskWords, ' \t', ''],
    [maskWords, 'Ana\u00a0María\nPérez', 'A*** P***'],
    [maskWords, '王', '***'],
    [maskWords, '王 小明', '*** ***'],
    [maskWords, 'A b e r n a t h y', '*** ***'],
    [maskWords, 'J. Smith', '*** S***'],
    [maskWords, '219 09 9999', '*** ***'],
    [maskWords, 'Ωmega Ярослав', 'Ω*** Я***'],
    [maskWords, 'Li', 'L***'],
    [maskSocialSecurityNumber, '123-45-6789', '***-**-6789'],
    [maskPhone, '', '(***) ***-****'],
    [maskPhone, '+1 (555) 123-7890', '(555) ***-7890'],
    [maskPhone, '15551237890', '(555) ***-7890'],
    // Eleven digits that do not begin with a 1, and twelve that do, are no North American number.
    [maskPhone, '25551237890', '(***) ***-****'],
    [maskPhone, '155512378901', '(***) ***-****'],
    [maskPhone, '5551237', '(***) ***-****'],
    // Ten digits, the first of them a 1: no country code is cut.
    [maskPhone, '1555123789', '(155) ***-3789'],
    [maskPhone, '978-342-9781 or 978-342-9782', '(978) ***-9781'],
    [maskPhone, '978-342-9781 OR 978-342-9782', '(978) ***-9781'],
    // A word that holds `or` does not part two numbers.
    [maskPhone, 'Taylor 978-342-9781', '(978) ***-9781'],
    [maskEmail, 'john@example.com', 'jo***@***.com'],
    [maskEmail, 'joe@example.com', 'jo***@***.com'],
    [maskEmail, 'jo@example.com', '***@***.com'],
    [maskEmail, '😀😀😀@example.com', '😀😀***@***.com'],
    // The last @ parts the address: a quoted local part may hold one.
    [maskEmail, '"a@b"@example.com', '"a***@***.com'],
    [maskEmail, 'john@mail.example.museum', 'jo***@***.museum'],
    // No top-level domain of letters: nothing of the host is shown.
    [maskEmail, 'john@10.0.0.1', 'jo***@***'],
    [maskEmail, 'john@host.x', 'jo***@***'],
    [maskEmail, `john@host.${'x'.repeat(25)}`, 'jo***@***'],
    [maskEmail, 'john.com', '***@***.com'],
    [maskBirthDate, '2000-02-29', '2000-**-**'],
    [maskBirthDate, '2000-02', '2000-**'],
    [maskBirthDate, '2000', '2000'],
  ])('%o of %j is %j', (rule, raw, masked) => {
    expect(rule(raw)).toBe(masked);
  });

  test('claim no more than they can: tokens and exact dates are PHI', () => {
    expect(policyClaim(display)).toBe('phi');
  });
});
