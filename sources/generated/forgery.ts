import type { Person } from './person.ts';
import { Random } from './random.ts';
import { day, hour, isoDate, minute, year } from './time-text.ts';
import { isStay, randomOf, type Service, type Visit } from './visit.ts';
import * as words from './vocabulary.ts';
import {
  deactivatedFrom,
  departmentFor,
  excludedFrom,
  isUpcoder,
  organizationsPerNeighbourhood,
  type Provider,
  peoplePerNeighbourhood,
  providerOf,
  providersPerNeighbourhood,
  recordsBegin,
  townOf,
} from './world.ts';

/**
 * Fraud and errors of billing, one kind for each rule that looks for it (F01 to F20). Some persons are victims or culprits of
 * one scheme; some providers bill wrongly as long as they bill. What belongs to a case is labelled, and the label is never in
 * the data.
 */
export const fraudRules = {
  F01: 'Exact duplicate of a professional claim',
  F02: 'Exact duplicate of an institutional claim',
  F03: 'Suspect duplicate: the same day and provider, nearly the same amount',
  F04: 'Unbundling: a service and a part of it on one day',
  F05: 'More units than a patient can have on a day',
  F06: 'A day of a provider with more hours than a day has',
  F07: 'Upcoding: nearly every visit is of the highest levels',
  F08: 'A charge far from what the service costs',
  F09: 'A service after death',
  F10: 'A provider who is excluded from federal programmes',
  F11: 'A diagnosis of the other sex',
  F12: 'A diagnosis of another age',
  F13: 'More claims of a patient on a day than there can be',
  F14: 'Two places too far from each other for the time between',
  F15: 'Stays in two hospitals at once',
  F16: 'A drug is handed out again long before it is used up',
  F17: 'The same drug from many prescribers and pharmacies',
  F18: 'A claim that comes more than a year late',
  F19: 'More was paid than charged',
  F20: 'A provider whose number is no longer active',
} as const;
export type FraudRule = keyof typeof fraudRules;

export interface Forgery {
  readonly rule: FraudRule;
  /** What belongs together has the same. */
  readonly case: string;
  /** Contracts whose records are made; all of them when it is null. */
  readonly records: readonly string[] | null;
  /** Contract whose records are labelled. */
  readonly labelled: string;
}

interface Scheme {
  readonly rule: FraudRule;
  readonly suits: (visit: Visit) => boolean;
  /** The visit as it is billed then, and the visits that never took place. */
  readonly commit: (visit: Visit, random: Random) => readonly Visit[];
}

const claims = ['claim', 'claim_transaction'];
const dispenses = ['medication_dispense'] as const;
const visitAndClaims = ['encounter', ...claims];

function forged(rule: FraudRule, visit: Visit, records: readonly string[] | null, labelled = 'claim'): Forgery {
  return { rule, case: `${rule}-${visit.person.number}-${visit.number}`, records, labelled };
}

/** Another visit that is only in the books. Its number keeps what is drawn for it apart from the real one. */
function invented(visit: Visit, rule: FraudRule, place: number, records: readonly string[], change: Partial<Visit>) {
  const billed = {
    ...visit,
    number: visit.number + 10_000 * (place + 1),
    forgery: forged(rule, visit, records),
    ...change,
  };
  return { ...billed, department: departmentFor(billed.provider.organization, billed.kind.encounterClass) };
}

/** The visit itself, billed otherwise. */
function billedAs(visit: Visit, rule: FraudRule, change: Partial<Visit>): Visit {
  return { ...visit, forgery: forged(rule, visit, null), ...change };
}

/** Services with what they cost, most of it covered. */
function priced(services: readonly Service[]): Pick<Visit, 'services' | 'totalCents' | 'coveredCents'> {
  const totalCents = services.reduce((sum, { units, unitCents }) => sum + units * unitCents, 0);
  return { services, totalCents, coveredCents: Math.round(totalCents * 0.7) };
}

const isProfessional = (visit: Visit) => !isStay(visit) && visit.coveredCents > 0;
const isInpatient = ({ kind }: Visit) => kind.encounterClass === 'inpatient';
const ageOf = ({ person, start }: Visit) => (start - person.birth) / year;

const schemes: readonly Scheme[] = [
  {
    rule: 'F01',
    suits: isProfessional,
    commit: (visit) => [{ ...visit, forgery: forged('F01', visit, null) }, invented(visit, 'F01', 0, claims, {})],
  },
  {
    rule: 'F02',
    suits: isInpatient,
    commit: (visit) => [{ ...visit, forgery: forged('F02', visit, null) }, invented(visit, 'F02', 0, claims, {})],
  },
  {
    rule: 'F03',
    suits: isProfessional,
    commit: (visit) => {
      const services = visit.services.map((each) => ({ ...each, unitCents: Math.round(each.unitCents * 1.006) + 1 }));
      return [{ ...visit, forgery: forged('F03', visit, null) }, invented(visit, 'F03', 0, claims, priced(services))];
    },
  },
  {
    rule: 'F04',
    suits: isProfessional,
    commit: (visit, random) => {
      const [whole, part] = random.pick(words.bundledServices);
      const services = [
        { code: whole, units: 1, unitCents: 4200 },
        { code: part, units: 1, unitCents: 3100 },
      ];
      return [visit, invented(visit, 'F04', 0, claims, priced(services))];
    },
  },
  {
    rule: 'F05',
    suits: isProfessional,
    commit: (visit, random) => {
      const { code, most } = random.pick(words.unitLimits);
      const services = [{ code, units: most * random.integer(3, 6), unitCents: 3500 }];
      return [visit, invented(visit, 'F05', 0, claims, priced(services))];
    },
  },
  {
    rule: 'F08',
    suits: isProfessional,
    commit: (visit, random) => {
      const factor = random.integer(45, 90);
      const services = visit.services.map((each) => ({ ...each, unitCents: 55_000 * factor }));
      return [billedAs(visit, 'F08', priced(services))];
    },
  },
  {
    rule: 'F11',
    suits: (visit) => isProfessional(visit) && visit.person.gender === 'M' && ageOf(visit) > 16,
    commit: (visit) => [billedAs(visit, 'F11', { illness: { ...words.pregnancy, isChronic: false, isNew: false } })],
  },
  {
    rule: 'F12',
    suits: (visit) => isProfessional(visit) && ageOf(visit) > 30,
    commit: (visit) => [
      billedAs(visit, 'F12', { illness: { ...words.childhoodIllness, isChronic: false, isNew: false } }),
    ],
  },
  {
    rule: 'F13',
    suits: isProfessional,
    commit: (visit) => [
      { ...visit, forgery: forged('F13', visit, null) },
      ...Array.from({ length: 6 }, (_, place) => {
        const start = visit.start + place * 7 * minute;
        const services = visit.services.map((each) => ({ ...each, unitCents: each.unitCents + 1700 * (place + 1) }));
        return invented(visit, 'F13', place, claims, { start, end: start + 15 * minute, ...priced(services) });
      }),
    ],
  },
  {
    rule: 'F14',
    suits: (visit) => isProfessional(visit) && visit.kind.encounterClass !== 'virtual',
    commit: (visit, random) => {
      const provider = distantProvider(visit);
      const start = visit.end + 10 * minute;
      const change = { id: random.uuid(), provider, start, end: start + 20 * minute };
      const away = invented(visit, 'F14', 0, visitAndClaims, change);
      return [{ ...visit, forgery: forged('F14', visit, null, 'encounter') }, labelledOn(away, 'encounter')];
    },
  },
  {
    rule: 'F15',
    suits: (visit) => isInpatient(visit) && visit.end - visit.start > 3 * day,
    commit: (visit, random) => {
      const provider = distantProvider(visit);
      const change = { id: random.uuid(), provider, start: visit.start + 12 * hour, end: visit.end + 12 * hour };
      const away = invented(visit, 'F15', 0, visitAndClaims, change);
      return [{ ...visit, forgery: forged('F15', visit, null, 'encounter') }, labelledOn(away, 'encounter')];
    },
  },
  {
    rule: 'F16',
    suits: (visit) => isProfessional(visit) && ageOf(visit) > 18,
    commit: (visit, random) => {
      const fills = [0, random.integer(4, 9)].map((days) => ({
        drug: words.opioid,
        at: visit.end + hour + days * day,
      }));
      return [visit, labelledOn(invented(visit, 'F16', 0, dispenses, { fills }), dispenses[0])];
    },
  },
  {
    rule: 'F17',
    suits: (visit) => isProfessional(visit) && ageOf(visit) > 18,
    commit: (visit) => [
      visit,
      ...Array.from({ length: 5 }, (_, place) => {
        const number = (visit.person.neighbourhood + place) * providersPerNeighbourhood + 1;
        const fills = [{ drug: words.opioid, at: visit.end + (place * 33 + 1) * day }];
        const change = { provider: providerOf(visit.person.seed, number), fills };
        return labelledOn(invented(visit, 'F17', place, dispenses, change), dispenses[0]);
      }),
    ],
  },
  {
    rule: 'F18',
    suits: isProfessional,
    commit: (visit, random) => [billedAs(visit, 'F18', { billedAfterDays: random.integer(380, 430) })],
  },
  {
    rule: 'F19',
    suits: isProfessional,
    commit: (visit, random) => [billedAs(visit, 'F19', { overpaidCents: random.integer(2_000, 40_000) })],
  },
];

const labelledOn = (visit: Visit, labelled: string): Visit =>
  visit.forgery === undefined ? visit : { ...visit, forgery: { ...visit.forgery, labelled } };

/** Of so many persons one has to do with a scheme. */
const personsPerScheme = 6;
/** Few people stay in a hospital, so that schemes which need a stay have two turns. */
const inTurn = [...schemes, ...schemes.filter(({ rule }) => rule === 'F02' || rule === 'F15')];

/** Turns the visits of a person into those that are billed. */
export function* billedVisits(person: Person, visits: Iterable<Visit>): Generator<Visit> {
  const { number } = person;
  const isChosen = number % personsPerScheme === 3;
  let scheme = isChosen ? inTurn[Math.floor(number / personsPerScheme) % inTurn.length] : undefined;
  let last: Visit | null = null;
  let impossibleDay = impossibleDayOf(person);
  for (const visit of visits) {
    last = visit;
    if (impossibleDay !== null) {
      yield invented(visit, 'F06', 7, visitAndClaims, impossibleDay);
      impossibleDay = null;
    }
    const isFree = !visit.isMistake && visit.number >= 2 && standingCase(visit) === null;
    if (scheme === undefined || !isFree || !scheme.suits(visit)) {
      yield visit;
      continue;
    }
    yield* scheme.commit(visit, randomOf(visit, 'forgery'));
    scheme = undefined;
  }
  if (last !== null) yield* afterDeath({ ...last, person });
}

/** Somebody goes on billing for one of a few who died. */
function* afterDeath(visit: Visit): Generator<Visit> {
  const { person } = visit;
  const random = new Random(person.seed, 'after death', person.number);
  if (person.death === Number.POSITIVE_INFINITY || !random.chance(0.3)) return;
  const start = person.death + random.integer(5, 120) * day + 10 * hour;
  const change = { id: random.uuid(), start, end: start + 20 * minute, kind: words.officeVisit };
  yield invented(visit, 'F09', 0, visitAndClaims, {
    ...change,
    ...priced([{ code: '99214', units: 1, unitCents: 13_000 }]),
  });
}

/** A group of people for whom a provider bills an hour each, on one day. */
const peoplePerImpossibleDay = 44;
const groupsPerImpossibleDay = 6;

function impossibleDayOf(person: Person): Partial<Visit> | null {
  const group = Math.floor(person.number / peoplePerImpossibleDay);
  if (group % groupsPerImpossibleDay !== 1) return null;
  const random = new Random(person.seed, 'impossible day', group);
  const date = recordsBegin + random.integer(2300, 2500) * day;
  if (person.joined > date || person.death <= date) return null;
  const place = random.integer(0, providersPerNeighbourhood - 1);
  const neighbourhood = Math.floor((group * peoplePerImpossibleDay) / peoplePerNeighbourhood);
  const provider = providerOf(person.seed, neighbourhood * providersPerNeighbourhood + place);
  const start = date + 8 * hour + (person.number % peoplePerImpossibleDay) * 15 * minute;
  const forgery: Forgery = {
    rule: 'F06',
    case: `F06-${provider.number}-${isoDate(date)}`,
    records: visitAndClaims,
    labelled: 'claim',
  };
  const id = new Random(person.seed, 'impossible visit', person.number).uuid();
  const services = [{ code: '99205', units: 1, unitCents: 22_400 }];
  return { id, provider, start, end: start + 60 * minute, kind: words.officeVisit, forgery, ...priced(services) };
}

/** A provider of the nearest neighbourhood whose hospital is in a town more than 100 km away. */
function distantProvider({ person, provider }: Visit): Provider {
  const here = townOf(person.seed, provider.organization.number);
  for (let neighbourhood = 1; ; neighbourhood += 1) {
    const number = (person.neighbourhood + neighbourhood) * organizationsPerNeighbourhood;
    if (kilometres(here, townOf(person.seed, number)) > 100) {
      return providerOf(person.seed, (person.neighbourhood + neighbourhood) * providersPerNeighbourhood);
    }
  }
}

/** Distance of two places on a sphere (haversine), kilometres. */
export function kilometres(one: Place, other: Place): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const latitude = Math.sin(radians(other.latitude - one.latitude) / 2) ** 2;
  const longitude = Math.sin(radians(other.longitude - one.longitude) / 2) ** 2;
  const cosines = Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude));
  return 2 * 6371 * Math.asin(Math.sqrt(latitude + cosines * longitude));
}

interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** The case that a visit belongs to: one that was made up for it, or that of a provider who bills wrongly all the time. */
export function caseOf(visit: Visit): Forgery | null {
  return visit.forgery ?? standingCase(visit);
}

function standingCase({ provider, start, services }: Visit): Forgery | null {
  const standing = (rule: FraudRule): Forgery => {
    return { rule, case: `${rule}-provider-${provider.number}`, records: null, labelled: 'claim' };
  };
  if (start >= excludedFrom(provider.number)) return standing('F10');
  if (start >= deactivatedFrom(provider.number)) return standing('F20');
  return isUpcoder(provider.number) && words.highLevels.includes(services[0]?.code ?? '') ? standing('F07') : null;
}
