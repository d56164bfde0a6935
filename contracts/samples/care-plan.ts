import { carePlan } from '../records/care-plan.ts';
import { samplesOf } from '../samples.ts';

const plan = {
  care_plan_id: 'plan-1',
  patient_id: 'patient-1',
  encounter_id: 'encounter-1',
  code: '698360004',
  description: 'Diabetes self management plan',
  started_at: '2025-03-01T00:00:00Z',
};

export const carePlanSamples = samplesOf(carePlan, {
  valid: [
    {
      about: 'one that goes on, with its reason',
      data: { ...plan, reason_code: '15777000', reason_description: 'Prediabetes' },
      masked: { code: '698360004', reason_code: '15777000', ended_at: null },
    },
  ],
  edge: [{ about: 'one that ends on its first day', data: { ...plan, ended_at: '2025-03-01T00:00:00Z' } }],
  rejected: [
    {
      about: 'an end before the start',
      data: { ...plan, ended_at: '2025-02-28T00:00:00Z' },
      reason: 'rule.ended_after_started',
      path: 'data.ended_at',
    },
  ],
});
