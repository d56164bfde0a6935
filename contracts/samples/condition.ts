import { condition } from '../records/condition.ts';
import { samplesOf } from '../samples.ts';

const hypertension = {
  patient_id: 'patient-1',
  encounter_id: 'encounter-1',
  code: '59621000',
  description: 'Essential hypertension (disorder)',
  onset_at: '2025-03-01T00:00:00Z',
};

export const conditionSamples = samplesOf(condition, {
  valid: [
    {
      about: 'one that lasts',
      data: hypertension,
      masked: { code: '59621000', onset_at: '2025-03-01T00:00:00Z', abated_at: null },
    },
    {
      about: 'one that is over',
      data: {
        ...hypertension,
        code: '195662009',
        description: 'Acute viral pharyngitis (disorder)',
        abated_at: '2025-03-15T00:00:00Z',
      },
    },
    {
      about: 'another that is over',
      data: {
        ...hypertension,
        code: '10509002',
        description: 'Acute bronchitis (disorder)',
        abated_at: '2025-03-22T00:00:00Z',
      },
    },
  ],
  edge: [
    {
      about: 'one with its entry in the catalogue, and what it is billed as',
      data: {
        ...hypertension,
        diagnosis_id: '59621000',
        icd10_code: 'I10',
        icd10_description: 'Essential hypertension',
      },
      masked: { diagnosis_id: '59621000', icd10_code: 'I10', icd10_description: null },
    },
    { about: 'a code of ICD-10-CM', data: { ...hypertension, code: 'I10' } },
    { about: 'the longest code of SNOMED CT', data: { ...hypertension, code: '999999991000124104' } },
    {
      about: 'over in the instant it began, outside of any encounter',
      data: {
        patient_id: 'patient-1',
        code: '59621000',
        onset_at: '2025-03-01T00:00:00Z',
        abated_at: '2025-03-01T00:00:00Z',
      },
      masked: { encounter_id: null },
    },
  ],
  rejected: [
    {
      about: 'over before it began',
      data: { ...hypertension, abated_at: '2025-02-28T00:00:00Z' },
      reason: 'rule.abated_after_onset',
      path: 'data.abated_at',
    },
    {
      about: 'one that begins tomorrow',
      data: { ...hypertension, onset_at: '2996-01-01T00:00:00Z' },
      reason: 'rule.time_in_past',
      path: 'data.onset_at',
    },
    {
      about: 'a code of no system it may be of',
      data: { ...hypertension, code: 'hypertension' },
      reason: 'schema.invalid_format',
      path: 'data.code',
    },
    {
      about: 'an identifier of its own, which is derived',
      data: { ...hypertension, condition_id: 'condition-1' },
      reason: 'schema.unclassified_field',
      path: 'data',
    },
  ],
});
