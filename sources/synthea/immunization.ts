import { immunization as contract } from '../../contracts/records/immunization.ts';
import { syntheaFile } from './synthea-file.ts';

export const immunization = syntheaFile(contract, {
  file: 'immunizations.csv',
  columns: {
    patient_id: 'PATIENT',
    encounter_id: 'ENCOUNTER',
    code: 'CODE',
    description: 'DESCRIPTION',
    given_at: 'DATE',
    base_cost: 'BASE_COST',
  },
});
