import { defineContract } from '../contract.ts';
import { code, displayText, identifier, instant, lenient, money, optional } from '../fields.ts';
import { streams } from '../platform/streams.ts';

export const procedure = defineContract({
  name: 'procedure',
  version: 1,
  description: 'Something that was done to or for a patient',
  stream: streams.healthcareEvents.name,
  kind: 'event',
  fields: {
    patient_id: identifier({ phi: 'record_id', description: 'Patient it was done for, the source identifier' }),
    encounter_id: optional(identifier({ phi: 'record_id', description: 'Encounter in which it was done' })),
    provider_id: optional(identifier({ phi: 'business_id', description: 'Provider who did it' })),
    procedure_code_id: code({
      systems: ['snomed', 'hcpcs', 'icd10pcs'],
      phi: 'none',
      description: 'Code of the procedure',
    }),
    description: optional(
      displayText({ maxLength: 1000, of: 'procedure_code_id', description: 'Display text of the code' }),
    ),
    reason_code: lenient(code({ systems: ['snomed', 'icd10cm'], phi: 'none', description: 'Code of the reason' })),
    reason_description: optional(
      displayText({ maxLength: 1000, of: 'reason_code', description: 'Display text of the reason code' }),
    ),
    started_at: instant({ phi: 'service_date', description: 'When it began' }),
    ended_at: optional(instant({ phi: 'service_date', description: 'When it ended' })),
    base_cost: optional(money({ phi: 'none', description: 'Cost of the procedure without the encounter, USD' })),
  },
  // A procedure comes without an id of its own: the same one begins once at a time in an encounter.
  key: ['patient_id', 'encounter_id', 'procedure_code_id', 'started_at'],
  subject: 'patient_id',
  eventTime: 'started_at',
  references: {
    patient_id: 'patient',
    encounter_id: 'encounter',
    provider_id: 'provider',
    procedure_code_id: 'procedure_code',
  },
  rules: [
    {
      id: 'ended_after_started',
      field: 'ended_at',
      description: 'A procedure does not end before it starts',
      holds: (data, { eventTime }) => data.ended_at === undefined || Date.parse(data.ended_at) >= eventTime,
    },
  ],
});
