import { patientExpense } from '../records/patient-expense.ts';
import { samplesOf } from '../samples.ts';

const year = {
  patient_id: 'patient-1',
  payer_id: 'payer-1',
  year_started_at: '2024-03-05T07:25:35Z',
  out_of_pocket_cost: '1204.17',
  premium_cost: '4950.00',
  covered_cost: '8811.02',
};

export const patientExpenseSamples = samplesOf(patientExpense, {
  valid: [
    {
      about: 'a year with all three amounts',
      data: year,
      masked: { out_of_pocket_cost: '1204.17', premium_cost: '4950.00', covered_cost: '8811.02' },
    },
  ],
  edge: [
    {
      about: 'a year without insurance',
      data: { ...year, payer_id: undefined, premium_cost: '0', covered_cost: '0.00' },
      masked: { payer_id: null, premium_cost: '0' },
    },
  ],
  rejected: [
    {
      about: 'an amount of a third of a cent',
      data: { ...year, covered_cost: '1.003' },
      reason: 'schema.invalid_format',
      path: 'data.covered_cost',
    },
  ],
});
