import { contracts, registry } from '../../contracts/registry.ts';
import { type Arrival, toldWithin } from './arrivals.ts';
import type { Change, Window } from './change.ts';
import { billedVisits, caseOf } from './forgery.ts';
import { changesLikeSamples } from './from-samples.ts';
import { identityLabel, secondRecordChanges } from './identity.ts';
import { type CaseLabel, labelOf } from './labels.ts';
import { type Cover, coverAt, type Person, patientChanges } from './person.ts';
import { appointmentChanges } from './records/appointment.ts';
import { claimChanges } from './records/claim.ts';
import { conditionChanges } from './records/condition.ts';
import { coveragePeriodChanges } from './records/coverage-period.ts';
import { deviceChanges } from './records/device.ts';
import { encounterChanges } from './records/encounter.ts';
import { immunizationChanges } from './records/immunization.ts';
import { labResultChanges } from './records/lab-result.ts';
import { medicationChanges } from './records/medication.ts';
import { patientExpenses } from './records/patient-expense.ts';
import { pharmacyClaimChanges } from './records/pharmacy-claim.ts';
import { supplyMovementChanges } from './records/supply-movement.ts';
import { vitalSignChanges } from './records/vital-sign.ts';
import { longestAftermath, longestForesight, type Visit, visitsOf } from './visit.ts';

interface Making {
  readonly contracts: readonly string[];
  readonly changes: (visit: Visit) => Change[];
  /** Contract that has to be wanted where not all records of a visit are; one of those made unless told otherwise. */
  readonly follows?: string;
  /** Whose payer and plan a record names, where it is not the cover of the visit. */
  readonly coverOf?: (visit: Visit, change: Change) => Cover;
}

/** What comes of a visit, in the order in which the records refer to each other. */
const written: readonly Making[] = [
  { contracts: ['encounter'], changes: encounterChanges },
  { contracts: ['condition'], changes: conditionChanges },
  { contracts: ['vital_sign'], changes: vitalSignChanges },
  { contracts: ['immunization'], changes: immunizationChanges },
  { contracts: ['lab_result'], changes: labResultChanges },
  { contracts: ['device'], changes: deviceChanges },
  { contracts: ['medication_order', 'medication_dispense'], changes: medicationChanges, coverOf: coverByTime },
  { contracts: ['claim'], changes: pharmacyClaimChanges, follows: 'medication_dispense', coverOf: coverByTime },
  { contracts: ['claim', 'claim_transaction'], changes: claimChanges },
  { contracts: ['appointment'], changes: appointmentChanges },
  { contracts: ['supply_movement'], changes: supplyMovementChanges },
];

/** Who covers the person when something happens that a visit has brought about. */
function coverByTime({ person, cover }: Visit, { contract, data }: Change): Cover {
  const { eventTime } = registry.contractNamed(contract);
  return (eventTime === null ? undefined : coverAt(person, Date.parse(String(data[eventTime])))) ?? cover;
}

/** Records of a person that no visit brings. */
const ofPersons: readonly string[] = ['coverage_period', 'patient_expense'];

/** Events of the registry that nobody has written a life for. */
const others: readonly Making[] = contracts
  .filter(({ name, kind }) => kind === 'event' && !written.some((making) => making.contracts.includes(name)))
  .filter(({ name }) => !ofPersons.includes(name))
  .map((contract) => ({ contracts: [contract.name], changes: changesLikeSamples(contract) }));

const makings = [...written, ...others];
const isWanted = ({ contracts, follows }: Making, wanted: readonly string[]) =>
  follows === undefined ? contracts.some((name) => wanted.includes(name)) : wanted.includes(follows);
const onlyEncounter = ['encounter'];

interface OwnRecord {
  readonly changes: Change[];
  readonly cover: Cover | null;
  /** Tells them apart. */
  readonly kind: number;
  readonly labelOf?: (change: Change) => CaseLabel | null;
}

/** Records of a person that no visit brings: the patient, once or twice, who covers the person, what a year cost. */
function ownRecords(person: Person, until: number): OwnRecord[] {
  const first = patientChanges(person);
  const labelOf = (change: Change) => identityLabel(person, change);
  return [
    { changes: first, cover: null, kind: 0, labelOf },
    { changes: secondRecordChanges(person, first), cover: null, kind: 1, labelOf },
    ...person.cover.map((cover, place) => ({
      changes: coveragePeriodChanges(person, cover),
      cover,
      kind: 100 + place,
    })),
    ...patientExpenses(person, until).map(({ change, cover }, place) => ({
      changes: [change],
      cover,
      kind: 200 + place,
    })),
  ];
}

/** What we are told of a person's record, or of one of a visit. */
export interface LifeChange extends Arrival {
  readonly visit: Visit | null;
  /** Whose payer and plan it names. */
  readonly cover: Cover | null;
  readonly label: CaseLabel | null;
}

export interface Telling {
  /** See `GenerateOptions`. */
  readonly isExtract: boolean;
  /** Share of the records that come in disorder, 0 to 1. */
  readonly disorder: number;
  /** Whether some bill what they should not. */
  readonly fraud: boolean;
}

/**
 * What we are told about a person within a window of time, in the order in which it comes. It follows from the person
 * alone: every window can be made without the others, in any order, and all of them together say everything.
 */
export function lifeChanges(person: Person, window: Window, { isExtract, disorder, fraud }: Telling): LifeChange[] {
  if (person.joined > window.until) return [];
  const { seed } = person;
  const found: LifeChange[] = [];
  for (const { changes, cover, kind, labelOf: ownLabel } of ownRecords(person, window.until)) {
    const origin = { seed, person: person.number, visit: -1, kind };
    for (const arrival of toldWithin(changes, window, { isExtract, share: disorder, origin })) {
      found.push({ ...arrival, visit: null, cover, label: ownLabel?.(arrival.change) ?? null });
    }
  }
  const visits = visitsOf(person, window.until + longestForesight);
  for (const visit of fraud ? billedVisits(person, visits) : visits) {
    if (visit.end + longestAftermath <= window.from) continue;
    const wanted = visit.isMistake ? onlyEncounter : visit.forgery?.records;
    const billing = fraud ? caseOf(visit) : null;
    for (const [kind, making] of makings.entries()) {
      if (wanted != null && !isWanted(making, wanted)) continue;
      const origin = { seed, person: person.number, visit: visit.number, kind };
      for (const arrival of toldWithin(making.changes(visit), window, { isExtract, share: disorder, origin })) {
        const cover = making.coverOf?.(visit, arrival.change) ?? visit.cover;
        found.push({ ...arrival, visit, cover, label: labelOf(visit, billing, arrival.change) });
      }
    }
  }
  return found.sort((a, b) => a.told - b.told);
}
