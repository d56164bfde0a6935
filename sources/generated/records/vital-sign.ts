import { type Change, once } from '../change.ts';
import { type Deterioration, deteriorationOf, noShift, type SignShift, severityAt, shiftAt } from '../deterioration.ts';
import type { Random } from '../random.ts';
import { hour, isoInstant, minute } from '../time-text.ts';
import { isStay, randomOf, type Visit } from '../visit.ts';

/** Signs of one measurement, as the contract names them. */
type Signs = SignShift;

/** Longest series of one stay: a month of four measurements a day, and the hours in which it is measured more often. */
const mostMeasurements = 160;

/** Measured at the beginning of a visit; of a stay every six hours, and every hour while somebody gets worse. */
export function vitalSignChanges(visit: Visit): Change[] {
  const random = randomOf(visit, 'vital_sign');
  const staysOn = isStay(visit);
  if (!staysOn && random.chance(0.15)) return [];
  const usual = usualSigns(random);
  const episode = deteriorationOf(visit);
  return timesOf(visit, episode).map((at) => {
    const severity = episode === null ? 0 : severityAt(episode, at);
    const shift = episode === null || severity === 0 ? noShift : shiftAt(random, episode, severity);
    const data = {
      vital_sign_id: random.uuid(),
      patient_id: visit.person.id,
      encounter_id: visit.id,
      provider_id: visit.provider.id,
      organization_id: visit.provider.organization.id,
      measured_at: isoInstant(at),
      ...measured(random, usual, shift),
    };
    // A short visit is written down when it is over.
    return once('vital_sign', data, staysOn ? at + minute : visit.end);
  });
}

function timesOf(visit: Visit, episode: Deterioration | null): number[] {
  const first = visit.start + 5 * minute;
  if (!isStay(visit)) return [first];
  const times: number[] = [];
  for (let at = first; at < visit.end && times.length < mostMeasurements; ) {
    times.push(at);
    at += episode !== null && severityAt(episode, at + hour) > 0 ? hour : 6 * hour;
    // Nobody sleeps through the beginning.
    if (episode !== null && at > episode.from && (times.at(-1) ?? at) < episode.from) at = episode.from + 10 * minute;
  }
  return times;
}

/** Of a person in no danger: nobody measures the same twice. */
function usualSigns(random: Random): Signs {
  return {
    heart_rate: 74 + 8 * random.normal(),
    respiratory_rate: 15 + 1.2 * random.normal(),
    oxygen_saturation: 97.2 + 0.7 * random.normal(),
    systolic_pressure: 124 + 10 * random.normal(),
    diastolic_pressure: 78 + 6 * random.normal(),
    temperature: 36.8 + 0.3 * random.normal(),
  };
}

function measured(random: Random, usual: Signs, shift: Signs): Signs {
  const systolic = Math.max(55, Math.round(usual.systolic_pressure + shift.systolic_pressure + 5 * random.normal()));
  const diastolic = Math.round(usual.diastolic_pressure + shift.diastolic_pressure + 4 * random.normal());
  const saturation = usual.oxygen_saturation + shift.oxygen_saturation + 0.6 * random.normal();
  return {
    heart_rate: Math.round(usual.heart_rate + shift.heart_rate + 4 * random.normal()),
    respiratory_rate: Math.round(usual.respiratory_rate + shift.respiratory_rate + random.normal()),
    oxygen_saturation: Math.min(100, rounded(saturation, 1)),
    systolic_pressure: systolic,
    diastolic_pressure: Math.min(systolic - 10, Math.max(30, diastolic)),
    temperature: rounded(usual.temperature + shift.temperature + 0.2 * random.normal(), 1),
  };
}

const rounded = (value: number, decimals: number) => Number(value.toFixed(decimals));
