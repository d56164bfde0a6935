import { defineContract } from '../contract.ts';
import { calendarDate, coded, identifier, lenient, money, optional, text } from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

export const plan = defineContract({
  name: 'plan',
  version: 1,
  description: 'An insurance product of a payer: what it covers, and what it leaves to the patient',
  stream: streams.medicalClaims.name,
  kind: 'reference',
  history: 'versions',
  fields: {
    plan_id: identifier({ phi: 'business_id', description: 'Identifier of the plan in the source system' }),
    payer_id: optional(identifier({ phi: 'business_id', description: 'Payer that offers it, its source identifier' })),
    name: text({ maxLength: 200, phi: 'none', description: 'Name of the plan' }),
    plan_type: optional(
      coded({ set: valueSets.planType, maxLength: 16, phi: 'none', description: 'HMO, PPO, Medicare Advantage …' }),
    ),
    monthly_premium: lenient(money({ phi: 'none', description: 'Premium of a member and month, USD' })),
    deductible: lenient(money({ phi: 'none', description: 'What a member pays in a year before the plan does, USD' })),
    out_of_pocket_maximum: lenient(money({ phi: 'none', description: 'The most that a member pays in a year, USD' })),
    sold_from: lenient(calendarDate({ phi: 'none', description: 'First day on which it covers anybody' })),
    sold_to: lenient(calendarDate({ phi: 'none', description: 'Last day on which it covers anybody' })),
  },
  key: ['plan_id'],
  subject: 'plan_id',
  references: { payer_id: 'payer' },
  rules: [
    {
      id: 'sold_to_after_from',
      field: 'sold_to',
      severity: 'warn',
      description: 'A plan does not end before it begins',
      holds: ({ sold_from: from, sold_to: to }) => from === undefined || to === undefined || to >= from,
    },
  ],
});
