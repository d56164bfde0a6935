import { defineContract } from '../contract.ts';
import { code, displayText, identifier, instant, lenient, optional } from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { isPast } from '../rules.ts';

export const condition = defineContract({
  name: 'condition',
  version: 1,
  description: 'A diagnosis or problem of a patient, from its onset until it is over',
  stream: streams.healthcareEvents.name,
  kind: 'event',
  fields: {
    patient_id: identifier({ phi: 'record_id', description: 'Patient who has the condition, the source identifier' }),
    encounter_id: optional(identifier({ phi: 'record_id', description: 'Encounter in which it was diagnosed' })),
    code: code({ systems: ['snomed', 'icd10cm'], phi: 'none', description: 'Code of the condition' }),
    description: optional(displayText({ maxLength: 1000, of: 'code', description: 'Display text of the code' })),
    onset_at: instant({ phi: 'service_date', description: 'When the condition began' }),
    abated_at: optional(instant({ phi: 'service_date', description: 'When it was over; absent while it lasts' })),
    diagnosis_id: optional(
      code({ systems: ['snomed', 'icd10cm'], phi: 'none', description: 'Code of the condition in the catalogue' }),
    ),
    icd10_code: lenient(
      code({ systems: ['icd10cm'], phi: 'none', description: 'ICD-10-CM code that the source has for the condition' }),
    ),
    icd10_description: optional(
      displayText({ maxLength: 1000, of: 'icd10_code', description: 'Display text of the ICD-10-CM code' }),
    ),
  },
  // A condition comes without an id of its own: the same code begins once at a time in an encounter.
  key: ['patient_id', 'encounter_id', 'code', 'onset_at'],
  subject: 'patient_id',
  eventTime: 'onset_at',
  references: { patient_id: 'patient', encounter_id: 'encounter', diagnosis_id: 'diagnosis' },
  rules: [
    {
      id: 'abated_after_onset',
      field: 'abated_at',
      description: 'A condition is not over before it began',
      holds: (data, { eventTime }) => data.abated_at === undefined || Date.parse(data.abated_at) >= eventTime,
    },
    {
      id: 'abated_in_past',
      field: 'abated_at',
      severity: 'warn',
      description: 'A condition that is over after it was sent lasts',
      holds: (data, { arrivedAt }) => data.abated_at === undefined || isPast(Date.parse(data.abated_at), arrivedAt),
    },
  ],
});
