import { expect, test } from 'vitest';
import { contracts } from '../../../../contracts/registry.ts';
import { fullRecord, goldenPage } from './golden-pairs.ts';

test('every policy leaves of every field of every contract what the page says', async () => {
  await expect(goldenPage()).toMatchFileSnapshot('every-field.md');
});

test('every field of every contract has a value that its contract accepts', () => {
  for (const contract of contracts) {
    expect(Object.keys(fullRecord(contract))).toEqual(Object.keys(contract.fields));
    expect(contract.schema.safeParse(fullRecord(contract)).success, contract.name).toBe(true);
  }
});
