// Generated from the files of contracts/records/ by `npm run codegen`; do not edit.
import type { Contract } from '../contract.ts';
import { appointment } from './appointment.ts';
import { claim } from './claim.ts';
import { claimTransaction } from './claim-transaction.ts';
import { condition } from './condition.ts';
import { coveragePeriod } from './coverage-period.ts';
import { department } from './department.ts';
import { encounter } from './encounter.ts';
import { immunization } from './immunization.ts';
import { organization } from './organization.ts';
import { patient } from './patient.ts';
import { patientExpense } from './patient-expense.ts';
import { payer } from './payer.ts';
import { plan } from './plan.ts';
import { provider } from './provider.ts';
import { supplyItem } from './supply-item.ts';
import { supplyMovement } from './supply-movement.ts';
import { vitalSign } from './vital-sign.ts';

/** Reference data first, and every noun behind those it refers to. */
export const records: readonly Contract[] = [
  organization,
  department,
  patient,
  payer,
  plan,
  provider,
  supplyItem,
  coveragePeriod,
  encounter,
  appointment,
  claim,
  claimTransaction,
  condition,
  immunization,
  patientExpense,
  supplyMovement,
  vitalSign,
];
