// Generated from the files of contracts/samples/ by `npm run codegen`; do not edit.
import type { Samples } from '../samples.ts';
import { appointmentSamples } from './appointment.ts';
import { claimSamples } from './claim.ts';
import { claimTransactionSamples } from './claim-transaction.ts';
import { conditionSamples } from './condition.ts';
import { coveragePeriodSamples } from './coverage-period.ts';
import { departmentSamples } from './department.ts';
import { encounterSamples } from './encounter.ts';
import { immunizationSamples } from './immunization.ts';
import { organizationSamples } from './organization.ts';
import { patientSamples } from './patient.ts';
import { patientExpenseSamples } from './patient-expense.ts';
import { payerSamples } from './payer.ts';
import { planSamples } from './plan.ts';
import { providerSamples } from './provider.ts';
import { supplyItemSamples } from './supply-item.ts';
import { supplyMovementSamples } from './supply-movement.ts';
import { vitalSignSamples } from './vital-sign.ts';

/** Reference data first, and every noun behind those it refers to. */
export const samples: readonly Samples[] = [
  organizationSamples,
  departmentSamples,
  patientSamples,
  payerSamples,
  planSamples,
  providerSamples,
  supplyItemSamples,
  coveragePeriodSamples,
  encounterSamples,
  appointmentSamples,
  claimSamples,
  claimTransactionSamples,
  conditionSamples,
  immunizationSamples,
  patientExpenseSamples,
  supplyMovementSamples,
  vitalSignSamples,
];
