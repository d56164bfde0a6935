import { allergy as contract } from '../../contracts/records/allergy.ts';
import { syntheaFile } from './synthea-file.ts';

export const allergy = syntheaFile(contract, {
  file: 'allergies.csv',
  columns: {
    patient_id: 'PATIENT',
    encounter_id: 'ENCOUNTER',
    code: 'CODE',
    description: 'DESCRIPTION',
    code_system: 'SYSTEM',
    allergy_type: 'TYPE',
    category: 'CATEGORY',
    first_reaction_code: 'REACTION1',
    first_reaction_description: 'DESCRIPTION1',
    first_reaction_severity: 'SEVERITY1',
    second_reaction_code: 'REACTION2',
    second_reaction_description: 'DESCRIPTION2',
    second_reaction_severity: 'SEVERITY2',
    found_at: 'START',
    over_at: 'STOP',
  },
});
