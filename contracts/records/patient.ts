import { defineContract } from '../contract.ts';
import { calendarDate, identifier, optional, socialSecurityNumber, text } from '../fields.ts';
import { streams } from '../platform/streams.ts';

const day = 86_400_000;
const year = 365.25 * day;
const longestLifeYears = 130;

export const patient = defineContract({
  name: 'patient',
  version: 1,
  description: 'A person who receives care',
  stream: streams.healthcareEvents.name,
  kind: 'reference',
  history: 'versions',
  fields: {
    patient_id: identifier({ phi: 'record_id', description: 'Identifier of the patient in the source system' }),
    birth_date: calendarDate({ phi: 'birth_date', description: 'Date of birth' }),
    death_date: optional(calendarDate({ phi: 'service_date', description: 'Date of death' })),
    ssn: optional(socialSecurityNumber({ phi: 'ssn', description: 'Social security number' })),
    drivers_licence: optional(text({ maxLength: 32, phi: 'licence', description: "Driver's licence number" })),
    passport: optional(text({ maxLength: 32, phi: 'licence', description: 'Passport number' })),
    prefix: optional(text({ maxLength: 32, phi: 'name', description: 'Name prefix' })),
    first_name: text({ maxLength: 100, phi: 'name', description: 'Given name' }),
    middle_name: optional(text({ maxLength: 100, phi: 'name', description: 'Middle name' })),
    last_name: text({ maxLength: 100, phi: 'name', description: 'Family name' }),
    suffix: optional(text({ maxLength: 32, phi: 'name', description: 'Name suffix' })),
    maiden_name: optional(text({ maxLength: 100, phi: 'name', description: 'Family name at birth' })),
    marital_status: optional(text({ maxLength: 16, phi: 'none', description: 'Marital status code' })),
    race: optional(text({ maxLength: 64, phi: 'none', description: 'Race' })),
    ethnicity: optional(text({ maxLength: 64, phi: 'none', description: 'Ethnicity' })),
    gender: optional(text({ maxLength: 16, phi: 'none', description: 'Administrative gender' })),
    birthplace: optional(text({ maxLength: 200, phi: 'small_area', description: 'Place of birth' })),
    street: optional(text({ maxLength: 200, phi: 'street', description: 'Street address' })),
    city: optional(text({ maxLength: 64, phi: 'city', description: 'City of residence' })),
    state: optional(text({ maxLength: 64, phi: 'state', description: 'State of residence, USPS code' })),
    county: optional(text({ maxLength: 100, phi: 'small_area', description: 'County of residence' })),
    zip: optional(text({ maxLength: 10, phi: 'zip', description: 'Postal code of residence' })),
  },
  key: ['patient_id'],
  subject: 'patient_id',
  references: {},
  rules: [
    {
      id: 'born_in_past',
      field: 'birth_date',
      description: 'No one is born in the future; a day of tolerance for time zones',
      // Judged by the arrival: an extract time that someone stated wrongly must not cost patients.
      holds: (data, { arrivedAt }) => Date.parse(data.birth_date) <= arrivedAt + day,
    },
    {
      id: 'plausible_age',
      field: 'birth_date',
      description: `No one is older than ${longestLifeYears} years`,
      holds: (data, { eventTime }) => {
        const until = data.death_date === undefined ? eventTime : Date.parse(data.death_date);
        return until - Date.parse(data.birth_date) <= longestLifeYears * year;
      },
    },
    {
      id: 'death_after_birth',
      field: 'death_date',
      description: 'A death does not precede the birth',
      holds: (data) => data.death_date === undefined || data.death_date >= data.birth_date,
    },
  ],
});
