import { allergy } from '../records/allergy.ts';
import { samplesOf } from '../samples.ts';

const peanuts = {
  patient_id: 'patient-1',
  encounter_id: 'encounter-1',
  code: '762952008',
  description: 'Peanut (substance)',
  code_system: 'snomed',
  allergy_type: 'allergy',
  category: 'food',
  found_at: '2025-03-01T00:00:00Z',
};

export const allergySamples = samplesOf(allergy, {
  valid: [
    {
      about: 'one that lasts, with its reactions',
      data: {
        ...peanuts,
        first_reaction_code: '39579001',
        first_reaction_severity: 'severe',
        second_reaction_code: '247472004',
        second_reaction_severity: 'mild',
      },
      masked: { code: '762952008', first_reaction_severity: 'severe', over_at: null },
    },
  ],
  edge: [{ about: 'a drug', data: { ...peanuts, code: '7984', code_system: 'rxnorm', category: 'medication' } }],
  rejected: [
    {
      about: 'over before it was found',
      data: { ...peanuts, over_at: '2025-02-28T00:00:00Z' },
      reason: 'rule.over_after_found',
      path: 'data.over_at',
    },
  ],
});
