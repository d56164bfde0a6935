import { supplyItem } from '../records/supply-item.ts';
import { samplesOf } from '../samples.ts';

const strips = { supply_item_id: '337388004', name: 'Blood glucose testing strips (physical object)' };

export const supplyItemSamples = samplesOf(supplyItem, {
  valid: [
    {
      about: 'a consumable with its price and the stock to order at',
      data: {
        ...strips,
        code: '337388004',
        category: 'consumable',
        unit_of_issue: 'box of 50',
        unit_cost: '18.40',
        reorder_level: 20,
        is_critical: false,
      },
      masked: { code: '337388004', category: 'consumable', unit_cost: '18.40', reorder_level: '20' },
    },
  ],
  edge: [
    { about: 'a number alone', data: { supply_item_id: '00-4711/A' }, masked: { name: null } },
    { about: 'a code that is none', data: { ...strips, code: 'strips' }, masked: { code: null } },
  ],
  rejected: [{ about: 'no number', data: { name: 'Gauze' }, reason: 'schema.missing', path: 'data.supply_item_id' }],
});
