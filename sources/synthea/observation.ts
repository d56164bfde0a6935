import { observation as contract } from '../../contracts/records/observation.ts';
import { rowId } from './derived-cells.ts';
import { numberCell, ofKind, textCell, unitless } from './observation-cells.ts';
import { syntheaFile } from './synthea-file.ts';

export const observation = syntheaFile(contract, {
  file: 'observations.csv',
  takes: ofKind('observation'),
  columns: {
    observation_id: rowId('DATE'),
    patient_id: 'PATIENT',
    encounter_id: 'ENCOUNTER',
    category: 'CATEGORY',
    code: 'CODE',
    description: 'DESCRIPTION',
    observed_at: 'DATE',
    value: numberCell,
    unit: 'UNITS',
    value_text: textCell,
  },
  absent: { unit: unitless },
});
