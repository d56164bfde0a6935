import { diagnosis as contract } from '../../contracts/records/diagnosis.ts';
import { syntheaFile } from './synthea-file.ts';

export const diagnosis = syntheaFile(contract, {
  file: 'conditions.csv',
  namesThings: true,
  columns: {
    diagnosis_id: 'CODE',
    name: 'DESCRIPTION',
    code_system: 'SYSTEM',
    icd10_code: 'ICD10_CODE',
    icd10_name: 'ICD10_DESCRIPTION',
  },
});
