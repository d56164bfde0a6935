import { payer as contract } from '../../contracts/records/payer.ts';
import { syntheaFile } from './synthea-file.ts';

export const payer = syntheaFile(contract, {
  file: 'payers.csv',
  columns: {
    payer_id: 'Id',
    name: 'NAME',
    ownership: 'OWNERSHIP',
    street: 'ADDRESS',
    city: 'CITY',
    state: 'STATE_HEADQUARTERED',
    zip: 'ZIP',
    phone: 'PHONE',
  },
});
