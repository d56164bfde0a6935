import { claimRecords } from './claim.ts';
import { claimTransactionRecords } from './claim-transaction.ts';
import { conditionRecords } from './condition.ts';
import { encounterRecords } from './encounter.ts';
import { immunizationRecords } from './immunization.ts';
import type { Labelled } from './labelled.ts';
import { organizationRecords } from './organization.ts';
import { patientRecords } from './patient.ts';
import { payerRecords } from './payer.ts';
import { providerRecords } from './provider.ts';
import { vitalSignRecords } from './vital-sign.ts';

export const labelledRecords: readonly Labelled[] = [
  ...organizationRecords,
  ...patientRecords,
  ...payerRecords,
  ...providerRecords,
  ...encounterRecords,
  ...claimRecords,
  ...claimTransactionRecords,
  ...conditionRecords,
  ...immunizationRecords,
  ...vitalSignRecords,
];
