import { labTest } from '../records/lab-test.ts';
import { samplesOf } from '../samples.ts';

export const labTestSamples = samplesOf(labTest, {
  valid: [
    {
      about: 'a test with its unit',
      data: { lab_test_id: '2339-0', name: 'Glucose [Mass/volume] in Blood', unit: 'mg/dL' },
      masked: { lab_test_id: '2339-0', unit: 'mg/dL' },
    },
    {
      about: 'another test',
      data: { lab_test_id: '6298-4', name: 'Potassium [Moles/volume] in Blood', unit: 'mmol/L' },
    },
  ],
  edge: [{ about: 'a test that gives words', data: { lab_test_id: '94531-1' }, masked: { unit: null } }],
  rejected: [
    {
      about: 'a name in the place of the code',
      data: { lab_test_id: 'Glucose' },
      reason: 'schema.invalid_format',
      path: 'data.lab_test_id',
    },
  ],
});
