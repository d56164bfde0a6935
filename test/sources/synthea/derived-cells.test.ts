import { describe, expect, it } from 'vitest';
import { rowId } from '../../../sources/synthea/derived-cells.ts';
import { supplyMovement } from '../../../sources/synthea/supply-movement.ts';

describe('the id of a row that has none', () => {
  const at = '2022-01-10T14:03:46Z';

  it('is another one for each row of a code and time, though rows of other encounters stand between them', () => {
    const idOf = rowId('DATE').start();
    // As observations of Synthea 3.3 stand, where the rows of some encounters come in two parts.
    const ids = ['one', 'one', 'other', 'one', 'other'].map((encounter) => idOf(encounter, 'patient', at, '33914-3'));
    expect(ids[0]).toBe('one:20220110T140346Z:33914-3');
    expect(new Set(ids).size).toBe(5);
  });

  it('is the same when the file is read again', () => {
    const [first, second] = [rowId('DATE').start(), rowId('DATE').start()];
    for (let row = 0; row < 3; row += 1) expect(first('one', '', at, '1')).toBe(second('one', '', at, '1'));
  });
});

it('two uses of an item at one time are two movements, also where their quantities differ', () => {
  const cell = supplyMovement.columns.movement_number;
  if (typeof cell !== 'object' || !('from' in cell)) throw new Error('the number has no column of its own');
  const columns = ['DATE', 'PATIENT', 'ENCOUNTER', 'CODE', 'QUANTITY'];
  const numberOf = cell.start();
  const rows = ['1', '4', '1'].map((quantity) => ['2023-01-23', 'patient', 'encounter', '337388004', quantity]);
  const numbers = rows.map((row) => numberOf(...cell.from.map((column) => row[columns.indexOf(column)] ?? '')));
  expect(numbers).toEqual(['1', '2', '3']);
});
