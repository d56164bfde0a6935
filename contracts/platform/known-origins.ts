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

/** Files of a Synthea export; their names are those of its tables, not of contracts. */
const syntheaNames = [
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
];

/** What the names of files end in that are read; `.gz` is left off before. */
export const fileEndings = ['csv', 'ndjson', 'jsonl', 'json'] as const;

/** How a file of a contract may be called, besides numbers: vital-sign, vital-signs, vital_signs. */
const namesOf = (contract: string) => [
  ...new Set([fileNameOf(contract), `${fileNameOf(contract)}s`, contract, `${contract}s`]),
];

/**
 * Names of files that stand in masked zones as they are: those of every Synthea export, of each contract in each format that is
 * read, and the pipe. Of others, with a number or a word more, there is a keyed hash: it may be a person's.
 */
export const knownFiles: readonly string[] = [
  ...new Set([
    ...syntheaNames,
    ...contracts.flatMap(({ name }) => namesOf(name).flatMap((own) => fileEndings.map((ending) => `${own}.${ending}`))),
    'stdin',
  ]),
];
