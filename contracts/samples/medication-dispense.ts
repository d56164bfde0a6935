import { medicationDispense } from '../records/medication-dispense.ts';
import { samplesOf } from '../samples.ts';

const fill = {
  medication_dispense_id: 'dispense-1',
  medication_order_id: 'order-1',
  patient_id: 'patient-1',
  encounter_id: 'encounter-1',
  payer_id: 'payer-1',
  medication_id: '314076',
  description: 'lisinopril 10 MG Oral Tablet',
  dispensed_at: '2025-03-02T16:40:00Z',
};

export const medicationDispenseSamples = samplesOf(medicationDispense, {
  valid: [
    {
      about: 'a fill',
      data: {
        ...fill,
        quantity: 30,
        days_supply: 30,
        base_cost: '12.50',
        payer_coverage: '10.00',
        total_cost: '12.50',
      },
      masked: { days_supply: '30', total_cost: '12.50' },
    },
    {
      about: 'the fills of a year in one record',
      data: {
        ...fill,
        fill_count: 12,
        days_supply: 30,
        days_supply_derived: true,
        base_cost: '0.02',
        total_cost: '0.24',
      },
      masked: { fill_count: '12', days_supply_derived: 'true' },
    },
  ],
  edge: [{ about: 'a dose given at once', data: { ...fill, fill_count: 1, days_supply: 0 } }],
  rejected: [
    {
      about: 'no fill at all',
      data: { ...fill, fill_count: 0 },
      reason: 'schema.too_small',
      path: 'data.fill_count',
    },
  ],
});
