import { defineContract } from '../contract.ts';
import { boolean, code, coded, identifier, integer, lenient, money, optional, text } from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

export const supplyItem = defineContract({
  name: 'supply_item',
  version: 1,
  description: 'A thing that a hospital keeps in stock, as its item master lists it',
  stream: streams.healthcareEvents.name,
  kind: 'reference',
  history: 'versions',
  fields: {
    supply_item_id: identifier({ phi: 'business_id', description: 'Number of the item in the item master' }),
    name: optional(text({ maxLength: 200, phi: 'none', description: 'Name of the item' })),
    code: lenient(code({ systems: ['snomed', 'hcpcs'], phi: 'none', description: 'Code of the kind of item' })),
    category: optional(
      coded({ set: valueSets.supplyCategory, maxLength: 32, phi: 'none', description: 'Group that the item is of' }),
    ),
    unit_of_issue: lenient(text({ maxLength: 32, phi: 'none', description: 'What one is: each, box of 100, pair' })),
    unit_cost: lenient(money({ phi: 'none', description: 'Price of a unit, USD' })),
    reorder_level: lenient(
      integer({ min: 0, max: 1_000_000_000, phi: 'none', description: 'Stock at which more is ordered, units' }),
    ),
    is_critical: lenient(boolean({ phi: 'none', description: 'Care stops without it' })),
  },
  key: ['supply_item_id'],
  subject: 'supply_item_id',
  references: {},
  rules: [],
});
