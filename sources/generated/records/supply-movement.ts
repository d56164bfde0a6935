import { dollars } from '../amounts.ts';
import { type Change, type Data, once } from '../change.ts';
import { hour, isoDate, isoInstant, minute, year } from '../time-text.ts';
import { randomOf, type Visit } from '../visit.ts';
import * as words from '../vocabulary.ts';

/** Share of the visits in which something is used, and how often, beside them, stock comes in, spoils or is lacking. */
const usingShare = 0.4;
const otherMovements = [
  [930, null],
  [50, 'receipt'],
  [10, 'waste'],
  [6, 'count'],
  [4, 'stockout'],
] as const;

/** What a visit uses up, and what else is moved in the department at that time. */
export function supplyMovementChanges(visit: Visit): Change[] {
  const random = randomOf(visit, 'supply_movement');
  const changes: Change[] = [];
  const { provider, department, person } = visit;
  const place = { organization_id: provider.organization.id, department_id: department.id, movement_number: '1' };
  if (random.chance(usingShare)) {
    const item = random.pick(words.supplyItems);
    const moved = visit.start + 12 * minute;
    const data: Data = {
      supply_item_id: item.number,
      movement_type: 'use',
      moved_at: isoInstant(moved),
      patient_id: person.id,
      encounter_id: visit.id,
      ...place,
      quantity: random.integer(1, 4),
      unit_cost: dollars(item.cents),
    };
    changes.push(once('supply_movement', data, Math.max(moved + hour, visit.end)));
  }
  const type = random.weighted(otherMovements);
  if (type !== null) {
    const item = random.pick(words.supplyItems);
    const moved = visit.end + hour;
    const isReceipt = type === 'receipt';
    const data: Data = {
      supply_item_id: item.number,
      movement_type: type,
      moved_at: isoInstant(moved),
      ...place,
      quantity: isReceipt ? random.integer(1, 20) * 50 : random.integer(1, 30),
      unit_cost: dollars(item.cents),
      ...(isReceipt ? { lot_number: `L${random.digits(6)}`, expires_on: isoDate(moved + 2 * year) } : {}),
    };
    changes.push(once('supply_movement', data, moved + hour));
  }
  return changes;
}
