import { labelledOf } from './labelled.ts';

export const medicationDispenseRecords = labelledOf('medication_dispense', {
  right: [
    { title: 'half a tablet a day', change: { quantity: 15, days_supply: 30 } },
    { title: 'numbers as text', change: { quantity: '30', days_supply: '90' } },
    { title: 'nothing paid', change: { payer_coverage: '0.00' } },
    { title: 'fill without its order', change: { medication_order_id: null } },
  ],
  wrong: [
    { title: 'supply of eleven years', change: { days_supply: 4000 }, field: 'days_supply' },
    { title: 'negative supply', change: { days_supply: -30 }, field: 'days_supply' },
    { title: 'cost in words', change: { total_cost: 'twelve' }, field: 'total_cost' },
    { title: 'filled in the future', change: { dispensed_at: '2996-01-01T00:00:00Z' }, field: 'dispensed_at' },
  ],
});
