import type { Forgery } from './forgery.ts';
import { registeredAs } from './identity.ts';
import { type Cover, coverAt, type Person } from './person.ts';
import { Random } from './random.ts';
import { day, hour, minute, year } from './time-text.ts';
import * as words from './vocabulary.ts';
import {
  type Department,
  departmentFor,
  isUpcoder,
  type Provider,
  providerOf,
  providersPerNeighbourhood,
  shunnedPlaces,
} from './world.ts';

/**
 * A visit or stay: the frame of all the records that come of it. Records draw from `random`, so each kind of record can
 * be made without the others.
 */
export interface Visit {
  readonly person: Person;
  /** Which visit of the person it is, from 0. */
  readonly number: number;
  readonly id: string;
  readonly kind: words.EncounterKind;
  readonly type: words.Coded;
  /** Epoch ms. */
  readonly start: number;
  readonly end: number;
  readonly provider: Provider;
  readonly department: Department;
  readonly cover: Cover;
  readonly illness: Illness | null;
  /** What is billed; its sum is the total. */
  readonly services: readonly Service[];
  readonly totalCents: number;
  readonly coveredCents: number;
  /** Registered by mistake, and taken back: nothing else comes of it. */
  readonly isMistake: boolean;
  /** Why it is in the books otherwise than it was, or at all. */
  readonly forgery?: Forgery;
  /** Days after its end when it is billed; a few without it. */
  readonly billedAfterDays?: number;
  /** Drugs that are handed out, instead of those that the illness asks for. */
  readonly fills?: readonly Fill[];
  /** What is paid beyond what was charged. */
  readonly overpaidCents?: number;
}

export interface Fill {
  readonly drug: words.Drug;
  /** Epoch ms. */
  readonly at: number;
}

export interface Service {
  readonly code: string;
  readonly units: number;
  readonly unitCents: number;
}

export interface Illness extends words.Coded {
  readonly isChronic: boolean;
  /** It is diagnosed in this visit. */
  readonly isNew: boolean;
}

/** Random numbers of one purpose of a visit. */
export function randomOf({ person, number }: Pick<Visit, 'person' | 'number'>, purpose: string): Random {
  return new Random(person.seed, purpose, person.number, number);
}

/** A visit is known, as an appointment, so long before it begins. */
export const longestForesight = 45 * day;

/** Whatever comes of a visit is known so long after its start. */
export const longestAftermath = 700 * day;

const visitsPerYear = 1.6;

const usualPlaces = Array.from({ length: providersPerNeighbourhood }, (_, place) => place).filter(
  (place) => !shunnedPlaces.includes(place),
);

/** The visits of a life that begin until `until`, oldest first. */
export function* visitsOf(person: Person, until: number): Generator<Visit> {
  const random = new Random(person.seed, 'visits', person.number);
  const chronic = chronicIllnessesOf(random, person);
  const diagnosed = new Set<string>();
  const usual = random.pick(usualPlaces);
  const end = Math.min(until, person.death);
  let at = person.joined + random.fraction() * day;
  for (let number = 0; at <= end; number += 1) {
    const kind = random.weighted(words.weightedEncounterKinds);
    const start = kind.needsReason ? Math.floor(at / minute) * minute : inOfficeHours(random, at);
    const visit = visitOf(random, person, kind, { number, start, chronic, diagnosed, usual });
    if (visit !== null && visit.start <= end) yield visit;
    const gap = -Math.log(1 - random.fraction() * 0.999) / (visitsPerYear * person.frailty);
    at = (visit?.end ?? start) + hour + gap * year;
  }
}

/** The next time from 8 to 17 that is not before. */
function inOfficeHours(random: Random, at: number): number {
  const midnight = Math.floor(at / day) * day;
  const time = midnight + random.integer(8 * 60, 17 * 60) * minute;
  return time >= at ? time : time + day;
}

interface Habits {
  readonly chronic: readonly {
    readonly illness: words.ChronicIllness;
    readonly birth: number;
    readonly onset: number;
  }[];
  readonly diagnosed: Set<string>;
  readonly usual: number;
  readonly number: number;
  readonly start: number;
}

function visitOf(random: Random, whole: Person, kind: words.EncounterKind, habits: Habits): Visit | null {
  const { number, start } = habits;
  const person = registeredAs(whole, number, start);
  const cover = coverAt(person, start);
  if (cover === undefined) return null;
  const [shortest, longest] = kind.minutes;
  const end = Math.min(start + random.integer(shortest, longest) * minute, Math.max(person.death, start + minute));
  const place = random.chance(0.75) ? habits.usual : random.integer(0, providersPerNeighbourhood - 1);
  // Beds are in the hospital, whose providers are not every third one.
  const inHospital = kind.needsReason && place % 3 === 2 ? place - 1 : place;
  const cents = kind.baseCents * kind.costFactor * Math.exp(kind.costSpread * random.normal());
  const totalCents = Math.max(kind.baseCents, Math.round(cents));
  const share = random.chance(0.08) ? 0 : cover.payer.coverage * random.integer(90, 110) * 0.01;
  const type = random.pick(kind.types);
  const providerNumber = person.neighbourhood * providersPerNeighbourhood + inHospital;
  const provider = providerOf(person.seed, providerNumber);
  const levels = isUpcoder(providerNumber) ? words.upcodedLevels : words.usualLevels;
  const code = kind.isOffice === true ? random.weighted(levels) : type.code;
  return {
    person,
    number,
    id: random.uuid(),
    kind,
    type,
    start,
    end,
    provider,
    department: departmentFor(provider.organization, kind.encounterClass),
    cover,
    illness: illnessOf(random, start, kind, habits),
    services: [{ code, units: 1, unitCents: totalCents }],
    totalCents,
    coveredCents: Math.round(totalCents * Math.min(1, share)),
    isMistake: random.chance(0.004),
  };
}

function chronicIllnessesOf(random: Random, person: Person): Habits['chronic'] {
  return words.chronicIllnesses.flatMap((illness) => {
    if (!random.chance(illness.share)) return [];
    const spread = (illness.untilAge ?? illness.fromAge + 40) - illness.fromAge;
    const onset = person.birth + (illness.fromAge + random.fraction() * spread) * year;
    return [{ illness, birth: person.birth, onset }];
  });
}

function illnessOf(
  random: Random,
  start: number,
  kind: words.EncounterKind,
  { chronic, diagnosed }: Pick<Habits, 'chronic' | 'diagnosed'>,
): Illness | null {
  if (!kind.needsReason && !random.chance(0.5)) return null;
  const lasting = chronic.filter(
    ({ illness, birth, onset }) => onset <= start && start - birth < (illness.untilAge ?? 200) * year,
  );
  if (lasting.length > 0 && random.chance(0.6)) {
    const { illness } = random.pick(lasting);
    const isNew = !diagnosed.has(illness.code);
    diagnosed.add(illness.code);
    return { code: illness.code, display: illness.display, isChronic: true, isNew };
  }
  const illness = random.pick(kind.needsReason ? words.graveIllnesses : words.acuteIllnesses);
  return { ...illness, isChronic: false, isNew: true };
}

/** Whether somebody stays overnight or nearly so: such a visit is known while it is open. */
export const isStay = ({ start, end }: Visit) => end - start >= 12 * hour;
