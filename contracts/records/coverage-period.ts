import { defineContract } from '../contract.ts';
import { coded, identifier, instant, lenient, optional, personName } from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

export const coveragePeriod = defineContract({
  name: 'coverage_period',
  version: 1,
  description: 'A time during which a payer covers a patient, under one membership',
  stream: streams.medicalClaims.name,
  kind: 'event',
  fields: {
    patient_id: identifier({ phi: 'record_id', description: 'Patient who is covered, the source identifier' }),
    payer_id: identifier({ phi: 'business_id', description: 'Payer that covers, its source identifier' }),
    member_id: optional(identifier({ phi: 'record_id', description: 'Number of the membership' })),
    started_at: instant({ phi: 'service_date', description: 'When the coverage begins' }),
    // Next year's coverage is sent this year: the time of the record is that of the enrolment.
    enrolled_at: instant({
      phi: 'service_date',
      description: 'When it was agreed; where the source does not say, when it begins',
    }),
    ended_at: optional(instant({ phi: 'service_date', description: 'When it ends; absent while no end is known' })),
    period_precision: optional(
      coded({
        set: valueSets.timePrecision,
        maxLength: 16,
        phi: 'none',
        description: 'How exactly the source knows beginning and end; absent: as they stand here',
      }),
    ),
    plan_id: optional(identifier({ phi: 'business_id', description: 'Plan of the payer' })),
    secondary_payer_id: optional(identifier({ phi: 'business_id', description: 'Payer that covers the rest' })),
    policy_holder: optional(
      coded({
        set: valueSets.policyHolder,
        maxLength: 16,
        phi: 'none',
        description: 'What the policy holder is to the patient',
      }),
    ),
    policy_holder_name: lenient(personName({ maxLength: 200, description: 'Name of the policy holder' })),
  },
  // Memberships have numbers; where an export has none, a payer begins to cover a patient once at a time.
  key: ['patient_id', 'payer_id', 'member_id', 'started_at'],
  subject: 'patient_id',
  eventTime: 'enrolled_at',
  references: { patient_id: 'patient', payer_id: 'payer', plan_id: 'plan', secondary_payer_id: 'payer' },
  rules: [
    {
      id: 'ended_after_started',
      field: 'ended_at',
      description: 'No coverage ends before it begins',
      holds: ({ started_at: from, ended_at: to }) => to === undefined || Date.parse(to) >= Date.parse(from),
    },
  ],
});
