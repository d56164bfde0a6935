import { supplyMovement as contract } from '../../contracts/records/supply-movement.ts';
import { syntheaFile } from './synthea-file.ts';

export const supplyMovement = syntheaFile(contract, {
  file: 'supplies.csv',
  columns: {
    supply_item_id: 'CODE',
    moved_at: 'DATE',
    patient_id: 'PATIENT',
    encounter_id: 'ENCOUNTER',
    quantity: 'QUANTITY',
  },
  // Each row is a use, and two that are alike are two uses.
  made: ['movement_type'],
  adapt: (data) => ({ ...data, movement_type: 'use' }),
  numbered: 'movement_number',
});
