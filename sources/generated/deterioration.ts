import type { Random } from './random.ts';
import { hour } from './time-text.ts';
import { isStay, randomOf, type Visit } from './visit.ts';

/** A time during a stay in which somebody gets worse, and is brought back or not. */
export interface Deterioration {
  readonly cause: 'sepsis' | 'respiratory_failure' | 'bleeding';
  /** When the signs begin to change, epoch ms. */
  readonly from: number;
  /** When they are worst. */
  readonly worst: number;
  /** When they are as before, or the stay ends. */
  readonly until: number;
}

/** Share of the stays in which somebody gets worse. */
const share = 0.15;

/** The deterioration of a stay, if there is one: it follows from the visit, whoever asks. */
export function deteriorationOf(visit: Visit): Deterioration | null {
  if (!isStay(visit) || visit.end - visit.start < 36 * hour) return null;
  const random = randomOf(visit, 'deterioration');
  if (!random.chance(share)) return null;
  const from = visit.start + 6 * hour + random.fraction() * (visit.end - visit.start - 30 * hour);
  const worst = from + random.integer(6, 16) * hour;
  const until = Math.min(visit.end, worst + random.integer(8, 24) * hour);
  const cause = random.pick(['sepsis', 'respiratory_failure', 'bleeding'] as const);
  return { cause, from: Math.floor(from), worst: Math.floor(worst), until: Math.floor(until) };
}

/** How much each sign is away from its usual value when it is worst. */
export interface SignShift {
  readonly heart_rate: number;
  readonly respiratory_rate: number;
  readonly oxygen_saturation: number;
  readonly systolic_pressure: number;
  readonly diastolic_pressure: number;
  readonly temperature: number;
}

const worstShifts: Readonly<Record<Deterioration['cause'], SignShift>> = {
  sepsis: {
    heart_rate: 58,
    respiratory_rate: 13,
    oxygen_saturation: -6,
    systolic_pressure: -42,
    diastolic_pressure: -24,
    temperature: 2.6,
  },
  respiratory_failure: {
    heart_rate: 44,
    respiratory_rate: 17,
    oxygen_saturation: -12,
    systolic_pressure: -8,
    diastolic_pressure: -2,
    temperature: 0.6,
  },
  bleeding: {
    heart_rate: 62,
    respiratory_rate: 10,
    oxygen_saturation: -3,
    systolic_pressure: -48,
    diastolic_pressure: -30,
    temperature: -1.2,
  },
};

export const noShift: SignShift = {
  heart_rate: 0,
  respiratory_rate: 0,
  oxygen_saturation: 0,
  systolic_pressure: 0,
  diastolic_pressure: 0,
  temperature: 0,
};

/** From 0 (as usual) to 1 (worst): it rises until the worst moment, and falls afterwards. */
export function severityAt({ from, worst, until }: Deterioration, at: number): number {
  if (at <= from || at >= until) return 0;
  return at <= worst ? (at - from) / (worst - from) : (until - at) / (until - worst);
}

/** The shift of the signs at a severity, no two courses alike. */
export function shiftAt(random: Random, { cause }: Deterioration, severity: number): SignShift {
  const worst = worstShifts[cause];
  const part = (shift: number) => shift * severity * (0.9 + 0.2 * random.fraction());
  return {
    heart_rate: part(worst.heart_rate),
    respiratory_rate: part(worst.respiratory_rate),
    oxygen_saturation: part(worst.oxygen_saturation),
    systolic_pressure: part(worst.systolic_pressure),
    diastolic_pressure: part(worst.diastolic_pressure),
    temperature: part(worst.temperature),
  };
}

/** From this severity on somebody gets oxygen. */
const oxygenSeverity = 0.35;

/** Flow of the oxygen at a severity, litres a minute: two by a nasal cannula, fifteen by a mask with a reservoir; 0 for air. */
export function flowAt(severity: number): number {
  return severity < oxygenSeverity ? 0 : Math.round(2 + (13 * (severity - oxygenSeverity)) / (1 - oxygenSeverity));
}

/** Level of consciousness (ACVPU): confusion comes first, and some only answer to a voice or to pain when it is worst. */
export function wakefulnessAt(random: Random, severity: number): 'A' | 'C' | 'V' | 'P' {
  if (severity < 0.6) return 'A';
  const depth = severity * (0.75 + 0.5 * random.fraction());
  if (depth < 0.6) return 'A';
  if (depth < 0.9) return 'C';
  return depth < 1.15 ? 'V' : 'P';
}
