import { labelledOf } from './labelled.ts';

export const observationRecords = labelledOf('observation', {
  right: [
    { title: 'category as FHIR writes it', change: { category: 'social-history' } },
    { title: 'T-score, which is negative', change: { code: '38265-5', value: -3.4, unit: '{T-score}' } },
    { title: 'count of people', change: { code: '63512-8', value: 4, unit: '{#}' } },
    { title: 'no category, as Synthea 2.7', change: { category: null } },
  ],
  wrong: [
    { title: 'question instead of its code', change: { code: 'Are you a refugee?' }, field: 'code' },
    { title: 'category of nobody', change: { category: 'gossip' }, field: 'category' },
    { title: 'value that is a word', change: { value: 'three' }, field: 'value' },
    { title: 'no time', change: { observed_at: undefined }, field: 'observed_at' },
  ],
});
