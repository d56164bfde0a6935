import { bodyAt, isHypercapnic } from '../body.ts';
import { type Change, type Data, once } from '../change.ts';
import {
  type Deterioration,
  deteriorationOf,
  flowAt,
  noShift,
  type SignShift,
  severityAt,
  shiftAt,
  wakefulnessAt,
} from '../deterioration.ts';
import type { Random } from '../random.ts';
import { day, hour, isoInstant, minute } from '../time-text.ts';
import { isStay, randomOf, type Visit } from '../visit.ts';
import { monitorOf } from './device.ts';

/** Signs of one measurement, as the contract names them. */
type Signs = SignShift;

/** Longest series of one stay: a month of four measurements a day, and the hours in which it is measured more often. */
const mostMeasurements = 160;
/** Shares of the visits to an office in which somebody is weighed, and of the stays that begin with a day of oxygen. */
const weighedShare = 0.4;
const oxygenShare = 0.06;
const firstDayFlow = 2;

/** Measured at the beginning of a visit; of a stay every six hours, and every hour while somebody gets worse. */
export function vitalSignChanges(visit: Visit): Change[] {
  const random = randomOf(visit, 'vital_sign');
  const staysOn = isStay(visit);
  if (!staysOn && random.chance(0.15)) return [];
  const { person, provider, kind } = visit;
  // Early warning is scored where people are ill; nobody does so in an office.
  const isScored = kind.needsReason;
  const scale = isScored && isHypercapnic(person, visit.start) ? 2 : 1;
  const usual = usualSigns(random, scale);
  const hasOxygen = staysOn && random.chance(oxygenShare);
  const monitor = monitorOf(visit);
  const episode = deteriorationOf(visit);
  return timesOf(visit, episode).map((at, place) => {
    const severity = episode === null ? 0 : severityAt(episode, at);
    const shift = episode === null || severity === 0 ? noShift : shiftAt(random, episode, severity);
    const flow = Math.max(flowAt(severity), hasOxygen && at < visit.start + day ? firstDayFlow : 0);
    const data = {
      vital_sign_id: random.uuid(),
      patient_id: person.id,
      encounter_id: visit.id,
      provider_id: provider.id,
      organization_id: provider.organization.id,
      measured_at: isoInstant(at),
      ...measured(random, usual, shift),
      ...(isScored ? scored(random, scale, flow, severity) : {}),
      device_id: monitor ?? undefined,
      ...(place === 0 && (staysOn || random.chance(weighedShare)) ? weighed(random, visit) : {}),
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

/** Of a person in no danger: nobody measures the same twice. Who keeps carbon dioxide is well with less oxygen. */
function usualSigns(random: Random, scale: 1 | 2): Signs {
  const saturation = scale === 1 ? 97.2 : 90;
  return {
    heart_rate: 74 + 8 * random.normal(),
    respiratory_rate: 15 + 1.2 * random.normal(),
    oxygen_saturation: saturation + 0.7 * random.normal(),
    systolic_pressure: 124 + 10 * random.normal(),
    diastolic_pressure: 78 + 6 * random.normal(),
    temperature: 36.8 + 0.3 * random.normal(),
  };
}

function measured(random: Random, usual: Signs, shift: Signs): Signs {
  const systolic = Math.max(55, Math.round(usual.systolic_pressure + shift.systolic_pressure + 5 * random.normal()));
  const diastolic = Math.round(usual.diastolic_pressure + shift.diastolic_pressure + 4 * random.normal());
  // Oximeters show whole percents, and NEWS2 has no points for what lies between two.
  const saturation = Math.round(usual.oxygen_saturation + shift.oxygen_saturation + 0.6 * random.normal());
  return {
    heart_rate: Math.round(usual.heart_rate + shift.heart_rate + 4 * random.normal()),
    respiratory_rate: Math.round(usual.respiratory_rate + shift.respiratory_rate + random.normal()),
    oxygen_saturation: Math.min(100, saturation),
    systolic_pressure: systolic,
    diastolic_pressure: Math.min(systolic - 10, Math.max(30, diastolic)),
    temperature: rounded(usual.temperature + shift.temperature + 0.2 * random.normal(), 1),
  };
}

/** What NEWS2 asks for besides. */
function scored(random: Random, scale: 1 | 2, flow: number, severity: number): Data {
  return {
    consciousness: wakefulnessAt(random, severity),
    supplemental_oxygen: flow > 0,
    oxygen_flow: flow > 0 ? flow : undefined,
    oxygen_saturation_scale: scale,
  };
}

/** With the clothes on, and to the half centimetre. */
function weighed(random: Random, { person, start }: Visit): Data {
  const { height, weight } = bodyAt(person, start);
  return {
    body_weight: rounded(weight + 0.3 * Math.abs(random.normal()), 1),
    body_height: Math.round(height * 2) / 2,
  };
}

const rounded = (value: number, decimals: number) => Number(value.toFixed(decimals));
