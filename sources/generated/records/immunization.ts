import { dollars } from '../amounts.ts';
import { type Change, once } from '../change.ts';
import { isoInstant, minute } from '../time-text.ts';
import { randomOf, type Visit } from '../visit.ts';
import * as words from '../vocabulary.ts';

/** Vaccines are given where people come without an illness. */
export function immunizationChanges(visit: Visit): Change[] {
  const random = randomOf(visit, 'immunization');
  if (visit.illness !== null || !random.chance(0.4)) return [];
  const vaccine = random.pick(words.vaccines);
  const data = {
    patient_id: visit.person.id,
    encounter_id: visit.id,
    code: vaccine.code,
    description: vaccine.display,
    given_at: isoInstant(visit.start + 5 * minute),
    base_cost: dollars(vaccine.cents),
  };
  return [once('immunization', data, visit.end)];
}
