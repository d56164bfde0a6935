import { appointmentRecords } from './appointment.ts';
import { claimRecords } from './claim.ts';
import { claimTransactionRecords } from './claim-transaction.ts';
import { conditionRecords } from './condition.ts';
import { coveragePeriodRecords } from './coverage-period.ts';
import { departmentRecords } from './department.ts';
import { encounterRecords } from './encounter.ts';
import { immunizationRecords } from './immunization.ts';
import type { Labelled } from './labelled.ts';
import { organizationRecords } from './organization.ts';
import { patientRecords } from './patient.ts';
import { patientExpenseRecords } from './patient-expense.ts';
import { payerRecords } from './payer.ts';
import { planRecords } from './plan.ts';
import { providerRecords } from './provider.ts';
import { supplyItemRecords } from './supply-item.ts';
import { supplyMovementRecords } from './supply-movement.ts';
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
  ...planRecords,
  ...departmentRecords,
  ...supplyItemRecords,
  ...supplyMovementRecords,
  ...appointmentRecords,
  ...coveragePeriodRecords,
  ...patientExpenseRecords,
];
