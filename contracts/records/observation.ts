import { defineContract } from '../contract.ts';
import { code, coded, decimal, displayText, identifier, instant, lenient, optional, ucumUnit } from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

const largest = 9_999_999_999;

export const observation = defineContract({
  name: 'observation',
  version: 1,
  description:
    'What was asked, scored or seen of a patient, and is neither a vital sign nor the result of a laboratory',
  stream: streams.healthcareEvents.name,
  kind: 'event',
  fields: {
    observation_id: identifier({ phi: 'record_id', description: 'Identifier of the observation in the source system' }),
    patient_id: identifier({ phi: 'record_id', description: 'Patient observed, the source identifier' }),
    encounter_id: optional(identifier({ phi: 'record_id', description: 'Encounter in which it was observed' })),
    category: optional(
      coded({
        set: valueSets.observationCategory,
        maxLength: 16,
        phi: 'none',
        description: 'Survey, social history, exam, procedure, body measure or another category',
      }),
    ),
    code: code({ systems: ['loinc', 'snomed', 'lifeYears'], phi: 'none', description: 'Code of what was observed' }),
    description: optional(displayText({ maxLength: 1000, of: 'code', description: 'Display text of the code' })),
    observed_at: instant({ phi: 'service_date', description: 'When it was observed' }),
    value: optional(
      decimal({
        precision: 15,
        scale: 5,
        min: -largest,
        max: largest,
        phi: 'none',
        description: 'Score, percentage or count',
      }),
    ),
    unit: lenient(ucumUnit({ phi: 'none', description: 'Unit of the value (UCUM)' })),
    value_text: optional(displayText({ maxLength: 1000, of: 'code', description: 'Answer or finding, as its text' })),
  },
  key: ['observation_id'],
  subject: 'patient_id',
  eventTime: 'observed_at',
  references: { patient_id: 'patient', encounter_id: 'encounter' },
  rules: [],
});
