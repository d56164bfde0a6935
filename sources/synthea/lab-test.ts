import { labTest as contract } from '../../contracts/records/lab-test.ts';
import { ofKind, unitless } from './observation-cells.ts';
import { syntheaFile } from './synthea-file.ts';

export const labTest = syntheaFile(contract, {
  file: 'observations.csv',
  takes: ofKind('lab_result'),
  namesThings: true,
  columns: { lab_test_id: 'CODE', name: 'DESCRIPTION', unit: 'UNITS' },
  absent: { unit: unitless },
});
