import { medication } from '../records/medication.ts';
import { samplesOf } from '../samples.ts';

export const medicationSamples = samplesOf(medication, {
  valid: [
    {
      about: 'a drug',
      data: { medication_id: '314076', name: 'lisinopril 10 MG Oral Tablet' },
      masked: { medication_id: '314076' },
    },
    { about: 'another drug', data: { medication_id: '310798', name: 'Hydrochlorothiazide 25 MG Oral Tablet' } },
  ],
  edge: [{ about: 'a code alone', data: { medication_id: '1719286' }, masked: { name: null } }],
  rejected: [
    {
      about: 'a name in the place of the code',
      data: { medication_id: 'lisinopril' },
      reason: 'schema.invalid_format',
      path: 'data.medication_id',
    },
  ],
});
