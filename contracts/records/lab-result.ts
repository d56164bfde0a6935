import { defineContract } from '../contract.ts';
import {
  code,
  coded,
  comparator,
  decimal,
  displayText,
  identifier,
  instant,
  lenient,
  optional,
  ucumUnit,
} from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

const largest = 9_999_999_999;
const amount = { precision: 15, scale: 5, min: -largest, max: largest, phi: 'none' } as const;

/**
 * Range and flag are those of the message: they depend on method, sex and age, which the laboratory knows. A value keeps the
 * unit it came in. A corrected result is a later record of the same id.
 */
export const labResult = defineContract({
  name: 'lab_result',
  version: 1,
  description: 'What a laboratory found in one test of a specimen: a number, a word or a text',
  stream: streams.healthcareEvents.name,
  kind: 'event',
  fields: {
    lab_result_id: identifier({ phi: 'record_id', description: 'Identifier of the result in the source system' }),
    patient_id: identifier({ phi: 'record_id', description: 'Patient of the specimen, the source identifier' }),
    encounter_id: optional(identifier({ phi: 'record_id', description: 'Encounter in which it was ordered' })),
    provider_id: optional(identifier({ phi: 'business_id', description: 'Provider who ordered it' })),
    organization_id: optional(identifier({ phi: 'business_id', description: 'Laboratory' })),
    lab_test_id: code({ systems: ['loinc'], phi: 'none', description: 'LOINC code of the test' }),
    description: optional(displayText({ maxLength: 1000, of: 'lab_test_id', description: 'Display text of the code' })),
    collected_at: instant({ phi: 'service_date', description: 'When the specimen was taken' }),
    resulted_at: optional(instant({ phi: 'service_date', description: 'When the result was known' })),
    // A number without the sign that came before it would be another result.
    comparator: optional(
      comparator({ description: 'Side of the number on which the result lies; absent where it is the number' }),
    ),
    value: optional(decimal({ ...amount, description: 'Result as a number' })),
    unit: optional(ucumUnit({ phi: 'none', description: 'Unit of value and range (UCUM), as it came' })),
    finding: optional(
      coded({ set: valueSets.finding, maxLength: 16, phi: 'none', description: 'Result as a word of the value set' }),
    ),
    value_text: optional(
      displayText({ maxLength: 1000, of: 'lab_test_id', description: 'Result as the text that came' }),
    ),
    reference_low: lenient(decimal({ ...amount, description: 'Lower end of the reference range of the message' })),
    reference_high: lenient(decimal({ ...amount, description: 'Upper end of the reference range of the message' })),
    interpretation: optional(
      coded({ set: valueSets.interpretation, maxLength: 16, phi: 'none', description: 'Flag of the message' }),
    ),
    status: optional(
      coded({ set: valueSets.resultStatus, maxLength: 16, phi: 'none', description: 'How far the result has come' }),
    ),
  },
  key: ['lab_result_id'],
  subject: 'patient_id',
  eventTime: 'collected_at',
  references: {
    patient_id: 'patient',
    encounter_id: 'encounter',
    provider_id: 'provider',
    organization_id: 'organization',
    lab_test_id: 'lab_test',
  },
  rules: [
    {
      id: 'anything_found',
      field: 'value',
      description: 'A preliminary, final or corrected result says something; one that is awaited or cancelled need not',
      holds: ({ value, finding, value_text: text, interpretation, status }) =>
        value !== undefined ||
        finding !== undefined ||
        text !== undefined ||
        interpretation !== undefined ||
        status === 'registered' ||
        status === 'cancelled',
    },
    {
      id: 'comparator_of_value',
      field: 'comparator',
      description: 'A comparator stands before a number',
      holds: ({ comparator, value }) => comparator === undefined || value !== undefined,
    },
    {
      id: 'range_in_order',
      field: 'reference_high',
      severity: 'warn',
      description: 'A range ends above where it begins',
      holds: ({ reference_low: low, reference_high: high }) => low === undefined || high === undefined || low <= high,
    },
    {
      id: 'resulted_after_collected',
      field: 'resulted_at',
      description: 'No result is known before its specimen was taken',
      holds: (data, { eventTime }) => data.resulted_at === undefined || Date.parse(data.resulted_at) >= eventTime,
    },
  ],
});
