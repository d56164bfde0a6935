import { device as contract } from '../../contracts/records/device.ts';
import { derived } from './derived-cells.ts';
import { syntheaFile } from './synthea-file.ts';

export const device = syntheaFile(contract, {
  file: 'devices.csv',
  columns: {
    patient_id: 'PATIENT',
    encounter_id: 'ENCOUNTER',
    code: 'CODE',
    description: 'DESCRIPTION',
    udi: 'UDI',
    // GS1 puts the model behind (01), before lot and serial number.
    device_model: derived(['UDI'], (udi = '') => /^\(01\)(\d{14})/.exec(udi)?.[1]),
    started_at: 'START',
    ended_at: 'STOP',
  },
});
