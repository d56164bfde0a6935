import { condition as contract } from '../../contracts/records/condition.ts';
import { syntheaFile } from './synthea-file.ts';

export const condition = syntheaFile(contract, {
  file: 'conditions.csv',
  columns: {
    patient_id: 'PATIENT',
    encounter_id: 'ENCOUNTER',
    code: 'CODE',
    description: 'DESCRIPTION',
    onset_at: 'START',
    abated_at: 'STOP',
    diagnosis_id: 'CODE',
    // Exports of 2026 may have what the condition is billed as (https://github.com/synthetichealth/synthea/pull/1713).
    icd10_code: 'ICD10_CODE',
    icd10_description: 'ICD10_DESCRIPTION',
  },
});
