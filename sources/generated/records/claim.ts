import { dollars } from '../amounts.ts';
import { type Change, changesOf, type Data } from '../change.ts';
import type { Random } from '../random.ts';
import { agreedOn, amountsOf, deniedFor, type Settlement, takenBack } from '../settlement.ts';
import { day, isoInstant } from '../time-text.ts';
import { randomOf, type Visit } from '../visit.ts';
import * as words from '../vocabulary.ts';
import { type Account, charges, decided, type Line, ledgerOf, movedAway, paidByPatient } from './ledger.ts';

/** Share of the claims that a payer denies at first, and of those that can be put right, the ones that are. */
const deniedShare = 0.09;
const persistentShare = 0.8;
/** Share of the claims that are taken back when they are paid: the visit was billed to the wrong payer, or twice. */
const voidedShare = 0.012;
/** Share of the patients who pay their part. */
const payingShare = 0.8;

/** What a claim does to the one before it (NUBC, form locator 4, third digit; CLM05-3 of an 837). */
type Frequency = '1' | '7' | '8';

/** A claim on paper: one of the visit itself, or one that replaces it or takes it back. */
interface Bill {
  readonly id: string;
  readonly frequency: Frequency;
  /** The claim before it. */
  readonly original?: string;
  /** Epoch ms. */
  readonly submitted: number;
  readonly adjudicated: number;
}

interface State {
  readonly data: Data;
  readonly at: number;
}

/**
 * The claims of a visit and the lines of their ledgers. Most are billed and paid. Of those that are denied, a wrong one is
 * replaced by a claim of its own (frequency 7), a decision that was wrong is appealed and the same claim is paid, the others
 * stay denied. A few that are paid are taken back by a claim whose amounts are negative, as in the reversal of an 835.
 */
export function claimChanges(visit: Visit): Change[] {
  const random = randomOf(visit, 'claim');
  const submitted = visit.end + (visit.billedAfterDays ?? random.integer(1, 6)) * day;
  const bill: Bill = { id: random.uuid(), frequency: '1', submitted, adjudicated: decidedAfter(random, submitted) };
  const agreed = agreedOn(visit);
  // Who commits a fraud takes care that the claim is paid: nothing draws attention to it.
  const isHonest = visit.forgery === undefined;
  const canBeDenied = visit.coveredCents > 0 && visit.overpaidCents === undefined;
  if (canBeDenied && random.chance(deniedShare)) {
    const denial = random.weighted(isHonest ? words.denials : unreplaced);
    return deniedClaim(visit, random, bill, denial, agreed);
  }
  if (isHonest && agreed.paid > 0 && random.chance(voidedShare)) return voidedClaim(visit, random, bill, agreed);
  return claim(visit, random, bill, [sent(visit, bill)], charges(visit.services, submitted), agreed);
}

/** A replacement of what never happened would be another case. */
const unreplaced = words.denials.filter(([, { remedy }]) => remedy !== 'replace');

const decidedAfter = (random: Random, at: number) => at + random.integer(5, 30) * day;
/** A payer pays some days after it has decided, and tells both at once. */
const paidAfter = (random: Random, at: number) => at + random.integer(1, 7) * day;

/** A claim that is decided as agreed after what happened so far, and its patient's part. */
function claim(
  visit: Visit,
  random: Random,
  bill: Bill,
  states: readonly State[],
  lines: readonly Line[],
  settlement: Settlement,
): Change[] {
  const at = settlement.paid > 0 ? paidAfter(random, bill.adjudicated) : bill.adjudicated;
  const last = states.at(-1)?.data ?? {};
  const settled = { data: { ...last, ...settledFields(visit, bill, settlement, at) }, at };
  return withPatientsPart(
    visit,
    random,
    [...states, settled],
    [...lines, ...decided(settlement, at)],
    settlement,
    bill,
  );
}

function settledFields(visit: Visit, bill: Bill, settlement: Settlement, at: number): Data {
  const isPaid = settlement.paid > 0;
  const isInsured = visit.cover.payer.isInsurance;
  return {
    primary_status: 'CLOSED',
    primary_outstanding: '0.00',
    ...patientsPart(settlement, at),
    // Without insurance nobody decides: the patient owes the charge.
    ...(isInsured ? { ...amountsOf(settlement), adjudicated_at: isoInstant(bill.adjudicated) } : {}),
    ...(isInsured ? {} : { patient_responsibility: dollars(settlement.patient) }),
    claim_status: isPaid ? 'PAID' : isInsured ? 'PROCESSED' : 'BILLED',
    paid_at: isPaid ? isoInstant(at) : undefined,
  };
}

const patientsPart = ({ patient }: Settlement, at: number): Data => ({
  patient_status: patient > 0 ? 'BILLED' : 'CLOSED',
  patient_outstanding: dollars(patient),
  patient_billed_at: isoInstant(at),
});

/** What the patient owes is mostly paid, weeks later. */
function withPatientsPart(
  visit: Visit,
  random: Random,
  states: readonly State[],
  lines: readonly Line[],
  { patient }: Settlement,
  bill: Bill,
): Change[] {
  const last = states.at(-1);
  const account = accountOf(visit, random, bill.id);
  if (last === undefined || patient <= 0 || !random.chance(payingShare)) {
    return [...changesOf('claim', states), ...ledgerOf(account, lines)];
  }
  const at = last.at + random.integer(3, 75) * day;
  const closed = visit.cover.payer.isInsurance ? {} : { claim_status: 'CLOSED' };
  const data = { ...last.data, patient_status: 'CLOSED', patient_outstanding: '0.00', ...closed };
  return [
    ...changesOf('claim', [...states, { data, at }]),
    ...ledgerOf(account, [...lines, paidByPatient(patient, at)]),
  ];
}

function deniedClaim(visit: Visit, random: Random, bill: Bill, denial: words.Denial, agreed: Settlement): Change[] {
  const settlement = deniedFor(denial, visit.totalCents);
  const at = bill.adjudicated;
  const first = sent(visit, bill);
  const isPersistent = denial.remedy !== null && random.chance(persistentShare);
  const decision = { claim_status: 'DENIED', primary_status: 'DENIED', ...amountsOf(settlement) };
  const times = { adjudicated_at: isoInstant(at), denied_at: isoInstant(at) };
  const denied = { data: { ...first.data, ...decision, ...times }, at };
  const charged = charges(visit.services, bill.submitted);
  if (!isPersistent) {
    const final = { data: { ...denied.data, primary_outstanding: '0.00', ...patientsPart(settlement, at) }, at };
    const lines = [...charged, ...decided(settlement, at)];
    return withPatientsPart(visit, random, [first, final], lines, settlement, bill);
  }
  const again = at + random.integer(5, 40) * day;
  const decidedAgain = decidedAfter(random, again);
  if (denial.remedy === 'appeal') {
    const billed = { claim_status: 'APPEALED', primary_status: 'BILLED', primary_billed_at: isoInstant(again) };
    const appealed = { data: { ...denied.data, ...billed }, at: again };
    return claim(visit, random, { ...bill, adjudicated: decidedAgain }, [first, denied, appealed], charged, agreed);
  }
  const closed = { claim_status: 'RESUBMITTED', primary_status: 'CLOSED', primary_outstanding: '0.00' };
  const replaced = { data: { ...denied.data, ...closed }, at: again };
  const lines = [...charged, movedAway(visit.totalCents, again)];
  const next: Bill = {
    id: random.uuid(),
    frequency: '7',
    original: bill.id,
    submitted: again,
    adjudicated: decidedAgain,
  };
  return [
    ...changesOf('claim', [first, denied, replaced]),
    ...ledgerOf(accountOf(visit, random, bill.id), lines),
    ...claim(visit, random, next, [sent(visit, next)], charges(visit.services, again), agreed),
  ];
}

/** A claim that was paid, and the one that takes it back before the patient has paid. */
function voidedClaim(visit: Visit, random: Random, bill: Bill, agreed: Settlement): Change[] {
  const at = paidAfter(random, bill.adjudicated);
  const first = sent(visit, bill);
  const paid = { data: { ...first.data, ...settledFields(visit, bill, agreed, at) }, at };
  const submitted = at + random.integer(5, 60) * day;
  const gone = { patient_status: 'CLOSED', patient_outstanding: '0.00' };
  const cancelled = { data: { ...paid.data, claim_status: 'CANCELLED', ...gone }, at: submitted };
  const taking: Bill = {
    id: random.uuid(),
    frequency: '8',
    original: bill.id,
    submitted,
    adjudicated: decidedAfter(random, submitted),
  };
  const back = takenBack(agreed);
  const sentBack = sent(visit, taking);
  const reversed = {
    ...sentBack.data,
    claim_status: 'REVERSED',
    primary_status: 'CLOSED',
    primary_outstanding: '0.00',
    ...amountsOf(back),
    adjudicated_at: isoInstant(taking.adjudicated),
  };
  const services = visit.services.map((each) => ({ ...each, unitCents: -each.unitCents }));
  return [
    ...changesOf('claim', [first, paid, cancelled]),
    ...ledgerOf(accountOf(visit, random, bill.id), [
      ...charges(visit.services, bill.submitted),
      ...decided(agreed, at),
    ]),
    ...changesOf('claim', [sentBack, { data: reversed, at: taking.adjudicated }]),
    ...ledgerOf(accountOf(visit, random, taking.id), [
      ...charges(services, submitted),
      ...decided(back, taking.adjudicated),
    ]),
  ];
}

/** A claim as it is sent. */
function sent(visit: Visit, { id, frequency, original, submitted }: Bill): State {
  const { person, provider, illness, type, start } = visit;
  const { payer, plan, memberId } = visit.cover;
  const charge = dollars(frequency === '8' ? -visit.totalCents : visit.totalCents);
  const data = {
    claim_id: id,
    patient_id: person.id,
    encounter_id: visit.id,
    provider_id: provider.id,
    supervising_provider_id: provider.id,
    primary_payer_id: payer.isInsurance ? payer.id : undefined,
    diagnosis_codes: [illness?.code ?? type.code],
    service_at: isoInstant(start),
    illness_began_at: isoInstant(start),
    primary_status: 'BILLED',
    primary_outstanding: charge,
    primary_billed_at: isoInstant(submitted),
    organization_id: provider.organization.id,
    plan_id: plan?.id,
    member_id: payer.isInsurance ? memberId : undefined,
    claim_status: 'BILLED',
    submitted_at: payer.isInsurance ? isoInstant(submitted) : undefined,
    frequency_code: frequency,
    original_claim_id: original,
    charge_amount: charge,
    ...(institutionalBill(visit, frequency) ?? professionalBill(visit)),
  };
  return { data, at: submitted };
}

/** Types of bill without their frequency (NUBC): inpatient hospital, inpatient skilled nursing. */
const billTypes: Readonly<Record<string, string>> = { inpatient: '011', snf: '021' };

function institutionalBill(visit: Visit, frequency: Frequency): Data | null {
  const { kind, start, end } = visit;
  const billType = billTypes[kind.encounterClass];
  if (billType === undefined) return null;
  return {
    claim_type: '2',
    bill_type: `${billType}${frequency}`,
    drg_code: kind.encounterClass === 'inpatient' ? drgOf(visit) : undefined,
    admitted_at: isoInstant(start),
    discharged_at: isoInstant(end),
  };
}

/** The DRG of the illness: the dearer the stay, the worse it was. The same stay has the same, whoever bills it again. */
function drgOf({ illness, kind, totalCents }: Visit): string | undefined {
  const drgs = words.drgsFor[illness?.code ?? ''] ?? [];
  const usual = kind.baseCents * kind.costFactor;
  const place = totalCents > usual * 2.5 ? 0 : totalCents > usual ? 1 : 2;
  return drgs[Math.min(place, drgs.length - 1)];
}

/** Places of service (https://www.cms.gov/medicare/coding-billing/place-of-service-codes/code-sets): office, and where else. */
const officePlace = '11';
const hospitalClinicPlace = '22';
const places: Readonly<Record<string, string>> = { emergency: '23', urgentcare: '20', virtual: '10' };

function professionalBill({ kind, provider }: Visit): Data {
  const usual = provider.organization.isHospital ? hospitalClinicPlace : officePlace;
  return { claim_type: '1', place_of_service: places[kind.encounterClass] ?? usual };
}

function accountOf(visit: Visit, random: Random, claimId: string): Account {
  const { person, provider, services, start, end, cover } = visit;
  return {
    uuid: () => random.uuid(),
    head: {
      claim_id: claimId,
      patient_id: person.id,
      encounter_id: visit.id,
      organization_id: provider.organization.id,
      provider_id: provider.id,
      supervising_provider_id: provider.id,
      service_code: services[0]?.code,
      units: 1,
      from_at: isoInstant(start),
      to_at: isoInstant(end),
      member_id: cover.payer.isInsurance ? cover.memberId : undefined,
    },
  };
}
