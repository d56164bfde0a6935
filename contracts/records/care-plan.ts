import { defineContract } from '../contract.ts';
import { code, displayText, identifier, instant, lenient, optional } from '../fields.ts';
import { streams } from '../platform/streams.ts';

export const carePlan = defineContract({
  name: 'care_plan',
  version: 1,
  description: 'What is planned for the care of a patient, from its start until it ends',
  stream: streams.healthcareEvents.name,
  kind: 'event',
  fields: {
    care_plan_id: identifier({ phi: 'record_id', description: 'Identifier of the plan in the source system' }),
    patient_id: identifier({ phi: 'record_id', description: 'Patient cared for, the source identifier' }),
    encounter_id: optional(identifier({ phi: 'record_id', description: 'Encounter in which it was made' })),
    code: code({ systems: ['snomed'], phi: 'none', description: 'Code of the plan' }),
    description: optional(displayText({ maxLength: 1000, of: 'code', description: 'Display text of the code' })),
    reason_code: lenient(code({ systems: ['snomed', 'icd10cm'], phi: 'none', description: 'Code of the reason' })),
    reason_description: optional(
      displayText({ maxLength: 1000, of: 'reason_code', description: 'Display text of the reason code' }),
    ),
    started_at: instant({ phi: 'service_date', description: 'From when the plan holds' }),
    ended_at: optional(instant({ phi: 'service_date', description: 'Until when; absent while it goes on' })),
  },
  key: ['care_plan_id'],
  subject: 'patient_id',
  eventTime: 'started_at',
  references: { patient_id: 'patient', encounter_id: 'encounter' },
  rules: [
    {
      id: 'ended_after_started',
      field: 'ended_at',
      description: 'A plan does not end before it starts',
      holds: (data, { eventTime }) => data.ended_at === undefined || Date.parse(data.ended_at) >= eventTime,
    },
  ],
});
