// Generated from the files of contracts/samples/ by `npm run codegen`; do not edit.
import type { Samples } from '../samples.ts';
import { claimSamples } from './claim.ts';
import { claimTransactionSamples } from './claim-transaction.ts';
import { conditionSamples } from './condition.ts';
import { encounterSamples } from './encounter.ts';
import { immunizationSamples } from './immunization.ts';
import { organizationSamples } from './organization.ts';
import { patientSamples } from './patient.ts';
import { payerSamples } from './payer.ts';
import { providerSamples } from './provider.ts';
import { vitalSignSamples } from './vital-sign.ts';

/** Reference data first, and every noun behind those it refers to. */
export const samples: readonly Samples[] = [
  organizationSamples,
  patientSamples,
  payerSamples,
  providerSamples,
  encounterSamples,
  claimSamples,
  claimTransactionSamples,
  conditionSamples,
  immunizationSamples,
  vitalSignSamples,
];
