import { procedure as contract } from '../../contracts/records/procedure.ts';
import { either } from './derived-cells.ts';
import { syntheaFile } from './synthea-file.ts';

export const procedure = syntheaFile(contract, {
  file: 'procedures.csv',
  columns: {
    patient_id: 'PATIENT',
    encounter_id: 'ENCOUNTER',
    procedure_code_id: 'CODE',
    description: 'DESCRIPTION',
    reason_code: 'REASONCODE',
    reason_description: 'REASONDESCRIPTION',
    // DATE in 2.7, which has no end.
    started_at: either('START', 'DATE'),
    ended_at: 'STOP',
    base_cost: 'BASE_COST',
  },
});
