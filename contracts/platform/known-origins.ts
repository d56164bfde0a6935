import { fileNameOf } from '../file-name.ts';
import { contracts } from '../registry.ts';

/**
 * CloudEvents sources whose names stand in masked zones as they are; of every other one there is a keyed hash, because a
 * source may be called after a person. A deployment adds its own feeds here.
 */
export const knownSources = {
  syntheaCsv: 'urn:medstream:synthea-csv',
  contractFile: 'urn:medstream:contract-file',
  smokeCheck: 'urn:medstream:smoke-check',
} as const;

/**
 * Names of files that stand in masked zones as they are: those of every Synthea export, of each
 * contract, as generated records have them, and the pipe. Of others there is a keyed hash.
 */
export const knownFiles: readonly string[] = [
  'allergies.csv',
  'careplans.csv',
  'claims.csv',
  'claims_transactions.csv',
  'conditions.csv',
  'devices.csv',
  'encounters.csv',
  'imaging_studies.csv',
  'immunizations.csv',
  'medications.csv',
  'observations.csv',
  'organizations.csv',
  'patient_expenses.csv',
  'patients.csv',
  'payer_transitions.csv',
  'payers.csv',
  'procedures.csv',
  'providers.csv',
  'supplies.csv',
  ...contracts.map(({ name }) => `${fileNameOf(name)}.ndjson`),
  'stdin',
];
