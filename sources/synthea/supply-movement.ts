import { supplyMovement as contract } from '../../contracts/records/supply-movement.ts';
import { RowNumbers } from '../csv/row-numbers.ts';
import { derived } from './derived-cells.ts';
import { syntheaFile } from './synthea-file.ts';

/** Each row is a use: two of the same item at the same time are two, whatever their quantities. */
export const supplyMovement = syntheaFile(contract, {
  file: 'supplies.csv',
  columns: {
    supply_item_id: 'CODE',
    movement_type: derived(['CODE'], () => 'use'),
    moved_at: 'DATE',
    patient_id: 'PATIENT',
    encounter_id: 'ENCOUNTER',
    quantity: 'QUANTITY',
    movement_number: {
      from: ['DATE', 'PATIENT', 'ENCOUNTER', 'CODE'],
      seesEveryRow: true,
      start: () => {
        const numbers = new RowNumbers();
        return (...cells) => String(numbers.next(JSON.stringify(cells)));
      },
    },
  },
});
