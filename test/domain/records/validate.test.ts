import { describe, expect, test } from 'vitest';
import type { Contract } from '../../../contracts/contract.ts';
import { encounter } from '../../../contracts/records/encounter.ts';
import { patient } from '../../../contracts/records/patient.ts';
import { clockToleranceMs } from '../../../contracts/rules.ts';
import { samples } from '../../../contracts/samples/index.ts';
import { validate } from '../../../domain/records/validate.ts';

const arrivedAt = Date.parse('2026-06-01T12:00:00Z');
const isoOf = (millis: number) => new Date(millis).toISOString();

/** Reasons against an ordinary record of the contract that happened, or was described, at `time`. */
function reasonsAt(contract: Contract, data: Readonly<Record<string, unknown>>, time: string): string[] {
  const { eventTime } = contract;
  // Ends move with the beginning: the rules of a contract are not what is asked for here.
  const instants = Object.entries(contract.fields).filter(
    ([field, { column }]) => column.kind === 'timestamp' && field in data,
  );
  const dated =
    eventTime === null ? data : { ...data, ...Object.fromEntries(instants.map(([field]) => [field, time])) };
  const result = validate(contract, dated, eventTime === null ? time : '2026-01-01T00:00:00Z', arrivedAt);
  return result.ok ? [] : result.reasons.map(({ code, path }) => `${code} ${path}`);
}

/** A contract of reference data may judge the age of what it describes: one born now is of every age that matters. */
const youngest = (data: Readonly<Record<string, unknown>>, time: string) =>
  Object.fromEntries(
    Object.entries(data).map(([field, value]) => [field, field === 'birth_date' ? time.slice(0, 10) : value]),
  );

describe.each(samples.map(({ contract, valid }) => [contract.name, contract, valid[0]?.data ?? {}] as const))(
  'a record of %s',
  (_name, contract, data) => {
    const path = contract.eventTime === null ? 'time' : `data.${contract.eventTime}`;

    test.each([
      '0001-01-01T00:00:00Z',
      '1850-01-01T00:00:00Z',
      '1899-12-31T23:59:59.999Z',
      '1900-01-01T00:00:00+00:01',
    ])('is refused when it is dated %s', (time) => {
      expect(reasonsAt(contract, data, time)).toEqual([`rule.time_in_calendar ${path}`]);
    });

    test.each([clockToleranceMs + 1, 40 * 365 * 86_400_000])(
      'is refused when it is dated %i ms after it arrived',
      (late) => {
        expect(reasonsAt(contract, data, isoOf(arrivedAt + late))).toEqual([`rule.time_in_past ${path}`]);
      },
    );

    test.each([
      '1900-01-01T00:00:00Z',
      '1900-01-01T00:00:00-14:00',
      isoOf(arrivedAt),
      isoOf(arrivedAt + clockToleranceMs),
    ])('is taken when it is dated %s', (time) => {
      expect(reasonsAt(contract, youngest(data, time), time)).toEqual([]);
    });
  },
);

describe('what is wrong costs what the contract says', () => {
  const time = '2026-05-01T00:00:00Z';
  const person = { patient_id: 'p-1', birth_date: '1980-04-12', first_name: 'Alma', last_name: 'Yundt' };
  const visit = { encounter_id: 'e-1', patient_id: 'p-1', encounter_class: 'ambulatory', started_at: time };
  const told = (contract: Contract, data: unknown) => {
    const result = validate(contract, data, time, arrivedAt);
    if (!result.ok) return { refused: result.reasons.map(({ code, path }) => `${code} ${path}`) };
    const { data: valid, warnings } = result;
    return { valid, warnings: warnings.map(({ code, path }) => `${code} ${path}`) };
  };

  test('null and empty are absent, without a word', () => {
    expect(told(patient, { ...person, ssn: null, city: '', gender: null, death_date: '' })).toEqual({
      valid: person,
      warnings: [],
    });
  });

  test('but not where a value must be there', () => {
    expect(told(patient, { ...person, patient_id: null })).toEqual({ refused: ['schema.wrong_type data.patient_id'] });
    expect(told(patient, { ...person, patient_id: '' })).toEqual({
      refused: ['schema.invalid_format data.patient_id'],
    });
  });

  test('a value that the record can do without is left out, or becomes other, with its reason and field', () => {
    const wrong = { ssn: 'N/A', zip: '!!!!', gender: 'Q#', race: '  ', city: 7, passport: 'a\u202eb' };
    expect(told(patient, { ...person, ...wrong })).toEqual({
      valid: { ...person, gender: 'other', race: 'other' },
      warnings: [
        'schema.invalid_format data.ssn',
        'schema.invalid_format data.zip',
        'schema.not_in_value_set data.gender',
        'schema.blank data.race',
        'schema.wrong_type data.city',
        'schema.invalid_format data.passport',
      ],
    });
  });

  test('one that it cannot do without costs the record, whatever else was mended', () => {
    expect(told(patient, { ...person, ssn: 'N/A', last_name: '12345' })).toEqual({
      refused: ['schema.invalid_format data.last_name'],
    });
    expect(told(encounter, { ...visit, total_claim_cost: '1e5' })).toEqual({
      refused: ['schema.invalid_format data.total_claim_cost'],
    });
  });

  test('a rule that warns leaves its field out, and the others are asked of what is left', () => {
    const future = { ended_at: '9999-12-31T00:00:00Z', total_claim_cost: '10.00', payer_coverage: '999999.00' };
    expect(told(encounter, { ...visit, ...future })).toEqual({
      valid: { ...visit, total_claim_cost: '10.00', ended_at: undefined, payer_coverage: undefined },
      warnings: ['rule.ended_in_past data.ended_at', 'rule.coverage_within_total data.payer_coverage'],
    });
  });

  test('an unknown field and the name of a prototype are refused after mending, too', () => {
    const spoilt = JSON.parse('{"patient_id":"p","last_name":"Y","ssn":"N/A","__proto__":{"gender":"F"}}');
    expect(told(patient, spoilt)).toEqual({ refused: ['schema.unclassified_field data'] });
  });
});
