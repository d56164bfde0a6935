import {
  anyInstant,
  createDice,
  encounters,
  firstPatients,
  inOrderFrom,
  otherMembers,
  patientsOf,
  patientVersion,
  someOf,
} from './population.ts';
import type { SilverChange } from './silver-deliveries.ts';

/** Deliveries of which only the size of what was there before differs. */
export interface Scene {
  readonly name: string;
  readonly description: string;
  readonly sizes: readonly SceneSize[];
}

export interface SceneSize {
  readonly name: string;
  /** The first fills the warehouse. */
  readonly deliveries: readonly SceneDelivery[];
}

export interface SceneDelivery {
  /** Loads of one kind are compared. */
  readonly kind: string;
  readonly changes: () => Iterable<SilverChange>;
}

const loadsOfAKind = 4;
const hourMs = 3_600_000;
const versionsEach = 200;
const versionEveryMs = 9 * 24 * hourMs;

interface Sizes {
  /** Changes of each load. */
  readonly changes: number;
  readonly members: readonly number[];
  readonly facts: readonly number[];
  readonly factsThatMove: readonly number[];
  /** Patients of 200 versions, and changes of them. */
  readonly longLived: readonly number[];
  readonly longLivedChanges: number;
}

const sizes: Sizes = {
  changes: 5000,
  members: [10_000, 100_000, 400_000],
  facts: [100_000, 500_000, 1_000_000, 2_000_000],
  factsThatMove: [100_000, 500_000, 1_000_000],
  longLived: [1000, 5000, 10_000],
  longLivedChanges: 1000,
};

const quickSizes: Sizes = {
  changes: 1000,
  members: [5000, 50_000],
  facts: [20_000, 100_000],
  factsThatMove: [20_000, 100_000],
  longLived: [200, 1000],
  longLivedChanges: 200,
};

/** The scenes in which a load is measured, in small sizes or those that count. */
export function growthScenes(isQuick: boolean): readonly Scene[] {
  const { changes, members, facts, factsThatMove, longLived, longLivedChanges } = isQuick ? quickSizes : sizes;
  const text = (count: number) => count.toLocaleString('en-US');
  return [
    {
      name: 'members',
      description: `${text(changes)} changed patients a load, among more and more`,
      sizes: members.map((patients) => ({
        name: `${text(patients)} patients`,
        deliveries: [
          { kind: 'bulk', changes: () => firstPatients(patients) },
          ...eachLoad('in order', (load) => changedPatients(patients, { count: changes, load, isLate: false })),
        ],
      })),
    },
    {
      name: 'facts',
      description: `${text(changes)} new encounters a load, beside more and more`,
      sizes: facts.map((there) => ({
        name: `${text(there)} encounters`,
        deliveries: [
          { kind: 'bulk', changes: () => everybodysEncounters(there) },
          ...eachLoad('new facts', (load) => {
            const from = there + load * changes;
            return encounters(from, from + changes, patientsOf(there), createDice(from));
          }),
        ],
      })),
    },
    {
      name: 'moves',
      description: `${text(changes)} changed patients a load under more and more encounters, ten each; late changes move them`,
      sizes: factsThatMove.map((there) => ({
        name: `${text(there)} encounters, ${text(patientsOf(there))} patients`,
        deliveries: [
          { kind: 'bulk', changes: () => everybodysEncounters(there) },
          ...inOrderAndLate(patientsOf(there), changes),
        ],
      })),
    },
    {
      name: 'versions',
      description: `${text(longLivedChanges)} changes a load of patients with ${versionsEach} versions each`,
      sizes: longLived.map((patients) => ({
        name: `${text(patients)} patients, ${text(patients * versionsEach)} rows`,
        deliveries: [
          { kind: 'bulk', changes: () => longLives(patients) },
          ...inOrderAndLate(patients, longLivedChanges),
        ],
      })),
    },
  ];
}

/** Loads of a kind; each is told its number, from 0. */
function eachLoad(kind: string, changesOf: (load: number) => Iterable<SilverChange>): SceneDelivery[] {
  return Array.from({ length: loadsOfAKind }, (_, load) => ({ kind, changes: () => changesOf(load) }));
}

function inOrderAndLate(patients: number, count: number): SceneDelivery[] {
  return [
    ...eachLoad('in order', (load) => changedPatients(patients, { count, load, isLate: false })),
    ...eachLoad('late', (load) => changedPatients(patients, { count, load: loadsOfAKind + load, isLate: true })),
  ];
}

/** A new version of some of the patients: after all that they have, or anywhere among them. */
function* changedPatients(
  patients: number,
  { count, load, isLate }: { readonly count: number; readonly load: number; readonly isLate: boolean },
): Generator<SilverChange> {
  const dice = createDice(1000 + load);
  for (const patient of someOf(patients, count, dice)) {
    yield patientVersion(patient, versionsEach + load, isLate ? anyInstant(dice) : inOrderFrom + load * hourMs);
  }
}

function* everybodysEncounters(count: number): Generator<SilverChange> {
  const patients = patientsOf(count);
  yield* otherMembers();
  yield* firstPatients(patients);
  yield* encounters(0, count, patients, createDice(1));
}

/** As they came over the years: a version of everybody, then the next. */
function* longLives(patients: number): Generator<SilverChange> {
  const begin = Date.parse('2020-01-01T00:00:00Z');
  for (let version = 0; version < versionsEach; version += 1) {
    for (let patient = 0; patient < patients; patient += 1) {
      yield patientVersion(patient, version, begin + version * versionEveryMs + (patient % 1000) * 1000);
    }
  }
}
