import { labResult as contract } from '../../contracts/records/lab-result.ts';
import { rowId } from './derived-cells.ts';
import { comparatorCell, findingCell, numberCell, ofKind, textCell, unitless } from './observation-cells.ts';
import { syntheaFile } from './synthea-file.ts';

export const labResult = syntheaFile(contract, {
  file: 'observations.csv',
  takes: ofKind('lab_result'),
  columns: {
    lab_result_id: rowId('DATE'),
    patient_id: 'PATIENT',
    encounter_id: 'ENCOUNTER',
    lab_test_id: 'CODE',
    description: 'DESCRIPTION',
    collected_at: 'DATE',
    comparator: comparatorCell,
    value: numberCell,
    unit: 'UNITS',
    finding: findingCell,
    value_text: textCell,
  },
  absent: { unit: unitless },
});
