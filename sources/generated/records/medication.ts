import { dollars } from '../amounts.ts';
import { type Change, changesOf, type Data, once } from '../change.ts';
import { type Cover, coverAt } from '../person.ts';
import type { Random } from '../random.ts';
import { day, hour, isoInstant } from '../time-text.ts';
import { type Fill, randomOf, type Visit } from '../visit.ts';
import * as words from '../vocabulary.ts';

/** Days that a fill lasts. */
export const supplyDays = 30;

/** The fills that come of a visit, in their order. */
export const fillsOf = (visit: Visit): readonly Fill[] => visit.fills ?? prescribed(visit)?.fills ?? [];

/** Whoever covers the person by then: a drug is taken on when the payer changes. */
export const coverOfFill = ({ person, cover }: Visit, { at }: Fill): Cover => coverAt(person, at) ?? cover;

interface Prescription {
  readonly orderId: string;
  readonly drug: words.Drug;
  readonly fills: readonly Fill[];
}

/** A drug for an illness that lasts, ordered when it is found; most people come for the next fill about in time. */
function prescribed(visit: Visit): Prescription | null {
  const { illness, person } = visit;
  const drug = words.drugFor[illness?.code ?? ''];
  if (illness === null || drug === undefined || !illness.isNew) return null;
  const random = randomOf(visit, 'medication');
  const orderId = random.uuid();
  const count = random.integer(2, 15);
  const fills: Fill[] = [];
  // Some are careful, some forget.
  const delay = random.integer(0, 12);
  for (let at = visit.end + 2 * hour; fills.length < count && at < person.death; ) {
    fills.push({ drug, at });
    at += (supplyDays - 2 + random.integer(0, delay)) * day;
  }
  return { orderId, drug, fills };
}

/** The order of a drug and its fills, or fills without an order. */
export function medicationChanges(visit: Visit): Change[] {
  const { fills: loose } = visit;
  const prescription = loose === undefined ? prescribed(visit) : null;
  if (loose === undefined && prescription === null) return [];
  const random = randomOf(visit, 'medication_dispense');
  if (prescription === null) return (loose ?? []).map((fill) => dispensed(visit, random, null, fill));
  const { orderId, drug, fills } = prescription;
  const { illness, person, start } = visit;
  const ordered: Data = {
    medication_order_id: orderId,
    patient_id: person.id,
    encounter_id: visit.id,
    provider_id: visit.provider.id,
    payer_id: visit.cover.payer.id,
    medication_id: drug.code,
    description: drug.display,
    reason_code: illness?.code,
    reason_description: illness?.display,
    started_at: isoInstant(start),
    status: 'active',
  };
  const ended = (fills.at(-1)?.at ?? visit.end) + supplyDays * day;
  const order = changesOf('medication_order', [
    { data: ordered, at: visit.end },
    { data: { ...ordered, ended_at: isoInstant(ended), status: 'completed' }, at: ended },
  ]);
  return [...order, ...fills.map((fill) => dispensed(visit, random, orderId, fill))];
}

function dispensed(visit: Visit, random: Random, orderId: string | null, fill: Fill): Change {
  const { person, provider } = visit;
  const { drug, at } = fill;
  const { payer } = coverOfFill(visit, fill);
  const covered = Math.round(drug.cents * payer.coverage);
  const data = {
    medication_dispense_id: random.uuid(),
    medication_order_id: orderId ?? undefined,
    patient_id: person.id,
    encounter_id: visit.id,
    provider_id: provider.id,
    organization_id: provider.organization.id,
    payer_id: payer.id,
    medication_id: drug.code,
    description: drug.display,
    dispensed_at: isoInstant(at),
    quantity: supplyDays,
    days_supply: supplyDays,
    base_cost: dollars(drug.cents),
    payer_coverage: dollars(covered),
    total_cost: dollars(drug.cents),
  };
  return once('medication_dispense', data, at + hour);
}
