import { patient } from '../records/patient.ts';
import { samplesOf } from '../samples.ts';

const person = { patient_id: 'patient-1', birth_date: '1980-04-12', first_name: 'Alma482', last_name: 'Yundt7' };

export const patientSamples = samplesOf(patient, {
  valid: [
    {
      about: 'a person with everything that identifies',
      data: {
        ...person,
        ssn: '999-12-3456',
        drivers_licence: 'S99912345',
        passport: 'X1234567X',
        middle_name: 'Grace3',
        gender: 'F',
        street: '12 Pond Street',
        city: 'Salem',
        state: 'Massachusetts',
        county: 'Essex County',
        zip: '01970',
      },
      masked: {
        birth_date: '1980-**-**',
        ssn: '***-**-3456',
        first_name: 'A***',
        middle_name: 'G***',
        last_name: 'Y***',
        city: 'Salem',
        state: 'MA',
      },
    },
  ],
  edge: [
    {
      about: 'one that was merged into another',
      data: { ...person, person_id: 'patient-2' },
    },
    { about: 'only what must be there', data: person },
    { about: 'one who died on the day of birth', data: { ...person, death_date: '1980-04-12' } },
    { about: 'a number without hyphens', data: { ...person, ssn: '999123456' }, masked: { ssn: '***-**-3456' } },
    {
      about: 'a name that begins beyond the first plane',
      data: { ...person, first_name: '𝒜lma' },
      masked: { first_name: '***' },
    },
    {
      about: 'a person with one name, born in a year that is known and a month that is not',
      data: { patient_id: 'A/12 ^^^EPIC', last_name: 'Yundt7', birth_date: '1961' },
      masked: { first_name: null, last_name: 'Y***', birth_date: '1961' },
    },
    {
      about: 'other spellings of everything that has some',
      data: {
        ...person,
        birth_date: '04/12/1980',
        death_date: '20240229',
        ssn: '999 12 3456',
        gender: 'female',
        race: 'White; Asian',
        state: 'massachusetts',
        zip: '019701234',
      },
      masked: {
        birth_date: '1980-**-**',
        death_date: '2024-02-29',
        ssn: '***-**-3456',
        gender: 'F',
        race: 'white asian',
        state: 'MA',
      },
    },
    {
      about: 'values that are wrong and that a patient can do without',
      data: { ...person, ssn: 'N/A', zip: '!!!!', gender: 'Q#', state: 'Banana', city: '\u0007' },
      masked: { ssn: null, gender: 'other', state: 'other', city: null },
    },
  ],
  rejected: [
    {
      about: 'born after today',
      data: { ...person, birth_date: '2999-01-01' },
      reason: 'rule.born_in_past',
      path: 'data.birth_date',
    },
    {
      about: 'older than anyone has been',
      data: { ...person, birth_date: '1850-01-01' },
      reason: 'rule.plausible_age',
      path: 'data.birth_date',
    },
    {
      about: 'dead before birth',
      data: { ...person, death_date: '1980-04-11' },
      reason: 'rule.death_after_birth',
      path: 'data.death_date',
    },
    {
      about: 'nobody: no name at all',
      data: { patient_id: 'patient-1', birth_date: '1980-04-12' },
      reason: 'rule.has_a_name',
      path: 'data.last_name',
    },
    {
      about: 'a day that no calendar has',
      data: { ...person, birth_date: '1980-02-30' },
      reason: 'schema.invalid_union',
      path: 'data.birth_date',
    },
  ],
});
