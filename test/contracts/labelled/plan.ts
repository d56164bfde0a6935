import { labelledOf } from './labelled.ts';

export const planRecords = labelledOf('plan', {
  right: [
    { title: 'type in words', change: { plan_type: 'Health maintenance organization' } },
    { title: 'type by the insurance type of an 835 (SBR09)', change: { plan_type: '12' } },
    { title: 'premium as spreadsheets write it', change: { monthly_premium: '$1,412.50' } },
    { title: 'optional fields null', change: { payer_id: null, plan_type: null, deductible: null, sold_to: null } },
  ],
  wrong: [
    { title: 'name of blanks', change: { name: '   ' }, field: 'name' },
    { title: 'type that is a fruit', change: { plan_type: 'Banana' }, field: 'plan_type' },
    { title: 'premium in words', change: { monthly_premium: 'about 400' }, field: 'monthly_premium' },
    {
      title: 'last day before the first',
      change: { sold_from: '2025-02-01', sold_to: '2025-01-01' },
      field: 'sold_to',
    },
  ],
});
