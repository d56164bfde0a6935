import { organization as contract } from '../../contracts/records/organization.ts';
import { syntheaFile } from './synthea-file.ts';

export const organization = syntheaFile(contract, {
  file: 'organizations.csv',
  columns: {
    organization_id: 'Id',
    name: 'NAME',
    street: 'ADDRESS',
    city: 'CITY',
    state: 'STATE',
    zip: 'ZIP',
    phone: 'PHONE',
    // Exports of 2026 have it (https://github.com/synthetichealth/synthea/pull/1691).
    npi: 'NPI',
  },
});
