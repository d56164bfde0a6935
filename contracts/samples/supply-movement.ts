import { supplyMovement } from '../records/supply-movement.ts';
import { samplesOf } from '../samples.ts';

const use = {
  supply_item_id: '337388004',
  movement_type: 'use',
  moved_at: '2025-03-01T09:00:00Z',
  patient_id: 'patient-1',
  encounter_id: 'encounter-1',
  movement_number: '1',
  quantity: 50,
};

export const supplyMovementSamples = samplesOf(supplyMovement, {
  valid: [
    {
      about: 'a use for a patient',
      data: { ...use, organization_id: 'org-1', department_id: 'dept-1', quantity_on_hand: 150, unit_cost: '0.37' },
      masked: { movement_type: 'use', quantity: '50', quantity_on_hand: '150', movement_number: '1' },
    },
  ],
  edge: [
    {
      about: 'a receipt of a lot, for no patient',
      data: {
        supply_item_id: '337388004',
        movement_type: 'goods receipt',
        moved_at: '2025-03-01T09:00:00Z',
        organization_id: 'org-1',
        movement_number: 'GR-2025-00017',
        quantity: 1000,
        lot_number: 'L-88A',
        expires_on: '2027-01-31',
      },
      masked: { movement_type: 'receipt', patient_id: null, quantity: '1000', lot_number: 'L-88A' },
    },
    {
      about: 'a stock-out: what was asked for and not there',
      data: { ...use, movement_type: 'out of stock', quantity: 2, quantity_on_hand: 0 },
      masked: { movement_type: 'stockout', quantity: '2', quantity_on_hand: '0' },
    },
  ],
  rejected: [
    {
      about: 'a movement that does nothing we know',
      data: { ...use, movement_type: 'juggled' },
      reason: 'schema.invalid_value',
      path: 'data.movement_type',
    },
    { about: 'less than nothing', data: { ...use, quantity: -1 }, reason: 'schema.too_small', path: 'data.quantity' },
  ],
});
