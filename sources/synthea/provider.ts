import { provider as contract } from '../../contracts/records/provider.ts';
import { syntheaFile } from './synthea-file.ts';

export const provider = syntheaFile(contract, {
  file: 'providers.csv',
  columns: {
    provider_id: 'Id',
    organization_id: 'ORGANIZATION',
    name: 'NAME',
    gender: 'GENDER',
    specialty: 'SPECIALITY',
    street: 'ADDRESS',
    city: 'CITY',
    state: 'STATE',
    zip: 'ZIP',
    // Exports of 2026 have it (https://github.com/synthetichealth/synthea/pull/1691).
    npi: 'NPI',
  },
  further: ['taxonomy_code', 'npi_deactivated_on'],
});
