import { defineContract, identifier, instant, money, optional, text } from '../contract.ts';
import { streams } from '../platform/streams.ts';

/** Clocks of source systems run ahead a little; more than this is a wrong date. */
const clockToleranceMs = 5 * 60_000;
const isAmount = (value: string | undefined) => value !== undefined && !value.startsWith('-');

export const encounter = defineContract({
  name: 'encounter',
  version: 1,
  description: 'A visit or stay of a patient with a provider of an organization',
  stream: streams.healthcareEvents.name,
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
  businessKey: 'encounter_id',
  subject: 'patient_id',
  eventTime: 'started_at',
  rules: [
    {
      id: 'started_in_calendar',
      field: 'started_at',
      description: 'An encounter starts in 1900 or later: the date dimension begins there',
      holds: (data) => (data.started_at ?? '') >= '1900',
    },
    {
      id: 'started_in_past',
      field: 'started_at',
      description: 'An encounter does not start in the future',
      holds: (_data, { eventTime, arrivedAt }) => eventTime <= arrivedAt + clockToleranceMs,
    },
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
      holds: (data) =>
        isAmount(data.base_encounter_cost) && isAmount(data.total_claim_cost) && isAmount(data.payer_coverage),
    },
  ],
  synthea: {
    file: 'encounters.csv',
    columns: {
      encounter_id: 'Id',
      patient_id: 'PATIENT',
      organization_id: 'ORGANIZATION',
      provider_id: 'PROVIDER',
      payer_id: 'PAYER',
      encounter_class: 'ENCOUNTERCLASS',
      code: 'CODE',
      description: 'DESCRIPTION',
      reason_code: 'REASONCODE',
      reason_description: 'REASONDESCRIPTION',
      started_at: 'START',
      ended_at: 'STOP',
      base_encounter_cost: 'BASE_ENCOUNTER_COST',
      total_claim_cost: 'TOTAL_CLAIM_COST',
      payer_coverage: 'PAYER_COVERAGE',
    },
  },
});
