import { contracts } from '../../contracts/registry.ts';
import { type Arrival, toldWithin } from './arrivals.ts';
import type { Change, Window } from './change.ts';
import { billedVisits, caseOf } from './forgery.ts';
import { changesLikeSamples } from './from-samples.ts';
import { type CaseLabel, labelOf } from './labels.ts';
import { type Person, patientChanges } from './person.ts';
import { claimChanges } from './records/claim.ts';
import { conditionChanges } from './records/condition.ts';
import { encounterChanges } from './records/encounter.ts';
import { immunizationChanges } from './records/immunization.ts';
import { labResultChanges } from './records/lab-result.ts';
import { medicationChanges } from './records/medication.ts';
import { vitalSignChanges } from './records/vital-sign.ts';
import { longestAftermath, type Visit, visitsOf } from './visit.ts';

interface Making {
  readonly contracts: readonly string[];
  readonly changes: (visit: Visit) => Change[];
}

/** What comes of a visit, in the order in which the records refer to each other. */
const written: readonly Making[] = [
  { contracts: ['encounter'], changes: encounterChanges },
  { contracts: ['condition'], changes: conditionChanges },
  { contracts: ['vital_sign'], changes: vitalSignChanges },
  { contracts: ['immunization'], changes: immunizationChanges },
  { contracts: ['lab_result'], changes: labResultChanges },
  { contracts: ['medication_order', 'medication_dispense'], changes: medicationChanges },
  { contracts: ['claim', 'claim_transaction'], changes: claimChanges },
];

/** Events of the registry that nobody has written a life for. */
const others: readonly Making[] = contracts
  .filter(({ name, kind }) => kind === 'event' && !written.some((making) => making.contracts.includes(name)))
  .map((contract) => ({ contracts: [contract.name], changes: changesLikeSamples(contract) }));

const makings = [...written, ...others];
const onlyEncounter = ['encounter'];

/** What we are told of a person's record, or of one of a visit. */
export interface LifeChange extends Arrival {
  readonly visit: Visit | null;
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
  const own = { isExtract, share: disorder, origin: { seed, person: person.number, visit: -1, kind: 0 } };
  for (const arrival of toldWithin(patientChanges(person), window, own))
    found.push({ ...arrival, visit: null, label: null });
  const visits = visitsOf(person, window.until);
  for (const visit of fraud ? billedVisits(person, visits) : visits) {
    if (visit.end + longestAftermath <= window.from) continue;
    const wanted = visit.isMistake ? onlyEncounter : visit.forgery?.records;
    const billing = fraud ? caseOf(visit) : null;
    for (const [kind, { contracts: made, changes }] of makings.entries()) {
      if (wanted != null && !made.some((name) => wanted.includes(name))) continue;
      const origin = { seed, person: person.number, visit: visit.number, kind };
      for (const arrival of toldWithin(changes(visit), window, { isExtract, share: disorder, origin })) {
        found.push({ ...arrival, visit, label: labelOf(visit, billing, arrival.change) });
      }
    }
  }
  return found.sort((a, b) => a.told - b.told);
}
