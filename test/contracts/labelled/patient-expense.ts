import { labelledOf } from './labelled.ts';

export const patientExpenseRecords = labelledOf('patient_expense', {
  right: [
    { title: 'amounts as spreadsheets write them', change: { covered_cost: '$8,811.02' } },
    { title: 'nobody insured', change: { payer_id: null, premium_cost: null } },
    { title: 'a year that cost nothing', change: { out_of_pocket_cost: '0.00', covered_cost: '0.00' } },
    { title: 'payer number with leading zeros', change: { payer_id: '00510' } },
  ],
  wrong: [
    { title: 'amount in words', change: { covered_cost: 'a lot' }, field: 'covered_cost' },
    { title: 'amount with three decimals', change: { premium_cost: '49.505' }, field: 'premium_cost' },
    {
      title: 'a year that has yet to begin',
      change: { year_started_at: '2027-01-01T00:00:00Z' },
      field: 'year_started_at',
    },
    { title: 'no patient', change: { patient_id: null }, field: 'patient_id' },
  ],
});
