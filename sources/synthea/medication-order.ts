import { medicationOrder as contract } from '../../contracts/records/medication-order.ts';
import { rowId } from './derived-cells.ts';
import { syntheaFile } from './synthea-file.ts';

export const medicationOrder = syntheaFile(contract, {
  file: 'medications.csv',
  columns: {
    medication_order_id: rowId('START'),
    patient_id: 'PATIENT',
    encounter_id: 'ENCOUNTER',
    payer_id: 'PAYER',
    medication_id: 'CODE',
    description: 'DESCRIPTION',
    reason_code: 'REASONCODE',
    reason_description: 'REASONDESCRIPTION',
    started_at: 'START',
    ended_at: 'STOP',
  },
});
