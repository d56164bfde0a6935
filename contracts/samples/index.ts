// Generated from the files of contracts/samples/ by `npm run codegen`; do not edit.
import type { Samples } from '../samples.ts';
import { allergySamples } from './allergy.ts';
import { appointmentSamples } from './appointment.ts';
import { carePlanSamples } from './care-plan.ts';
import { claimSamples } from './claim.ts';
import { claimTransactionSamples } from './claim-transaction.ts';
import { conditionSamples } from './condition.ts';
import { coveragePeriodSamples } from './coverage-period.ts';
import { departmentSamples } from './department.ts';
import { deviceSamples } from './device.ts';
import { diagnosisSamples } from './diagnosis.ts';
import { encounterSamples } from './encounter.ts';
import { imagingStudySamples } from './imaging-study.ts';
import { immunizationSamples } from './immunization.ts';
import { labResultSamples } from './lab-result.ts';
import { labTestSamples } from './lab-test.ts';
import { medicationSamples } from './medication.ts';
import { medicationDispenseSamples } from './medication-dispense.ts';
import { medicationOrderSamples } from './medication-order.ts';
import { observationSamples } from './observation.ts';
import { organizationSamples } from './organization.ts';
import { patientSamples } from './patient.ts';
import { patientExpenseSamples } from './patient-expense.ts';
import { payerSamples } from './payer.ts';
import { planSamples } from './plan.ts';
import { procedureSamples } from './procedure.ts';
import { procedureCodeSamples } from './procedure-code.ts';
import { providerSamples } from './provider.ts';
import { supplyItemSamples } from './supply-item.ts';
import { supplyMovementSamples } from './supply-movement.ts';
import { vitalSignSamples } from './vital-sign.ts';

/** Reference data first, and every noun behind those it refers to. */
export const samples: readonly Samples[] = [
  diagnosisSamples,
  labTestSamples,
  medicationSamples,
  organizationSamples,
  departmentSamples,
  patientSamples,
  payerSamples,
  planSamples,
  procedureCodeSamples,
  providerSamples,
  supplyItemSamples,
  coveragePeriodSamples,
  encounterSamples,
  allergySamples,
  appointmentSamples,
  carePlanSamples,
  claimSamples,
  claimTransactionSamples,
  conditionSamples,
  deviceSamples,
  imagingStudySamples,
  immunizationSamples,
  labResultSamples,
  medicationOrderSamples,
  medicationDispenseSamples,
  observationSamples,
  patientExpenseSamples,
  procedureSamples,
  supplyMovementSamples,
  vitalSignSamples,
];
