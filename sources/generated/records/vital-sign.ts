import { type Change, once } from '../change.ts';
import type { Random } from '../random.ts';
import { hour, isoInstant, minute } from '../time-text.ts';
import { isStay, randomOf, type Visit } from '../visit.ts';

/** Signs of one measurement. */
interface Signs {
  readonly heart_rate: number;
  readonly respiratory_rate: number;
  readonly oxygen_saturation: number;
  readonly systolic_pressure: number;
  readonly diastolic_pressure: number;
  readonly temperature: number;
}

/** Longest series of one stay: a month of four measurements a day. */
const mostMeasurements = 120;

/** Measured at the beginning of a visit, and every six hours of a stay. */
export function vitalSignChanges(visit: Visit): Change[] {
  const random = randomOf(visit, 'vital_sign');
  const staysOn = isStay(visit);
  if (!staysOn && random.chance(0.15)) return [];
  const usual = usualSigns(random);
  const count = staysOn ? Math.min(mostMeasurements, Math.floor((visit.end - visit.start) / (6 * hour))) : 1;
  return Array.from({ length: count }, (_, place) => {
    const at = visit.start + 5 * minute + place * 6 * hour;
    const data = {
      vital_sign_id: random.uuid(),
      patient_id: visit.person.id,
      encounter_id: visit.id,
      provider_id: visit.provider.id,
      organization_id: visit.provider.organization.id,
      measured_at: isoInstant(at),
      ...measured(random, usual),
    };
    // A short visit is written down when it is over.
    return once('vital_sign', data, staysOn ? at + minute : visit.end);
  });
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

function measured(random: Random, usual: Signs): Signs {
  const systolic = Math.round(usual.systolic_pressure + 5 * random.normal());
  return {
    heart_rate: Math.round(usual.heart_rate + 4 * random.normal()),
    respiratory_rate: Math.round(usual.respiratory_rate + random.normal()),
    oxygen_saturation: Math.min(100, rounded(usual.oxygen_saturation + 0.6 * random.normal(), 1)),
    systolic_pressure: systolic,
    diastolic_pressure: Math.min(systolic - 10, Math.round(usual.diastolic_pressure + 4 * random.normal())),
    temperature: rounded(usual.temperature + 0.2 * random.normal(), 1),
  };
}

const rounded = (value: number, decimals: number) => Number(value.toFixed(decimals));
