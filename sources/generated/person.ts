import { type Change, changesOf, type Data } from './change.ts';
import { type SecondRecord, secondRecordOf, type WrongMerge, wrongMergeOf } from './identity.ts';
import { Random } from './random.ts';
import { day, isoDate, year } from './time-text.ts';
import * as words from './vocabulary.ts';
import {
  addressIn,
  numbered,
  type Payer,
  type Plan,
  payersOf,
  peoplePerNeighbourhood,
  planOf,
  plansPerPayer,
  recordsBegin,
} from './world.ts';

/** A person as nature and the registry office have it. Times are epoch ms; `Infinity` is never. */
export interface Person {
  readonly seed: number;
  /** From 0; the same number of the same seed is the same person. */
  readonly number: number;
  readonly id: string;
  readonly neighbourhood: number;
  readonly gender: 'F' | 'M';
  readonly birth: number;
  readonly death: number;
  /** When the person first came to one of the organizations. */
  readonly joined: number;
  /** How much more care than usual the person needs; 1 on average. */
  readonly frailty: number;
  /** Insurance, from the day of joining on, without gaps. */
  readonly cover: readonly Cover[];
  /** Null for those who are registered once, as most are. */
  readonly second: SecondRecord | null;
  readonly wrongMerge: WrongMerge | null;
}

/** A time during which the same payer covers a person. */
export interface Cover {
  readonly from: number;
  /** When it ends and the next begins. */
  readonly until: number;
  readonly payer: Payer;
  readonly memberId: string;
  /** Null without insurance. */
  readonly plan: Plan | null;
}

/** Sources get to know new people for so long. */
const arrivalYears = 9;
/** Of everyone, so many were there from the beginning. */
const earlyShare = 0.35;
/** Nothing is told of times after, epoch ms. */
export const livesEnd = Date.parse('2035-01-01T00:00:00Z');

/** Who comes when: the first that is drawn for a person. */
function arrivalOf(random: Random, number: number): Pick<Person, 'id' | 'joined'> {
  const id = random.uuid();
  const isEarly = number === 0 || random.chance(earlyShare);
  return {
    id,
    joined: recordsBegin + Math.floor(random.fraction() * (isEarly ? 90 : arrivalYears * 365) * day),
  };
}

const drawnFor = (seed: number, number: number) => new Random(seed, 'person', number);

export function personOf(seed: number, number: number): Person {
  const random = drawnFor(seed, number);
  const { id, joined } = arrivalOf(random, number);
  // Some are born into the records, a few of those who are old come for the last time.
  const isNewborn = number !== 0 && random.chance(0.08);
  const age = isNewborn ? 0 : Math.max(0.1, Math.min(99, 41 + 23 * random.normal()));
  const birth = Math.floor((joined - age * year) / day) * day;
  const lifespan = Math.max(age + 0.2, Math.min(104, 81 + 11 * random.normal())) + random.fraction() * 2;
  const death = Math.floor((birth + lifespan * year) / day) * day;
  const frailty = (0.3 + 1.4 * random.fraction() ** 2) * (0.6 + age / 60);
  const person = {
    seed,
    number,
    id,
    neighbourhood: Math.floor(number / peoplePerNeighbourhood),
    gender: random.pick(['F', 'M'] as const),
    birth,
    death: death < livesEnd ? death : Number.POSITIVE_INFINITY,
    joined,
    frailty,
  };
  return {
    ...person,
    cover: coverOf(random, person),
    second: secondRecordOf(person),
    wrongMerge: wrongMergeOf(person, () => arrivalOf(drawnFor(seed, number - 1), number - 1)),
  };
}

/** Age in years at a time. */
export const ageAt = ({ birth }: Pick<Person, 'birth'>, at: number) => (at - birth) / year;

/** People change their payer with a new year, some of them; at 65 they come to Medicare. */
function coverOf(random: Random, { seed, birth, joined }: Pick<Person, 'seed' | 'birth' | 'joined'>): Cover[] {
  const payers = payersOf(seed);
  const cover: Cover[] = [];
  const old = birth + 65 * year;
  for (let from = joined; from < livesEnd; ) {
    const isOld = from >= old;
    const payer = random.weighted(
      payers.map((each) => [each.covers === (isOld ? 'old' : 'young') ? each.weight : 0, each] as const),
    );
    const years = isOld ? 20 : random.integer(1, 5);
    const newYear = Date.UTC(new Date(from).getUTCFullYear() + years, 0, 1);
    const until = isOld ? newYear : Math.min(newYear, old);
    const memberId = `M${random.digits(9)}`;
    const plan = payer.isInsurance ? planOf(payer, random.integer(0, plansPerPayer - 1)) : null;
    cover.push({ from, until, payer, memberId, plan });
    from = until;
  }
  return cover;
}

/** Who covers the person at a time. */
export function coverAt({ cover }: Person, at: number): Cover | undefined {
  return cover.find(({ until }) => at < until);
}

interface Happening {
  readonly at: number;
  readonly data: Data;
}

/** The patient's record: as it was when the person came, and after every move, wedding, divorce, wrong merge and the death. */
export function patientChanges(person: Person): Change[] {
  const random = new Random(person.seed, 'patient', person.number);
  const { joined, death, gender, birth } = person;
  const family = numbered(random, words.familyNames);
  const given = gender === 'F' ? words.womensNames : words.mensNames;
  const fixed = {
    patient_id: person.id,
    birth_date: isoDate(birth),
    ssn: `999-${random.digits(2)}-${random.digits(4)}`,
    ...licences(random, ageAt(person, joined)),
    first_name: numbered(random, given),
    middle_name: random.chance(0.8) ? numbered(random, given) : undefined,
    race: random.weighted(words.races),
    ethnicity: random.weighted(words.ethnicities),
    gender,
    // Synthea strips the commas and leaves the spaces.
    birthplace: `${random.pick(words.towns).city}  ${words.state.name}  US`,
  };
  const happenings = [...residences(random, person), ...marriages(random, person, family), ...mixedUp(person)]
    .filter(({ at }) => at < death)
    .sort((a, b) => a.at - b.at);
  if (death < Number.POSITIVE_INFINITY) happenings.push({ at: death, data: { death_date: isoDate(death) } });
  let data: Data = { ...fixed, last_name: family, state: words.state.code };
  const states: { data: Data; at: number }[] = [];
  for (const { at, data: changed } of happenings) {
    data = { ...data, ...changed };
    // What was before the first visit is the state of that day.
    if (at <= joined) states[0] = { data, at: joined };
    else states.push({ data, at });
  }
  return changesOf('patient', states);
}

function licences(random: Random, age: number): Data {
  return {
    drivers_licence: age >= 16 ? `S999${random.digits(5)}` : undefined,
    passport: age >= 18 && random.chance(0.8) ? `X${random.digits(8)}X` : undefined,
  };
}

/** Where the person lives: some move every other year, most hardly ever. */
function residences(random: Random, { joined }: Person): Happening[] {
  const yearsInOnePlace = random.weighted([
    [1, 2],
    [2, 6],
    [2, 20],
  ]);
  const homes: Happening[] = [];
  for (let at = joined; at < livesEnd; at += (0.3 + random.fraction() * 2) * yearsInOnePlace * year) {
    const town = random.pick(words.towns);
    // Sources write 00000 where they do not know the postal code.
    const unknownZip = random.chance(0.05) ? { zip: '00000' } : {};
    homes.push({ at: Math.floor(at), data: { ...addressIn(random, town), county: town.county, ...unknownZip } });
  }
  return homes;
}

/** The record is taken for that of somebody else, until somebody notices. */
function mixedUp({ wrongMerge }: Person): Happening[] {
  if (wrongMerge === null) return [];
  const { into, at, until } = wrongMerge;
  return [
    { at, data: { person_id: into } },
    { at: until, data: { person_id: undefined } },
  ];
}

/** Weddings and divorces, and the names that go with them. */
function marriages(random: Random, person: Person, family: string): Happening[] {
  const { birth, gender } = person;
  const prefix = gender === 'M' ? 'Mr.' : 'Ms.';
  const single = { marital_status: 'S', prefix };
  const happenings: Happening[] = [
    { at: birth, data: {} },
    { at: birth + 18 * year, data: single },
  ];
  let at = birth + (20 + random.fraction() * 20) * year;
  for (let wedding = 0; wedding < 3 && random.chance(0.75) && at < livesEnd; wedding += 1) {
    const takesName = gender === 'F' && random.chance(0.7);
    const name = takesName ? { last_name: numbered(random, words.familyNames), maiden_name: family } : {};
    happenings.push({ at, data: { marital_status: 'M', prefix: gender === 'M' ? 'Mr.' : 'Mrs.', ...name } });
    at += (3 + random.fraction() * 35) * year;
    if (!random.chance(0.5)) break;
    const ended = { marital_status: random.chance(0.75) ? 'D' : 'W', prefix };
    happenings.push({ at, data: ended });
    at += (2 + random.fraction() * 10) * year;
  }
  return happenings.map((each) => ({ ...each, at: Math.floor(each.at) }));
}
