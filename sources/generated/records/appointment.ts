import { type Change, changesOf, type Data } from '../change.ts';
import type { Random } from '../random.ts';
import { day, hour, isoInstant, minute } from '../time-text.ts';
import { longestForesight, randomOf, type Visit } from '../visit.ts';

/** Shares of the visits that were booked, and that follow an appointment which nobody kept. */
const bookedShare = 0.8;
const missedShare = 0.12;

/** The appointment of a visit from its booking on, and sometimes one before it that was cancelled or missed. */
export function appointmentChanges(visit: Visit): Change[] {
  const { kind } = visit;
  if (kind.isOffice !== true && kind.encounterClass !== 'virtual') return [];
  const random = randomOf(visit, 'appointment');
  const kept = random.chance(bookedShare) ? keptChanges(visit, random) : [];
  return random.chance(missedShare) ? [...kept, ...missedChanges(visit, random)] : kept;
}

function bookedFor(visit: Visit, random: Random, starts: number): { readonly data: Data; readonly at: number } {
  const { person, provider, cover, department, kind, illness } = visit;
  const at = Math.max(
    person.joined + minute,
    starts - random.integer(2 * 24, (longestForesight / day) * 24 - 24) * hour,
  );
  const data = {
    appointment_id: random.uuid(),
    patient_id: person.id,
    status: 'booked',
    status_at: isoInstant(at),
    starts_at: isoInstant(starts),
    ends_at: isoInstant(starts + 30 * minute),
    booked_at: isoInstant(at),
    provider_id: provider.id,
    organization_id: provider.organization.id,
    department_id: department.id,
    payer_id: cover.payer.id,
    visit_mode: kind.encounterClass === 'virtual' ? 'video' : 'inperson',
    reason_code: illness?.code,
  };
  return { data, at };
}

function keptChanges(visit: Visit, random: Random): Change[] {
  const { start, end } = visit;
  const booked = bookedFor(visit, random, start);
  if (booked.at >= start) return [];
  const arrived = start - random.integer(0, 25) * minute;
  const next = (status: string, at: number, more: Data = {}) => ({
    data: { ...booked.data, checked_in_at: isoInstant(arrived), status, status_at: isoInstant(at), ...more },
    at,
  });
  if (arrived <= booked.at) return [];
  return changesOf('appointment', [
    booked,
    next('arrived', arrived),
    next('fulfilled', end, { encounter_id: visit.id }),
  ]);
}

function missedChanges(visit: Visit, random: Random): Change[] {
  const starts = visit.start - random.integer(3, 9) * day;
  const booked = bookedFor(visit, random, starts);
  if (booked.at >= starts - day) return [];
  const isCancelled = random.chance(0.6);
  const at = isCancelled ? starts - random.integer(2, 20) * hour : starts + 30 * minute;
  const why = random.pick(['pat', 'pat', 'prov', 'facility']);
  const data = {
    ...booked.data,
    status: isCancelled ? 'cancelled' : 'noshow',
    status_at: isoInstant(at),
    ...(isCancelled ? { cancellation_reason: why } : {}),
  };
  return changesOf('appointment', [booked, { data, at }]);
}
