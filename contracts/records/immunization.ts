import { defineContract } from '../contract.ts';
import { code, displayText, identifier, instant, money, optional } from '../fields.ts';
import { streams } from '../platform/streams.ts';

export const immunization = defineContract({
  name: 'immunization',
  version: 1,
  description: 'A vaccine that a patient was given',
  stream: streams.healthcareEvents.name,
  kind: 'event',
  fields: {
    patient_id: identifier({ phi: 'record_id', description: 'Patient who was given it, the source identifier' }),
    encounter_id: optional(identifier({ phi: 'record_id', description: 'Encounter in which it was given' })),
    code: code({ systems: ['cvx'], phi: 'none', description: 'Code of the vaccine (CVX)' }),
    description: optional(displayText({ maxLength: 1000, of: 'code', description: 'Display text of the code' })),
    given_at: instant({ phi: 'service_date', description: 'When it was given' }),
    base_cost: optional(money({ phi: 'none', description: 'Cost of the vaccine without the encounter, US dollars' })),
  },
  // An immunization comes without an id of its own: a vaccine is given once at a time in an encounter.
  key: ['patient_id', 'encounter_id', 'code', 'given_at'],
  subject: 'patient_id',
  eventTime: 'given_at',
  references: { patient_id: 'patient', encounter_id: 'encounter' },
  rules: [],
});
