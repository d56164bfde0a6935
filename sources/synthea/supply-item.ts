import { supplyItem as contract } from '../../contracts/records/supply-item.ts';
import { syntheaFile } from './synthea-file.ts';

export const supplyItem = syntheaFile(contract, {
  file: 'supplies.csv',
  namesThings: true,
  columns: { supply_item_id: 'CODE', name: 'DESCRIPTION', code: 'CODE' },
});
