import type { RuleChanges, RuleSettings } from '../rule-settings.ts';

/**
 * The rules of a deployment, without code: what a broken rule costs, the numbers that rules judge by, and what differs for
 * a stage or a source. Contracts declare the rules themselves. A setting that names something unknown, or that can never
 * have an effect, ends the start of every function and command with a message that says which one.
 */

/** What no adult in a bed has, though it is possible: kept and counted, so that a monitor that drifts shows. */
const suspiciousVitals = {
  'vital_sign.heart_rate': { min: 20, max: 250, severity: 'note' },
  'vital_sign.respiratory_rate': { min: 4, max: 60, severity: 'note' },
  'vital_sign.oxygen_saturation': { min: 50, severity: 'note' },
  'vital_sign.systolic_pressure': { min: 40, max: 260, severity: 'note' },
  'vital_sign.diastolic_pressure': { min: 20, max: 160, severity: 'note' },
  'vital_sign.temperature': { min: 32, max: 42, severity: 'note' },
} as const satisfies RuleChanges['ranges'];

/** The stage of this machine: run, up, and send without --stage. */
export const laptopStage = 'laptop';

/** Codes are looked up in the releases that are at hand for their day: ICD-10-CM is shipped, others are loaded. */
const knownCodes = {
  icd10cm: 'note',
  icd10pcs: 'note',
  snomed: 'note',
  loinc: 'note',
  rxnorm: 'note',
  cvx: 'note',
  hcpcs: 'note',
} as const satisfies RuleChanges['codes'];

export const ruleSettings = {
  profiles: {
    /** Records of real people. */
    strict: {
      severities: { 'patient.ssn_issued': 'warn' },
      ranges: suspiciousVitals,
      codes: knownCodes,
      required: { 'patient.birth_date': 'note', 'patient.last_name': 'note' },
      unknownFields: 'quarantine',
    },
    /** Generated records: social security numbers of areas that nobody has been given. */
    synthetic: { ranges: suspiciousVitals, codes: knownCodes, unknownFields: 'quarantine' },
  },
  stages: {
    [laptopStage]: { profile: 'synthetic' },
    emulator: { profile: 'synthetic' },
    dev: { profile: 'synthetic' },
    staging: { profile: 'strict' },
    prod: { profile: 'strict' },
  },
} as const satisfies RuleSettings;
