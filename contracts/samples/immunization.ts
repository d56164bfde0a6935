import { immunization } from '../records/immunization.ts';
import { samplesOf } from '../samples.ts';

const influenza = {
  patient_id: 'patient-1',
  encounter_id: 'encounter-1',
  code: '140',
  description: 'Influenza  seasonal  injectable  preservative free',
  given_at: '2025-10-01T08:30:00Z',
  base_cost: '140.52',
};

export const immunizationSamples = samplesOf(immunization, {
  valid: [
    {
      about: 'a yearly one',
      data: influenza,
      masked: { code: '140', given_at: '2025-10-01T08:30:00Z', base_cost: '140.52' },
    },
    { about: 'another vaccine', data: { ...influenza, code: '113', description: 'Td (adult) preservative free' } },
  ],
  edge: [
    {
      about: 'a code that begins with a zero, which is part of it',
      data: { ...influenza, code: '03', description: 'MMR' },
      masked: { code: '03' },
    },
    {
      about: 'given outside of any encounter, for nothing, in the first instant of the calendar',
      data: { patient_id: 'patient-1', code: '20', given_at: '1900-01-01T00:00:00Z', base_cost: '0' },
      masked: { encounter_id: null, base_cost: '0' },
    },
  ],
  rejected: [
    {
      about: 'one to be given',
      data: { ...influenza, given_at: '2996-01-01T00:00:00Z' },
      reason: 'rule.time_in_past',
      path: 'data.given_at',
    },
    {
      about: 'one given before the calendar begins',
      data: { ...influenza, given_at: '1899-12-31T23:59:59Z' },
      reason: 'rule.time_in_calendar',
      path: 'data.given_at',
    },
    {
      about: 'a code of another system',
      data: { ...influenza, code: '90686' },
      reason: 'schema.invalid_format',
      path: 'data.code',
    },
    {
      about: 'a cost with a fraction of a cent',
      data: { ...influenza, base_cost: '140.525' },
      reason: 'schema.invalid_format',
      path: 'data.base_cost',
    },
  ],
});
