import { carePlan as contract } from '../../contracts/records/care-plan.ts';
import { syntheaFile } from './synthea-file.ts';

export const carePlan = syntheaFile(contract, {
  file: 'careplans.csv',
  columns: {
    care_plan_id: 'Id',
    patient_id: 'PATIENT',
    encounter_id: 'ENCOUNTER',
    code: 'CODE',
    description: 'DESCRIPTION',
    reason_code: 'REASONCODE',
    reason_description: 'REASONDESCRIPTION',
    started_at: 'START',
    ended_at: 'STOP',
  },
});
