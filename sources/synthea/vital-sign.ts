import { vitalSign as contract } from '../../contracts/records/vital-sign.ts';
import { rowId } from './derived-cells.ts';
import { ofKind, signCell } from './observation-cells.ts';
import { syntheaFile } from './synthea-file.ts';

/** A row of an export is one sign, and so is its record: rows become events each by itself, in whatever part of a file. */
export const vitalSign = syntheaFile(contract, {
  file: 'observations.csv',
  takes: ofKind('vital_sign'),
  columns: {
    vital_sign_id: rowId('DATE'),
    patient_id: 'PATIENT',
    encounter_id: 'ENCOUNTER',
    measured_at: 'DATE',
    heart_rate: signCell('heart_rate', true),
    respiratory_rate: signCell('respiratory_rate', true),
    oxygen_saturation: signCell('oxygen_saturation'),
    systolic_pressure: signCell('systolic_pressure', true),
    diastolic_pressure: signCell('diastolic_pressure', true),
    temperature: signCell('temperature'),
    body_weight: signCell('body_weight'),
    body_height: signCell('body_height'),
  },
});
