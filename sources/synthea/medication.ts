import { medication as contract } from '../../contracts/records/medication.ts';
import { syntheaFile } from './synthea-file.ts';

export const medication = syntheaFile(contract, {
  file: 'medications.csv',
  namesThings: true,
  columns: { medication_id: 'CODE', name: 'DESCRIPTION' },
});
