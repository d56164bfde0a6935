import { labelledOf } from './labelled.ts';

export const allergyRecords = labelledOf('allergy', {
  right: [
    { title: 'system that Synthea does not know', change: { code_system: 'Unknown' } },
    { title: 'severity in capitals', change: { first_reaction_severity: 'SEVERE' } },
    { title: 'drug allergy as AL1-2 writes it', change: { category: 'DA' } },
    { title: 'no reaction was seen', change: { first_reaction_code: null, first_reaction_severity: null } },
  ],
  wrong: [
    { title: 'over before it was found', change: { over_at: '2020-01-01T00:00:00Z' }, field: ['over_at', 'found_at'] },
    { title: 'substance in words', change: { code: 'peanuts' }, field: 'code' },
    { title: 'reaction in words', change: { first_reaction_code: 'itches' }, field: 'first_reaction_code' },
    { title: 'severity of nobody', change: { first_reaction_severity: 'so-so' }, field: 'first_reaction_severity' },
  ],
});
