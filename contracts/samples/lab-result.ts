import { labResult } from '../records/lab-result.ts';
import { samplesOf } from '../samples.ts';

const glucose = {
  lab_result_id: 'lab-1',
  patient_id: 'patient-1',
  encounter_id: 'encounter-1',
  lab_test_id: '2339-0',
  collected_at: '2025-03-01T09:05:00Z',
};

export const labResultSamples = samplesOf(labResult, {
  valid: [
    {
      about: 'a number within its range',
      data: {
        ...glucose,
        resulted_at: '2025-03-01T11:20:00Z',
        value: 98.7,
        unit: 'mg/dL',
        reference_low: 70,
        reference_high: 99,
        interpretation: 'N',
        status: 'final',
      },
      masked: { lab_test_id: '2339-0', value: '98.7', unit: 'mg/dL', interpretation: 'N', status: 'final' },
    },
    {
      about: 'a number above its range',
      data: {
        ...glucose,
        value: 243,
        unit: 'mg/dL',
        reference_low: 70,
        reference_high: 99,
        interpretation: 'HH',
        status: 'corrected',
      },
    },
    {
      about: 'a word',
      data: { ...glucose, lab_test_id: '94531-1', finding: 'detected', interpretation: 'A', status: 'final' },
      masked: { finding: 'detected', value: null },
    },
  ],
  edge: [
    {
      about: 'less than the method sees',
      data: { ...glucose, lab_test_id: '89579-7', comparator: '<', value: 0.00001, unit: 'pg/mL' },
      masked: { comparator: '<' },
    },
    {
      about: 'a text of its own stays in the vault',
      data: { ...glucose, value_text: 'see the letter' },
      masked: { value_text: null },
    },
    {
      about: 'a scale that counts nothing, as test strips have',
      data: { ...glucose, lab_test_id: '5811-5', value: 1.02, unit: '{SG}' },
    },
    { about: 'one that is awaited', data: { ...glucose, status: 'registered' } },
  ],
  rejected: [
    {
      about: 'nothing found',
      data: { ...glucose, status: 'final' },
      reason: 'rule.anything_found',
      path: 'data.value',
    },
    {
      about: 'a comparator before no number',
      data: { ...glucose, comparator: '<', finding: 'negative' },
      reason: 'rule.comparator_of_value',
      path: 'data.comparator',
    },
    {
      about: 'a unit that is none',
      data: { ...glucose, value: 5, unit: 'spoons' },
      reason: 'schema.invalid_format',
      path: 'data.unit',
    },
    {
      about: 'a code of the form of LOINC, which somebody made up',
      data: { ...glucose, lab_test_id: '99999-1', value: 5 },
      reason: 'schema.check_digit',
      path: 'data.lab_test_id',
    },
    {
      about: 'a result before its specimen',
      data: { ...glucose, value: 5, resulted_at: '2025-03-01T09:04:59Z' },
      reason: 'rule.resulted_after_collected',
      path: 'data.resulted_at',
    },
  ],
});
