import { type Change, changesOf, type Data } from '../change.ts';
import { day, isoInstant } from '../time-text.ts';
import { randomOf, type Visit } from '../visit.ts';

/** The illness that a visit found: known from the visit on, over some weeks later unless it lasts. */
export function conditionChanges(visit: Visit): Change[] {
  const { illness, person, start, end } = visit;
  if (illness === null || !illness.isNew) return [];
  const found: Data = {
    patient_id: person.id,
    encounter_id: visit.id,
    code: illness.code,
    description: illness.display,
    onset_at: isoInstant(start),
    diagnosis_id: illness.code,
  };
  const states = [{ data: found, at: end }];
  if (!illness.isChronic) {
    const over = end + randomOf(visit, 'condition').integer(5, 60) * day;
    states.push({ data: { ...found, abated_at: isoInstant(over) }, at: over });
  }
  return changesOf('condition', states);
}
