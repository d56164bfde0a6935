// Generated from the files of sources/synthea/ by `npm run codegen`; do not edit.
import type { CsvMapping } from '../csv/csv-layout.ts';
import { allergy } from './allergy.ts';
import { carePlan } from './care-plan.ts';
import { claim } from './claim.ts';
import { claimTransaction } from './claim-transaction.ts';
import { condition } from './condition.ts';
import { coveragePeriod } from './coverage-period.ts';
import { device } from './device.ts';
import { diagnosis } from './diagnosis.ts';
import { encounter } from './encounter.ts';
import { imagingStudy } from './imaging-study.ts';
import { immunization } from './immunization.ts';
import { labResult } from './lab-result.ts';
import { labTest } from './lab-test.ts';
import { medication } from './medication.ts';
import { medicationDispense } from './medication-dispense.ts';
import { medicationOrder } from './medication-order.ts';
import { observation } from './observation.ts';
import { organization } from './organization.ts';
import { patient } from './patient.ts';
import { patientExpense } from './patient-expense.ts';
import { payer } from './payer.ts';
import { procedure } from './procedure.ts';
import { procedureCode } from './procedure-code.ts';
import { provider } from './provider.ts';
import { supplyItem } from './supply-item.ts';
import { supplyMovement } from './supply-movement.ts';
import { vitalSign } from './vital-sign.ts';

/** Reference data first, and every noun behind those it refers to. */
export const syntheaFiles: readonly CsvMapping[] = [
  diagnosis,
  labTest,
  medication,
  organization,
  patient,
  payer,
  procedureCode,
  provider,
  supplyItem,
  coveragePeriod,
  encounter,
  allergy,
  carePlan,
  claim,
  claimTransaction,
  condition,
  device,
  imagingStudy,
  immunization,
  labResult,
  medicationOrder,
  medicationDispense,
  observation,
  patientExpense,
  procedure,
  supplyMovement,
  vitalSign,
];
