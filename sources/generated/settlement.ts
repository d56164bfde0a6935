import { dollars } from './amounts.ts';
import type { Data } from './change.ts';
import type { Visit } from './visit.ts';
import type { Denial } from './vocabulary.ts';

/**
 * How a payer decided on a claim, in cents. As in an 835, what was charged is paid or adjusted, and each adjustment has
 * somebody who bears it (https://x12.org/codes/claim-adjustment-group-codes):
 * charge = allowed + written off + denied, and paid + patient's = allowed + what was denied and is the patient's.
 */
export interface Settlement {
  readonly charge: number;
  /** What the contract with the payer allows. */
  readonly allowed: number;
  readonly paid: number;
  readonly denied: number;
  /** Left to the patient. */
  readonly patient: number;
  readonly denial: Denial | null;
}

type Billed = Pick<Visit, 'totalCents' | 'coveredCents' | 'overpaidCents'> & {
  readonly cover: { readonly payer: Pick<Visit['cover']['payer'], 'patientShare'> };
};

/** As the contract of the payer has it. Without one, the patient owes the whole charge. */
export function agreedOn({ totalCents, coveredCents, overpaidCents = 0, cover }: Billed): Settlement {
  const covered = Math.min(coveredCents, totalCents);
  const patient = Math.round((totalCents - covered) * cover.payer.patientShare);
  const paid = overpaidCents > 0 ? totalCents + overpaidCents : covered;
  return { charge: totalCents, allowed: covered + patient, paid, denied: 0, patient, denial: null };
}

/** Denied as a whole; of what the payer does not cover at all, the patient pays. */
export function deniedFor(denial: Denial, charge: number): Settlement {
  return { charge, allowed: 0, paid: 0, denied: charge, patient: denial.group === 'PR' ? charge : 0, denial };
}

/** The same taken back. */
export function takenBack({ charge, allowed, paid, denied, patient, denial }: Settlement): Settlement {
  // Minus nothing is nothing.
  const back = (cents: number) => 0 - cents;
  return {
    charge: back(charge),
    allowed: back(allowed),
    paid: back(paid),
    denied: back(denied),
    patient: back(patient),
    denial,
  };
}

/** What nobody pays: the contract says so, or the biller bears the denial. */
export const writtenOff = ({ charge, allowed, denied }: Settlement): number => charge - allowed - denied;

/** The amounts of a claim that was decided. */
export function amountsOf({ allowed, paid, denied, patient, denial }: Settlement): Data {
  return {
    allowed_amount: dollars(allowed),
    paid_amount: dollars(paid),
    denied_amount: dollars(denied),
    patient_responsibility: dollars(patient),
    adjustment_group: denial?.group,
    denial_reason_code: denial?.code,
  };
}

/** Why a part is the patient's (CARC): deductible, copayment of a fixed small amount, or coinsurance. */
export function patientReason({ paid, patient }: Settlement): string {
  if (paid === 0) return '1';
  return Math.abs(patient) <= mostCopay ? '3' : '2';
}
const mostCopay = 5_000;
