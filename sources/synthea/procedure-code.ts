import { procedureCode as contract } from '../../contracts/records/procedure-code.ts';
import { syntheaFile } from './synthea-file.ts';

export const procedureCode = syntheaFile(contract, {
  file: 'procedures.csv',
  namesThings: true,
  columns: { procedure_code_id: 'CODE', name: 'DESCRIPTION', code_system: 'SYSTEM' },
});
