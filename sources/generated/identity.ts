import { type Change, changesOf, type Data } from './change.ts';
import type { CaseLabel } from './labels.ts';
import type { Person } from './person.ts';
import { Random } from './random.ts';
import { day } from './time-text.ts';

/**
 * Who is whom. A person whom somebody at a desk did not find is registered a second time, comes under both records, and
 * mostly the two are merged in the end: a version of the second record names the first. Sometimes two people who are not
 * the same are merged, and unmerged when somebody notices. The data say who was merged when; who is who is in the labels.
 */
export interface SecondRecord {
  readonly id: string;
  /** When the person was registered again, epoch ms. */
  readonly from: number;
  /** When the records were merged; `Infinity` for never. */
  readonly mergedAt: number;
}

/** A merge with the record of somebody else, and its end, epoch ms. */
export interface WrongMerge {
  readonly into: string;
  readonly at: number;
  readonly until: number;
}

/** Shares of the people who are registered twice, of those the ones who are found out, and of the people merged wrongly. */
const twiceShare = 0.05;
const foundShare = 0.85;
const wrongShare = 0.012;
/** Share of the visits that come under the second record while there are two. */
const visitShare = 0.6;

type Known = Pick<Person, 'seed' | 'number' | 'joined' | 'death'>;

export function secondRecordOf({ seed, number, joined, death }: Known): SecondRecord | null {
  const random = new Random(seed, 'second record', number);
  if (!random.chance(twiceShare)) return null;
  const id = random.uuid();
  const from = joined + random.integer(60, 1400) * day;
  const found = from + random.integer(20, 700) * day;
  if (from >= death) return null;
  return { id, from, mergedAt: random.chance(foundShare) && found < death ? found : Number.POSITIVE_INFINITY };
}

/** @param other the person of the number before, whose record is told before this one */
export function wrongMergeOf(
  { seed, number, joined, death }: Known,
  other: () => Pick<Person, 'id' | 'joined'>,
): WrongMerge | null {
  const random = new Random(seed, 'wrong merge', number);
  if (number === 0 || !random.chance(wrongShare)) return null;
  const { id, joined: otherJoined } = other();
  const at = Math.max(joined, otherJoined) + random.integer(100, 1400) * day;
  const until = at + random.integer(10, 200) * day;
  return until < death ? { into: id, at, until } : null;
}

/** The person as the desk of a visit knows it. */
export function registeredAs(person: Person, visit: number, start: number): Person {
  const { second } = person;
  if (second === null || start <= second.from || start >= second.mergedAt) return person;
  if (!new Random(person.seed, 'registered as', person.number, visit).chance(visitShare)) return person;
  return { ...person, id: second.id, joined: second.from };
}

/**
 * The second record, from the registration on: as the first one was that day, with less of it, and the name as somebody
 * heard it. Nobody keeps it up; in the end it names the first.
 */
export function secondRecordChanges({ id, second, seed, number }: Person, first: readonly Change[]): Change[] {
  if (second === null) return [];
  const random = new Random(seed, 'registration', number);
  const known = first.findLast(({ at }) => at <= second.from) ?? first[0];
  const { last_name: family, ssn, ...rest } = known?.data ?? {};
  const registered: Data = {
    ...rest,
    patient_id: second.id,
    ssn: random.chance(0.4) ? ssn : undefined,
    drivers_licence: undefined,
    passport: undefined,
    middle_name: undefined,
    maiden_name: undefined,
    last_name: random.chance(0.4) ? misheard(String(family)) : family,
    person_id: undefined,
  };
  const states = [{ data: registered, at: second.from }];
  if (second.mergedAt < Number.POSITIVE_INFINITY) {
    states.push({ data: { ...registered, person_id: id }, at: second.mergedAt });
  }
  return changesOf('patient', states);
}

/** Two letters in the middle change their places. */
const misheard = (name: string) => name.replace(/^(\p{L}\p{L})(\p{L})(\p{L})/u, '$1$3$2');

/** What is true of a version of a patient's record and stands nowhere in it. */
export function identityLabel({ id, second, wrongMerge }: Person, { data, at }: Change): CaseLabel | null {
  const label = (kind: 'registered_twice' | 'merged' | 'merged_wrongly' | 'unmerged', other: string) =>
    ({ subject: 'identity', kind, record: data.patient_id, other }) as const;
  if (second !== null && data.patient_id === second.id) {
    return label(data.person_id === undefined ? 'registered_twice' : 'merged', id);
  }
  if (wrongMerge === null || at < wrongMerge.at) return null;
  return label(data.person_id === undefined ? 'unmerged' : 'merged_wrongly', wrongMerge.into);
}
