import { labelledOf } from './labelled.ts';

export const supplyMovementRecords = labelledOf('supply_movement', {
  right: [
    { title: 'type as a storeroom writes it', change: { movement_type: 'Issued' } },
    { title: 'of no patient', change: { patient_id: null, encounter_id: null } },
    { title: 'stock below zero, which a late receipt puts right', change: { quantity_on_hand: -2 } },
    { title: 'quantity as CSV carries it', change: { quantity: '50' } },
    { title: 'lot with slashes', change: { lot_number: '88/A-3' } },
  ],
  wrong: [
    { title: 'type that is a fruit', change: { movement_type: 'Banana' }, field: 'movement_type' },
    { title: 'half a unit', change: { quantity: 0.5 }, field: 'quantity' },
    { title: 'moved tomorrow', change: { moved_at: '2026-06-02T09:00:00Z' }, field: 'moved_at' },
    { title: 'day of expiry that is none', change: { expires_on: '2025-02-30' }, field: 'expires_on' },
  ],
});
