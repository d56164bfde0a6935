import { observation } from '../records/observation.ts';
import { samplesOf } from '../samples.ts';

const observed = {
  observation_id: 'observation-1',
  patient_id: 'patient-1',
  encounter_id: 'encounter-1',
  observed_at: '2025-03-01T09:05:00Z',
};

export const observationSamples = samplesOf(observation, {
  valid: [
    {
      about: 'a score',
      data: { ...observed, category: 'survey', code: '55758-7', value: 3, unit: '{score}' },
      masked: { category: 'survey', code: '55758-7', value: '3', unit: '{score}' },
    },
    {
      about: 'an answer',
      data: { ...observed, category: 'social_history', code: '72166-2', value_text: 'Never smoked tobacco (finding)' },
    },
  ],
  edge: [
    {
      about: 'years of life, which have no code of a standard',
      data: { ...observed, code: 'QALY', value: 36.4, unit: 'a' },
    },
    {
      about: 'an answer that names a street stays in the vault',
      data: { ...observed, category: 'survey', code: '56799-0', value_text: '1 Elsewhere Road' },
      masked: { value_text: null },
    },
  ],
  rejected: [
    {
      about: 'a code that is a word',
      data: { ...observed, code: 'smoker', value: 1 },
      reason: 'schema.invalid_format',
      path: 'data.code',
    },
  ],
});
