import { dollars } from '../amounts.ts';
import { type Change, changesOf, type Data } from '../change.ts';
import type { Random } from '../random.ts';
import { agreedOn, amountsOf, type Settlement } from '../settlement.ts';
import { day, hour, isoInstant } from '../time-text.ts';
import { type Fill, randomOf, type Visit } from '../visit.ts';
import type { Drug } from '../vocabulary.ts';
import type { Payer } from '../world.ts';
import { charges, decidedAtCounter, ledgerOf } from './ledger.ts';
import { coverOfFill, fillsOf, supplyDays } from './medication.ts';

/** Where a pharmacy hands out (CMS place of service). */
const pharmacyPlace = '01';

/**
 * The pharmacy bills each fill. The payer decides while the patient waits (NCPDP D.0), who pays the own part at the counter;
 * the payer pays weeks later.
 */
export function pharmacyClaimChanges(visit: Visit): Change[] {
  const fills = fillsOf(visit);
  if (fills.length === 0) return [];
  const random = randomOf(visit, 'pharmacy claim');
  return fills.flatMap((fill) => claimOf(visit, random, fill));
}

function claimOf(visit: Visit, random: Random, fill: Fill): Change[] {
  const { drug, at } = fill;
  const { payer, plan, memberId } = coverOfFill(visit, fill);
  const settlement = settlementOf(drug, payer);
  const isPaid = settlement.paid > 0;
  const known = at + hour;
  const paid = at + random.integer(10, 30) * day;
  const head = {
    claim_id: random.uuid(),
    patient_id: visit.person.id,
    organization_id: visit.provider.organization.id,
    member_id: payer.isInsurance ? memberId : undefined,
  };
  const filled: Data = {
    ...head,
    primary_payer_id: payer.isInsurance ? payer.id : undefined,
    plan_id: plan?.id,
    claim_type: 'pharmacy',
    service_at: isoInstant(at),
    frequency_code: '1',
    place_of_service: pharmacyPlace,
    drug_code: drug.ndc,
    quantity_dispensed: supplyDays,
    days_supply: supplyDays,
    charge_amount: dollars(drug.cents),
    patient_status: 'CLOSED',
    patient_outstanding: '0.00',
    primary_status: isPaid ? 'BILLED' : 'CLOSED',
    primary_outstanding: dollars(settlement.paid),
    ...(payer.isInsurance ? decision(settlement, at) : { claim_status: 'CLOSED' }),
    patient_responsibility: dollars(settlement.patient),
  };
  const closed = { claim_status: 'PAID', primary_status: 'CLOSED', primary_outstanding: '0.00' };
  const states = [{ data: filled, at: known }];
  if (isPaid) states.push({ data: { ...filled, ...closed, paid_at: isoInstant(paid) }, at: paid });
  const shared = { ...head, service_code: drug.code, units: 1, from_at: isoInstant(at) };
  const lines = [
    ...charges([{ code: drug.code, units: 1, unitCents: drug.cents }], known),
    ...decidedAtCounter(settlement, known, paid),
  ];
  return [...changesOf('claim', states), ...ledgerOf({ head: shared, uuid: () => random.uuid() }, lines)];
}

/** The price of a drug is agreed: what the payer does not pay is the patient's. */
const settlementOf = ({ cents }: Drug, { coverage }: Payer): Settlement =>
  agreedOn({ totalCents: cents, coveredCents: Math.round(cents * coverage), cover: { payer: { patientShare: 1 } } });

function decision(settlement: Settlement, at: number): Data {
  const decided = isoInstant(at);
  return { claim_status: 'PROCESSED', submitted_at: decided, adjudicated_at: decided, ...amountsOf(settlement) };
}
