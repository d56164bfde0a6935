import { describe, expect, test } from 'vitest';
import { registry } from '../../../contracts/registry.ts';
import { encounterData } from '../../lambdas/ingest-events/kinesis-event.ts';
import { accepted, decideEvent, reasons, residual } from '../records/decision.ts';

const patient = registry.contractNamed('patient');
const encounter = registry.contractNamed('encounter');

describe('the scan of masked text finds by its form', () => {
  test.each([
    ['ssn', '123-45-6789'],
    ['ssn', 'white, 123-45-6789.'],
    ['ssn', '(123-45-6789)'],
    ['phone', '555-123-7890'],
    ['phone', '(555) 123-7890'],
    ['phone', '(555)123-7890'],
    ['phone', '555.123.7890'],
    ['phone', '555 123 7890'],
    ['phone', 'call 555-123 7890, please'],
    ['email', 'someone@example.org'],
    ['email', 'some.one+tag%x@mail-1.example.co'],
    ['email', 'write to a@b.io.'],
    ['email', 'someone-@x1.y2.org'],
    ['mbi', '1EG4-TE5-MK73'],
    ['mbi', '1EG4TE5MK73'],
    ['mbi', 'id 9AA9-AA9-AA99;'],
    ['mbi', '1A00A00AA00'],
  ])('an identifier of kind %s in %j', (kind, value) => {
    expect(residual(patient, {}, { race: value })).toBe(kind);
    // Where the value stands does not matter: in a kept label, in a masked name, in a long text.
    expect(residual(patient, {}, { first_name: value })).toBe(kind);
    expect(residual(encounter, {}, { description: value })).toBe(kind);
  });

  test.each([
    ['bare digits, which are codes too', '123456789'],
    ['bare digits, which are codes too', '5551237890'],
    ['what a longer number or word holds', '0123-45-6789'],
    ['what a longer number or word holds', '123-45-67890'],
    ['what a longer number or word holds', 'A123-45-6789'],
    ['what a longer number or word holds', '1-123-45-6789'],
    ['what a longer number or word holds', '123-45-6789-0'],
    ['what a longer number or word holds', '0555-123-7890'],
    ['what a longer number or word holds', '555-123-78901'],
    ['what a longer number or word holds', '1-555-123-7890'],
    ['what a longer number or word holds', '555-123-7890-1'],
    ['what a longer number or word holds', 'X1EG4TE5MK73'],
    ['what a longer number or word holds', '1EG4TE5MK731'],
    ['groups of other lengths', '12-345-6789'],
    ['groups of other lengths', '123-456-789'],
    ['groups of other lengths', '(55) 123-7890'],
    ['groups of other lengths', '555--123-7890'],
    ['a word at a host without a domain', 'someone@localhost'],
    ['a word at a host without a domain', 'seen @ 10.30'],
    ['a word at a host without a domain', 'a@b.c'],
    ['a host without a name before it', '@example.org'],
    ['a host without a name before it', 'meet @example.org'],
    ['letters that no beneficiary number has', '1SG4TE5MK73'],
    ['letters that no beneficiary number has', '1ES4TE5MK73'],
    ['letters that no beneficiary number has', '1EG4LE5MK73'],
    ['letters that no beneficiary number has', '1EG4TO5MK73'],
    ['letters that no beneficiary number has', '1EG4TE5IK73'],
    ['letters that no beneficiary number has', '1EG4TE5MB73'],
    ['letters that no beneficiary number has', '1ZG4TE5MK73'],
    ['a beneficiary number that begins with 0', '0EG4TE5MK73'],
    ['letters where a beneficiary number has digits', '1EGATE5MK73'],
    ['letters where a beneficiary number has digits', '1EG4TEAMK73'],
    ['letters where a beneficiary number has digits', '1EG4TE5MKA3'],
    ['a beneficiary number cut short', '1EG4-TE5-MK7'],
  ])('and does not take for one %s: %j', (_what, value) => {
    expect(residual(patient, {}, { race: value })).toBeNull();
    expect(residual(encounter, {}, { description: value })).toBeNull();
  });

  test('nothing in two columns that only together look like an identifier', () => {
    expect(residual(patient, {}, { race: '123-45', ethnicity: '-6789' })).toBeNull();
    expect(residual(patient, {}, { first_name: '123-45', middle_name: '-6789' })).toBeNull();
    expect(residual(patient, {}, { first_name: '123-45', race: '-6789' })).toBeNull();
  });
});

describe('the scan of masked text finds a hidden value of the record', () => {
  const inName = (hidden: string, left: string) => residual(patient, { last_name: hidden }, { first_name: left });

  test.each([
    ['Quentin', 'Quentin'],
    ['Quentin', 'Dr. Quentin, again'],
    ['Quentin', 'Quentin-Doe'],
    ['Quentin', "O'Quentin"],
    ['Quentin', 'Quentins and Quentin'],
    ['Quentin', 'xQuentin Quentin'],
    ['de la Cruz', 'Ana de la Cruz'],
    ['Doe.', 'Doe.'],
    // The shortest value that is searched.
    ['Elsa', 'Elsa'],
  ])('%j as a word of its own in %j', (hidden, left) => {
    expect(inName(hidden, left)).toBe('literal');
  });

  test.each([
    ['Quentin', 'Quentins'],
    ['Quentin', 'McQuentin'],
    ['Quentin', 'éQuentin'],
    ['Quentin', 'Quentiné'],
    ['Quentin', 'Quentin2'],
    ['Quentin', '2Quentin'],
    // Shorter than four characters: chance.
    ['Doe', 'Doe'],
    ['Quentin', 'Q***'],
  ])('and %j nowhere in %j', (hidden, left) => {
    expect(inName(hidden, left)).toBeNull();
  });

  test('of every class that the policy hides, and of no other', () => {
    const left = (raw: Record<string, string>) => residual(patient, raw, { first_name: 'seen: Some-Value-1' });
    for (const hidden of [
      'patient_id',
      'ssn',
      'passport',
      'last_name',
      'birthplace',
      'street',
      'county',
      'zip',
      'birth_date',
    ]) {
      expect(left({ [hidden]: 'Some-Value-1' }), hidden).toBe('literal');
    }
    for (const kept of ['city', 'state', 'race', 'gender', 'death_date']) {
      expect(left({ [kept]: 'Some-Value-1' }), kept).toBeNull();
    }
  });

  test('in a kept text that is long enough for a sentence, but not in a label: a city may share its name', () => {
    const raw = { patient_id: 'Quentin', encounter_id: 'none-such' };
    expect(residual(encounter, raw, { description: 'Quentin was seen' })).toBe('literal');
    expect(residual(encounter, raw, { encounter_class: 'Quentin' })).toBeNull();
    expect(residual(patient, { last_name: 'Quentin' }, { city: 'Quentin' })).toBeNull();
  });

  test('but not in a column that has no value: Null is a family name', () => {
    expect(residual(patient, { last_name: 'null', first_name: 'undefined' }, {})).toBeNull();
  });

  test('of an organization too: its telephone number in its name', () => {
    const number = '6175550199';
    expect(residual(registry.contractNamed('organization'), { phone: number }, { name: `Clinic ${number}` })).toBe(
      'literal',
    );
  });

  test('but not in two columns that only together spell it', () => {
    expect(residual(patient, { street: 'Ana Cruz' }, { first_name: 'Ana', middle_name: 'Cruz' })).toBeNull();
    expect(residual(patient, { street: 'AnaCruz' }, { first_name: 'Ana', middle_name: 'Cruz' })).toBeNull();
  });
});

test('a patient whose number is also a year or an amount is not refused for it', () => {
  const numbered = { ...encounterData, patient_id: '2023', encounter_id: '3798' };
  expect(accepted('encounter', numbered).masked).toMatchObject({
    started_at: encounterData.started_at,
    total_claim_cost: encounterData.total_claim_cost,
  });
  // In a sentence the same number is an identifier.
  expect(reasons(decideEvent('encounter', { ...numbered, description: 'Patient 2023 was seen' }))).toEqual([
    'masking.residual_literal ',
  ]);
});
