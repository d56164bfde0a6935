import { defineContract } from '../contract.ts';
import { identifier, instant, money, optional, text } from '../fields.ts';
import { streams } from '../platform/streams.ts';

const isNegative = (amount: string) => amount.startsWith('-');

export const encounter = defineContract({
  name: 'encounter',
  version: 1,
  description: 'A visit or stay of a patient with a provider of an organization',
  stream: streams.healthcareEvents.name,
  kind: 'event',
  fields: {
    encounter_id: identifier({ phi: 'record_id', description: 'Identifier of the encounter in the source system' }),
    patient_id: identifier({ phi: 'record_id', description: 'Patient seen, its source identifier' }),
    organization_id: optional(identifier({ phi: 'none', description: 'Organization, its source identifier' })),
    provider_id: optional(identifier({ phi: 'none', description: 'Attending provider, its source identifier' })),
    payer_id: optional(identifier({ phi: 'none', description: 'Payer that covers the encounter' })),
    encounter_class: text({ maxLength: 32, phi: 'none', description: 'Class of the encounter; the department' }),
    code: optional(identifier({ phi: 'none', description: 'SNOMED CT code of the encounter' })),
    description: optional(text({ maxLength: 1000, phi: 'none', description: 'Display text of the code' })),
    reason_code: optional(identifier({ phi: 'none', description: 'SNOMED CT code of the reason' })),
    reason_description: optional(
      text({ maxLength: 1000, phi: 'none', description: 'Display text of the reason code' }),
    ),
    started_at: instant({ phi: 'service_date', description: 'Start of the encounter' }),
    ended_at: optional(instant({ phi: 'service_date', description: 'End of the encounter; absent while it is open' })),
    base_encounter_cost: money({ phi: 'none', description: 'Base cost of the encounter, USD' }),
    total_claim_cost: money({ phi: 'none', description: 'Total cost of the claim, USD' }),
    payer_coverage: money({ phi: 'none', description: 'Part of the total that the payer covers, USD' }),
  },
  key: ['encounter_id'],
  subject: 'patient_id',
  eventTime: 'started_at',
  references: { patient_id: 'patient', organization_id: 'organization', provider_id: 'provider', payer_id: 'payer' },
  rules: [
    {
      id: 'ended_after_started',
      field: 'ended_at',
      description: 'An encounter does not end before it starts',
      holds: (data, { eventTime }) => data.ended_at === undefined || Date.parse(data.ended_at) >= eventTime,
    },
    {
      id: 'cost_not_negative',
      field: 'total_claim_cost',
      description: 'Costs and coverage are not negative',
      holds: (data) => ![data.base_encounter_cost, data.total_claim_cost, data.payer_coverage].some(isNegative),
    },
  ],
});
