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
  },
});
