import { plan } from '../records/plan.ts';
import { samplesOf } from '../samples.ts';

const silver = {
  plan_id: 'plan-1',
  payer_id: 'payer-1',
  name: 'Blue Silver HMO',
  plan_type: 'HMO',
  monthly_premium: '412.50',
  deductible: '1500.00',
};

export const planSamples = samplesOf(plan, {
  valid: [
    {
      about: 'a plan of a payer',
      data: { ...silver, out_of_pocket_maximum: '8700.00', sold_from: '2025-01-01', sold_to: '2025-12-31' },
      masked: { plan_id: 'plan-1', payer_id: 'payer-1', plan_type: 'HMO', deductible: '1500.00' },
    },
  ],
  edge: [
    { about: 'a name alone', data: { plan_id: 'plan-2', name: 'Medicare' }, masked: { payer_id: null } },
    {
      about: 'one that would end before it begins',
      data: { ...silver, sold_from: '2025-01-01', sold_to: '2024-12-31' },
      masked: { sold_from: '2025-01-01', sold_to: null },
    },
  ],
  rejected: [{ about: 'no name', data: { plan_id: 'plan-1' }, reason: 'schema.missing', path: 'data.name' }],
});
