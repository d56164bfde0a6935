import { encounter as contract } from '../../contracts/records/encounter.ts';
import { syntheaFile } from './synthea-file.ts';

export const encounter = syntheaFile(contract, {
  file: 'encounters.csv',
  columns: {
    encounter_id: 'Id',
    patient_id: 'PATIENT',
    organization_id: 'ORGANIZATION',
    provider_id: 'PROVIDER',
    payer_id: 'PAYER',
    encounter_class: 'ENCOUNTERCLASS',
    code: 'CODE',
    description: 'DESCRIPTION',
    reason_code: 'REASONCODE',
    reason_description: 'REASONDESCRIPTION',
    started_at: 'START',
    ended_at: 'STOP',
    base_encounter_cost: 'BASE_ENCOUNTER_COST',
    total_claim_cost: 'TOTAL_CLAIM_COST',
    payer_coverage: 'PAYER_COVERAGE',
  },
});
