import { dollars } from '../amounts.ts';
import { type Change, changesOf, type Data, once } from '../change.ts';
import { day, isoInstant } from '../time-text.ts';
import { randomOf, type Visit } from '../visit.ts';

/** Share of the claims that a payer denies at first, and of those that are sent again and paid then. */
const deniedShare = 0.09;
const resubmittedShare = 0.7;
/** Share of the patients who pay their part. */
const payingShare = 0.8;

/** What becomes of the bill for a visit. Times are epoch ms. */
interface Bill {
  readonly claimId: string;
  readonly submitted: number;
  readonly adjudicated: number;
  /** Null when the payer never pays. */
  readonly paid: number | null;
  /** When it was sent again after a denial. */
  readonly resubmitted: number | null;
  readonly patientPaid: number | null;
  readonly covered: number;
  readonly own: number;
  /** Paid by the payer beyond what it owes. */
  readonly overpaid: number;
}

/** The claim of a visit and the lines of its ledger. */
export function claimChanges(visit: Visit): Change[] {
  const random = randomOf(visit, 'claim');
  const claimId = random.uuid();
  const usualDelay = random.integer(1, 6);
  const submitted = visit.end + (visit.billedAfterDays ?? usualDelay) * day;
  const adjudicated = submitted + random.integer(5, 30) * day;
  const overpaid = visit.overpaidCents ?? 0;
  const isDenied = visit.coveredCents > 0 && random.chance(deniedShare) && overpaid === 0;
  const isSentAgain = isDenied && random.chance(resubmittedShare);
  const resubmitted = isSentAgain ? adjudicated + random.integer(5, 40) * day : null;
  const paid = resubmitted !== null ? resubmitted + random.integer(5, 30) * day : isDenied ? null : adjudicated;
  const covered = paid === null ? 0 : Math.min(visit.coveredCents, visit.totalCents);
  const own = visit.totalCents - covered;
  const settled = paid ?? adjudicated;
  const patientPaid = own > 0 && random.chance(payingShare) ? settled + random.integer(3, 75) * day : null;
  const bill = { claimId, submitted, adjudicated, paid, resubmitted, patientPaid, covered, own, overpaid };
  return [...claimStates(visit, bill, isDenied), ...ledger(visit, bill, () => random.uuid())];
}

function claimStates(visit: Visit, bill: Bill, isDenied: boolean): Change[] {
  const { person, provider, kind, illness, type, start } = visit;
  const { payer } = visit.cover;
  const { submitted, adjudicated, paid, resubmitted, patientPaid } = bill;
  const sent: Data = {
    claim_id: bill.claimId,
    patient_id: person.id,
    encounter_id: visit.id,
    provider_id: provider.id,
    supervising_provider_id: provider.id,
    primary_payer_id: payer.isInsurance ? payer.id : undefined,
    claim_type: kind.encounterClass === 'inpatient' ? '2' : '1',
    diagnosis_codes: [illness?.code ?? type.code],
    service_at: isoInstant(start),
    illness_began_at: isoInstant(start),
    primary_status: 'BILLED',
    primary_outstanding: dollars(visit.totalCents),
    primary_billed_at: isoInstant(submitted),
  };
  const states = [{ data: sent, at: submitted }];
  const add = (at: number, changed: Data) => states.push({ at, data: { ...states.at(-1)?.data, ...changed } });
  const ownPart = (at: number) => ({
    patient_status: bill.own > 0 ? 'BILLED' : 'CLOSED',
    patient_outstanding: dollars(bill.own),
    patient_billed_at: isoInstant(at),
  });
  if (isDenied) {
    const isLast = resubmitted === null;
    add(adjudicated, {
      primary_status: 'DENIED',
      ...(isLast ? { primary_outstanding: '0.00', ...ownPart(adjudicated) } : {}),
    });
  }
  if (resubmitted !== null) add(resubmitted, { primary_status: 'BILLED', primary_billed_at: isoInstant(resubmitted) });
  if (paid !== null) add(paid, { primary_status: 'CLOSED', primary_outstanding: '0.00', ...ownPart(paid) });
  if (patientPaid !== null) add(patientPaid, { patient_status: 'CLOSED', patient_outstanding: '0.00' });
  return changesOf('claim', states);
}

/** The charge, what the payer paid, and the patient's part, which is transferred and mostly paid. */
function ledger(visit: Visit, bill: Bill, uuid: () => string): Change[] {
  const { person, provider, services, start, end } = visit;
  const { submitted, adjudicated, paid, patientPaid, own, covered, overpaid } = bill;
  const [principal] = services;
  let number = 0;
  const line = (at: number, amounts: Data): Change => {
    number += 1;
    return once(
      'claim_transaction',
      {
        claim_transaction_id: uuid(),
        claim_id: bill.claimId,
        patient_id: person.id,
        encounter_id: visit.id,
        organization_id: provider.organization.id,
        provider_id: provider.id,
        supervising_provider_id: provider.id,
        line_number: String(number),
        service_code: principal?.code,
        units: 1,
        from_at: isoInstant(start),
        to_at: isoInstant(end),
        ...amounts,
      },
      at,
    );
  };
  let charged = 0;
  const lines = services.map(({ code, units, unitCents }) => {
    charged += units * unitCents;
    return line(submitted, {
      service_code: code,
      units,
      transaction_type: 'CHARGE',
      amount: dollars(units * unitCents),
      unit_amount: dollars(unitCents),
      outstanding: dollars(charged),
    });
  });
  if (paid !== null && covered > 0) {
    const payment = dollars(overpaid > 0 ? visit.totalCents + overpaid : covered);
    lines.push(line(paid, { transaction_type: 'PAYMENT', method: 'ECHECK', payment, outstanding: dollars(own) }));
  }
  if (own > 0) {
    const transfer = dollars(own);
    lines.push(line(paid ?? adjudicated, { transaction_type: 'TRANSFEROUT', transfer_type: 'p', transfer }));
    if (patientPaid !== null) {
      const payment = { transaction_type: 'PAYMENT', method: 'CC', payment: transfer, outstanding: '0.00' };
      lines.push(line(patientPaid, payment));
    }
  }
  return lines;
}
