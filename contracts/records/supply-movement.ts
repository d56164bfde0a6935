import { defineContract } from '../contract.ts';
import {
  calendarDate,
  coded,
  identifier,
  instant,
  integer,
  lenient,
  money,
  optional,
  strict,
  text,
} from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

export const supplyMovement = defineContract({
  name: 'supply_movement',
  version: 1,
  description: 'A change of the stock of an item: what was received, used for a patient, wasted, counted or lacking',
  stream: streams.healthcareEvents.name,
  kind: 'event',
  fields: {
    supply_item_id: identifier({ phi: 'business_id', description: 'Item that was moved' }),
    // It says whether the quantity adds to the stock, so a movement without it says nothing.
    movement_type: strict(
      coded({ set: valueSets.supplyMovementType, maxLength: 16, phi: 'none', description: 'What the movement does' }),
    ),
    moved_at: instant({ phi: 'service_date', description: 'When it was moved, or found lacking' }),
    patient_id: optional(identifier({ phi: 'record_id', description: 'Patient it was used for' })),
    encounter_id: optional(identifier({ phi: 'record_id', description: 'Encounter in which it was used' })),
    organization_id: optional(identifier({ phi: 'business_id', description: 'Organization whose stock it is' })),
    department_id: optional(identifier({ phi: 'business_id', description: 'Department whose stock it is' })),
    movement_number: optional(
      identifier({
        phi: 'business_id',
        description: 'Number of the movement in the source; where the source has none, equal ones are counted from 1',
      }),
    ),
    quantity: integer({ min: 0, max: 1_000_000_000, phi: 'none', description: 'Units moved, or lacking' }),
    quantity_on_hand: lenient(
      integer({ min: -1_000_000_000, max: 1_000_000_000, phi: 'none', description: 'Stock after the movement, units' }),
    ),
    unit_cost: lenient(money({ phi: 'none', description: 'Price of a unit, USD' })),
    lot_number: lenient(text({ maxLength: 64, phi: 'none', description: 'Lot of the maker, for recalls' })),
    expires_on: lenient(calendarDate({ phi: 'none', description: 'Last day on which it may be used' })),
  },
  // A use comes without an id of its own: two of the same item for the same patient at the same time are two.
  key: [
    'supply_item_id',
    'movement_type',
    'moved_at',
    'patient_id',
    'encounter_id',
    'organization_id',
    'department_id',
    'movement_number',
  ],
  subject: 'supply_item_id',
  eventTime: 'moved_at',
  references: {
    supply_item_id: 'supply_item',
    patient_id: 'patient',
    encounter_id: 'encounter',
    organization_id: 'organization',
    department_id: 'department',
  },
  rules: [],
});
