import { coveragePeriod } from '../records/coverage-period.ts';
import { samplesOf } from '../samples.ts';

const year = {
  patient_id: 'patient-1',
  payer_id: 'payer-1',
  member_id: 'member-1',
  started_at: '2025-01-01T00:00:00Z',
  enrolled_at: '2024-11-20T00:00:00Z',
  ended_at: '2026-01-01T00:00:00Z',
};

export const coveragePeriodSamples = samplesOf(coveragePeriod, {
  valid: [
    {
      about: 'a year with a plan, a second payer and a parent who holds the policy',
      data: {
        ...year,
        plan_id: 'plan-1',
        secondary_payer_id: 'payer-2',
        policy_holder: 'Guardian',
        policy_holder_name: 'Gail741 Mosciski958',
      },
      masked: {
        payer_id: 'payer-1',
        plan_id: 'plan-1',
        secondary_payer_id: 'payer-2',
        policy_holder: 'Guardian',
        policy_holder_name: 'G*** M***',
      },
    },
  ],
  edge: [
    {
      about: 'next year, agreed this year',
      data: { ...year, started_at: '2027-01-01T00:00:00Z', ended_at: '2028-01-01T00:00:00Z' },
      masked: { period_precision: null },
    },
    {
      about: 'a year and nothing closer, without a membership or an end',
      data: {
        patient_id: 'patient-1',
        payer_id: 'payer-1',
        started_at: '2014-01-01T00:00:00Z',
        enrolled_at: '2014-01-01T00:00:00Z',
        period_precision: 'year',
        policy_holder: '18',
      },
      masked: { period_precision: 'year', policy_holder: 'Self', ended_at: null },
    },
  ],
  rejected: [
    {
      about: 'over before it begins',
      data: { ...year, ended_at: '2024-12-31T00:00:00Z' },
      reason: 'rule.ended_after_started',
      path: 'data.ended_at',
    },
    { about: 'no payer', data: { ...year, payer_id: undefined }, reason: 'schema.missing', path: 'data.payer_id' },
  ],
});
