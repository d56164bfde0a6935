import { diagnosis } from '../records/diagnosis.ts';
import { samplesOf } from '../samples.ts';

export const diagnosisSamples = samplesOf(diagnosis, {
  valid: [
    {
      about: 'one of SNOMED CT',
      data: { diagnosis_id: '59621000', name: 'Essential hypertension (disorder)', code_system: 'snomed' },
      masked: { diagnosis_id: '59621000', name: 'Essential hypertension (disorder)', code_system: 'snomed' },
    },
    {
      about: 'one that is billed by another code',
      data: { diagnosis_id: '44054006', name: 'Diabetes mellitus type 2 (disorder)', icd10_code: 'E11.9' },
    },
  ],
  edge: [{ about: 'one of ICD-10-CM, without a text', data: { diagnosis_id: 'I10' }, masked: { name: null } }],
  rejected: [
    {
      about: 'a word in the place of the code',
      data: { diagnosis_id: 'hypertension' },
      reason: 'schema.invalid_format',
      path: 'data.diagnosis_id',
    },
  ],
});
