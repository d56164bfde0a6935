import { defineContract } from '../contract.ts';
import { code, coded, displayText, identifier, instant, lenient, money, optional } from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { isPast, millisOf, yearMs } from '../rules.ts';
import { valueSets } from '../value-sets.ts';

const isNegative = (amount: string | undefined) => amount?.startsWith('-') === true && Number(amount) < 0;
/** The size of an amount. Of 17 digits a number cuts some: cents of hundreds of billions, which decide nothing here. */
const sizeOf = (amount: string) => Math.abs(Number(amount));

const encounterCodes = { systems: ['snomed', 'hcpcs', 'icd10cm'], bytes: 64, phi: 'none' } as const;

export const encounter = defineContract({
  name: 'encounter',
  version: 1,
  description: 'A visit or stay of a patient with a provider of an organization',
  stream: streams.healthcareEvents.name,
  kind: 'event',
  fields: {
    encounter_id: identifier({ phi: 'record_id', description: 'Identifier of the encounter in the source system' }),
    patient_id: identifier({ phi: 'record_id', description: 'Patient seen, its source identifier' }),
    organization_id: optional(identifier({ phi: 'business_id', description: 'Organization, its source identifier' })),
    provider_id: optional(identifier({ phi: 'business_id', description: 'Attending provider, its source identifier' })),
    payer_id: optional(identifier({ phi: 'business_id', description: 'Payer that covers the encounter' })),
    encounter_class: coded({
      set: valueSets.encounterClass,
      maxLength: 32,
      phi: 'none',
      description: 'Class of the encounter; the department',
    }),
    code: lenient(code({ ...encounterCodes, description: 'Code of the encounter, SNOMED CT or CPT' })),
    description: optional(displayText({ maxLength: 1000, of: 'code', description: 'Display text of the code' })),
    reason_code: lenient(code({ ...encounterCodes, description: 'Code of the reason, SNOMED CT or ICD-10-CM' })),
    reason_description: optional(
      displayText({ maxLength: 1000, of: 'reason_code', description: 'Display text of the reason code' }),
    ),
    started_at: instant({ phi: 'service_date', description: 'Start of the encounter' }),
    ended_at: optional(instant({ phi: 'service_date', description: 'End of the encounter; absent while it is open' })),
    base_encounter_cost: optional(
      money({ phi: 'none', description: 'Base cost of the encounter, USD; absent until it is known' }),
    ),
    total_claim_cost: optional(
      money({ phi: 'none', description: 'Total cost of the claim, USD; absent until it is known' }),
    ),
    payer_coverage: optional(
      money({ phi: 'none', description: 'Part of the total that the payer covers, USD; absent until it is known' }),
    ),
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
      holds: (data, { eventTime }) => data.ended_at === undefined || millisOf(data.ended_at) >= eventTime,
    },
    {
      id: 'ended_in_past',
      field: 'ended_at',
      severity: 'warn',
      description: 'An encounter that ends after it was sent is open; some sources write 9999-12-31 for that',
      holds: (data, { arrivedAt }) => data.ended_at === undefined || isPast(millisOf(data.ended_at), arrivedAt),
    },
    {
      id: 'plausible_stay',
      field: 'ended_at',
      // Decades in long-term care occur; a stay that began in another lifetime is a default date.
      description: 'No stay is longer than 60 years',
      thresholds: { years: 60 },
      holds: (data, { eventTime }, threshold) =>
        data.ended_at === undefined || millisOf(data.ended_at) - eventTime <= threshold('years') * yearMs,
    },
    {
      id: 'cost_not_negative',
      field: 'total_claim_cost',
      description: 'Costs and coverage are not negative, unless a claim is taken back: then none of them is positive',
      holds: ({ base_encounter_cost: base, total_claim_cost: total, payer_coverage: covered }) => {
        if (!isNegative(base) && !isNegative(total) && !isNegative(covered)) return true;
        return total !== undefined && ![base, total, covered].some((amount) => Number(amount ?? 0) > 0);
      },
    },
    {
      id: 'coverage_within_total',
      field: 'payer_coverage',
      severity: 'warn',
      description: 'A payer covers no more than the total, and takes back no more of it than is taken back',
      holds: ({ total_claim_cost: total, payer_coverage: covered }) =>
        total === undefined || covered === undefined || sizeOf(covered) <= sizeOf(total),
    },
  ],
});
