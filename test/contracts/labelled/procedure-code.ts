import { labelledOf } from './labelled.ts';

export const procedureCodeRecords = labelledOf('procedure_code', {
  right: [
    { title: 'ICD-10-PCS of an appendectomy', change: { procedure_code_id: '0DTJ4ZZ', name: null } },
    { title: 'CPT of a visit', change: { procedure_code_id: '99213', name: null } },
    { title: 'HCPCS of a drug', change: { procedure_code_id: 'J1100', name: null } },
  ],
  wrong: [
    { title: 'word instead of a code', change: { procedure_code_id: 'appendectomy' }, field: 'procedure_code_id' },
    { title: 'no code', change: { procedure_code_id: null }, field: 'procedure_code_id' },
  ],
});
