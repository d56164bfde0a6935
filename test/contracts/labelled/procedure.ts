import { labelledOf } from './labelled.ts';

export const procedureRecords = labelledOf('procedure', {
  right: [
    { title: 'ICD-10-PCS of seven characters', change: { procedure_code_id: '0DTJ4ZZ', description: null } },
    { title: 'CPT', change: { procedure_code_id: '45378', description: null } },
    { title: 'still going on', change: { ended_at: null } },
    { title: 'outside of any encounter', change: { encounter_id: null } },
  ],
  wrong: [
    {
      title: 'ended before it started',
      change: { ended_at: '2025-02-28T00:00:00Z' },
      field: ['ended_at', 'started_at'],
    },
    { title: 'code that is a word', change: { procedure_code_id: 'surgery' }, field: 'procedure_code_id' },
    { title: 'cost with letters', change: { base_cost: '735.40x' }, field: 'base_cost' },
  ],
});
