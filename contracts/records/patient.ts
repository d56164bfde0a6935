import { defineContract } from '../contract.ts';
import {
  calendarDate,
  coded,
  codedList,
  identifier,
  lenient,
  optional,
  partialDate,
  personName,
  postalCode,
  socialSecurityNumber,
  text,
} from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { dayMs, yearMs } from '../rules.ts';
import { valueSets } from '../value-sets.ts';

export const patient = defineContract({
  name: 'patient',
  version: 1,
  description: 'A person who receives care',
  stream: streams.healthcareEvents.name,
  kind: 'reference',
  history: 'versions',
  fields: {
    patient_id: identifier({ phi: 'record_id', description: 'Identifier of the patient in the source system' }),
    birth_date: optional(
      partialDate({ phi: 'birth_date', description: 'Date of birth, as exactly as it is known; absent if unknown' }),
    ),
    death_date: optional(calendarDate({ phi: 'service_date', description: 'Date of death' })),
    ssn: lenient(socialSecurityNumber({ phi: 'ssn', description: 'Social security number' })),
    drivers_licence: lenient(text({ maxLength: 32, phi: 'licence', description: "Driver's licence number" })),
    passport: lenient(text({ maxLength: 32, phi: 'licence', description: 'Passport number' })),
    prefix: lenient(text({ maxLength: 32, phi: 'name', description: 'Name prefix' })),
    first_name: optional(personName({ maxLength: 100, description: 'Given name; absent where a person has one name' })),
    middle_name: lenient(personName({ maxLength: 100, description: 'Middle name' })),
    last_name: optional(personName({ maxLength: 100, description: 'Family name; absent where a person has one name' })),
    suffix: lenient(text({ maxLength: 32, phi: 'name', description: 'Name suffix' })),
    maiden_name: lenient(personName({ maxLength: 100, description: 'Family name at birth' })),
    marital_status: optional(
      coded({ set: valueSets.maritalStatus, maxLength: 16, phi: 'none', description: 'Marital status' }),
    ),
    race: optional(codedList({ set: valueSets.race, maxLength: 64, phi: 'none', description: 'Race, or several' })),
    ethnicity: optional(coded({ set: valueSets.ethnicity, maxLength: 64, phi: 'none', description: 'Ethnicity' })),
    gender: optional(
      coded({ set: valueSets.gender, maxLength: 16, phi: 'none', description: 'Administrative gender' }),
    ),
    birthplace: lenient(text({ maxLength: 200, phi: 'small_area', description: 'Place of birth' })),
    street: lenient(text({ maxLength: 200, phi: 'street', description: 'Street address' })),
    city: lenient(text({ maxLength: 64, phi: 'city', description: 'City of residence' })),
    state: optional(
      coded({ set: valueSets.usState, maxLength: 64, phi: 'state', description: 'State of residence, USPS code' }),
    ),
    county: lenient(text({ maxLength: 100, phi: 'small_area', description: 'County of residence' })),
    zip: lenient(postalCode({ phi: 'zip', description: 'Postal code of residence' })),
    // A merge is a version of the record that was merged away, an unmerge the version after it.
    person_id: optional(
      identifier({
        phi: 'record_id',
        description: 'Patient record that stands for the person since records were merged; absent: this one',
      }),
    ),
  },
  key: ['patient_id'],
  subject: 'patient_id',
  references: { person_id: 'patient' },
  rules: [
    {
      id: 'has_a_name',
      field: 'last_name',
      description: 'A person has a given name, a family name, or both',
      holds: (data) => data.first_name !== undefined || data.last_name !== undefined,
    },
    {
      id: 'born_in_past',
      field: 'birth_date',
      description: 'No one is born in the future; a day of tolerance for time zones',
      // Judged by the arrival: an extract time that someone stated wrongly must not cost patients.
      holds: ({ birth_date: born }, { arrivedAt }) => born === undefined || Date.parse(born) <= arrivedAt + dayMs,
    },
    {
      id: 'death_in_past',
      field: 'death_date',
      severity: 'warn',
      description: 'No one has died in the future; a day of tolerance for time zones',
      holds: ({ death_date: died }, { arrivedAt }) => died === undefined || Date.parse(died) <= arrivedAt + dayMs,
    },
    {
      id: 'plausible_age',
      field: 'birth_date',
      description: 'No one is older than 130 years',
      thresholds: { years: 130 },
      holds: ({ birth_date: born, death_date: died }, { eventTime }, threshold) => {
        if (born === undefined) return true;
        return (died === undefined ? eventTime : Date.parse(died)) - Date.parse(born) <= threshold('years') * yearMs;
      },
    },
    {
      id: 'ssn_issued',
      field: 'ssn',
      // Generated data uses areas of 900 and more on purpose, so only deployments for real people ask.
      severity: 'off',
      description:
        'No social security number begins with 9; a taxpayer number does (https://www.irs.gov/individuals/itin)',
      holds: ({ ssn }) => ssn === undefined || !ssn.startsWith('9'),
    },
    {
      id: 'death_after_birth',
      field: 'death_date',
      description: 'A death does not precede the birth',
      // Of a birth that is known to the month or year, its beginning counts, as text does it.
      holds: ({ birth_date: born, death_date: died }) => born === undefined || died === undefined || died >= born,
    },
  ],
});
