import { procedureCode } from '../records/procedure-code.ts';
import { samplesOf } from '../samples.ts';

export const procedureCodeSamples = samplesOf(procedureCode, {
  valid: [
    {
      about: 'one of SNOMED CT',
      data: { procedure_code_id: '430193006', name: 'Medication Reconciliation (procedure)', code_system: 'snomed' },
      masked: { procedure_code_id: '430193006', code_system: 'snomed' },
    },
  ],
  edge: [
    { about: 'one of ICD-10-PCS', data: { procedure_code_id: '0DTJ4ZZ' } },
    { about: 'one of CPT with its modifier', data: { procedure_code_id: '99213-25' } },
  ],
  rejected: [
    {
      about: 'a word of seven letters',
      data: { procedure_code_id: 'BRENNER' },
      reason: 'schema.invalid_format',
      path: 'data.procedure_code_id',
    },
  ],
});
