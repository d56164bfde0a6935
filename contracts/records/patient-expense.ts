import { defineContract } from '../contract.ts';
import { identifier, instant, money, optional } from '../fields.ts';
import { streams } from '../platform/streams.ts';

export const patientExpense = defineContract({
  name: 'patient_expense',
  version: 1,
  description: 'What the care of a patient cost in a year of coverage, and who bore it',
  stream: streams.medicalClaims.name,
  kind: 'event',
  fields: {
    patient_id: identifier({ phi: 'record_id', description: 'Patient whose care it was, the source identifier' }),
    payer_id: optional(identifier({ phi: 'business_id', description: 'Payer that covered the year' })),
    year_started_at: instant({ phi: 'service_date', description: 'When the year of coverage began' }),
    out_of_pocket_cost: optional(money({ phi: 'none', description: 'Paid by the patient for care, USD' })),
    premium_cost: optional(money({ phi: 'none', description: 'Paid by the patient for being insured, USD' })),
    covered_cost: optional(money({ phi: 'none', description: 'Paid by the payer for care, USD' })),
  },
  key: ['patient_id', 'payer_id', 'year_started_at'],
  subject: 'patient_id',
  eventTime: 'year_started_at',
  references: { patient_id: 'patient', payer_id: 'payer' },
  rules: [],
});
