import { defineContract } from '../contract.ts';
import { code, coded, displayText, identifier, instant, lenient, optional } from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

export const medicationOrder = defineContract({
  name: 'medication_order',
  version: 1,
  description: 'The order of a provider that a patient takes a drug, from its start until it ends',
  stream: streams.healthcareEvents.name,
  kind: 'event',
  fields: {
    medication_order_id: identifier({ phi: 'record_id', description: 'Identifier of the order in the source system' }),
    patient_id: identifier({ phi: 'record_id', description: 'Patient who takes the drug, the source identifier' }),
    encounter_id: optional(identifier({ phi: 'record_id', description: 'Encounter in which it was ordered' })),
    provider_id: optional(identifier({ phi: 'business_id', description: 'Provider who ordered it' })),
    payer_id: optional(identifier({ phi: 'business_id', description: 'Payer that covers the drug' })),
    medication_id: code({ systems: ['rxnorm'], phi: 'none', description: 'RxNorm code of the drug' }),
    description: optional(
      displayText({ maxLength: 1000, of: 'medication_id', description: 'Display text of the drug' }),
    ),
    reason_code: lenient(
      code({ systems: ['snomed', 'icd10cm'], phi: 'none', description: 'Code of the reason for the order' }),
    ),
    reason_description: optional(
      displayText({ maxLength: 1000, of: 'reason_code', description: 'Display text of the reason code' }),
    ),
    started_at: instant({ phi: 'service_date', description: 'From when the drug is to be taken' }),
    ended_at: optional(instant({ phi: 'service_date', description: 'Until when; absent while it goes on' })),
    status: optional(
      coded({ set: valueSets.orderStatus, maxLength: 16, phi: 'none', description: 'How far the order has come' }),
    ),
  },
  key: ['medication_order_id'],
  subject: 'patient_id',
  eventTime: 'started_at',
  references: {
    patient_id: 'patient',
    encounter_id: 'encounter',
    provider_id: 'provider',
    payer_id: 'payer',
    medication_id: 'medication',
  },
  rules: [
    {
      // An order that is planned to end later than it was sent is ordinary, so nothing asks for the past.
      id: 'ended_after_started',
      field: 'ended_at',
      description: 'An order does not end before it starts',
      holds: (data, { eventTime }) => data.ended_at === undefined || Date.parse(data.ended_at) >= eventTime,
    },
  ],
});
