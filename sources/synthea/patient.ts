import { patient as contract } from '../../contracts/records/patient.ts';
import { syntheaFile } from './synthea-file.ts';

export const patient = syntheaFile(contract, {
  file: 'patients.csv',
  columns: {
    patient_id: 'Id',
    birth_date: 'BIRTHDATE',
    death_date: 'DEATHDATE',
    ssn: 'SSN',
    drivers_licence: 'DRIVERS',
    passport: 'PASSPORT',
    prefix: 'PREFIX',
    first_name: 'FIRST',
    middle_name: 'MIDDLE',
    last_name: 'LAST',
    suffix: 'SUFFIX',
    maiden_name: 'MAIDEN',
    marital_status: 'MARITAL',
    race: 'RACE',
    ethnicity: 'ETHNICITY',
    gender: 'GENDER',
    birthplace: 'BIRTHPLACE',
    street: 'ADDRESS',
    city: 'CITY',
    state: 'STATE',
    county: 'COUNTY',
    zip: 'ZIP',
  },
  further: ['person_id'],
});
