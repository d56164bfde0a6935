// Generated from the files of sources/synthea/ by `npm run codegen`; do not edit.
import type { CsvMapping } from '../csv/csv-layout.ts';
import { claim } from './claim.ts';
import { claimTransaction } from './claim-transaction.ts';
import { condition } from './condition.ts';
import { coveragePeriod } from './coverage-period.ts';
import { encounter } from './encounter.ts';
import { immunization } from './immunization.ts';
import { organization } from './organization.ts';
import { patient } from './patient.ts';
import { patientExpense } from './patient-expense.ts';
import { payer } from './payer.ts';
import { provider } from './provider.ts';
import { supplyMovement } from './supply-movement.ts';

/** Reference data first, and every noun behind those it refers to. */
export const syntheaFiles: readonly CsvMapping[] = [
  organization,
  patient,
  payer,
  provider,
  coveragePeriod,
  encounter,
  claim,
  claimTransaction,
  condition,
  immunization,
  patientExpense,
  supplyMovement,
];
