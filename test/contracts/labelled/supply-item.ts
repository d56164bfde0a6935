import { labelledOf } from './labelled.ts';

export const supplyItemRecords = labelledOf('supply_item', {
  right: [
    { title: 'item number with leading zeros', change: { supply_item_id: '000471100' } },
    { title: 'code of HCPCS level II', change: { code: 'A4253' } },
    { title: 'category in words', change: { category: 'Personal protective equipment' } },
    { title: 'critical as text', change: { is_critical: 'true' } },
    { title: 'optional fields null', change: { name: null, code: null, unit_cost: null, reorder_level: null } },
  ],
  wrong: [
    { title: 'price in words', change: { unit_cost: 'cheap' }, field: 'unit_cost' },
    { title: 'negative reorder level', change: { reorder_level: -1 }, field: 'reorder_level' },
    { title: 'category that is a fruit', change: { category: 'Banana' }, field: 'category' },
    { title: 'item number of blanks', change: { supply_item_id: '  ' }, field: 'supply_item_id' },
  ],
});
