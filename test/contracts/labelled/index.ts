import { allergyRecords } from './allergy.ts';
import { appointmentRecords } from './appointment.ts';
import { carePlanRecords } from './care-plan.ts';
import { claimRecords } from './claim.ts';
import { claimTransactionRecords } from './claim-transaction.ts';
import { conditionRecords } from './condition.ts';
import { coveragePeriodRecords } from './coverage-period.ts';
import { departmentRecords } from './department.ts';
import { deviceRecords } from './device.ts';
import { diagnosisRecords } from './diagnosis.ts';
import { encounterRecords } from './encounter.ts';
import { imagingStudyRecords } from './imaging-study.ts';
import { immunizationRecords } from './immunization.ts';
import { labResultRecords } from './lab-result.ts';
import { labTestRecords } from './lab-test.ts';
import type { Labelled } from './labelled.ts';
import { medicationRecords } from './medication.ts';
import { medicationDispenseRecords } from './medication-dispense.ts';
import { medicationOrderRecords } from './medication-order.ts';
import { observationRecords } from './observation.ts';
import { organizationRecords } from './organization.ts';
import { patientRecords } from './patient.ts';
import { patientExpenseRecords } from './patient-expense.ts';
import { payerRecords } from './payer.ts';
import { planRecords } from './plan.ts';
import { procedureRecords } from './procedure.ts';
import { procedureCodeRecords } from './procedure-code.ts';
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
  ...medicationRecords,
  ...diagnosisRecords,
  ...procedureCodeRecords,
  ...labTestRecords,
  ...labResultRecords,
  ...observationRecords,
  ...medicationOrderRecords,
  ...medicationDispenseRecords,
  ...procedureRecords,
  ...allergyRecords,
  ...carePlanRecords,
  ...deviceRecords,
  ...imagingStudyRecords,
];
