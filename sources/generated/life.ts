import { contracts } from '../../contracts/registry.ts';
import { type Change, type Window, within } from './change.ts';
import { changesLikeSamples } from './from-samples.ts';
import { type Person, patientChanges } from './person.ts';
import { claimChanges } from './records/claim.ts';
import { conditionChanges } from './records/condition.ts';
import { encounterChanges } from './records/encounter.ts';
import { immunizationChanges } from './records/immunization.ts';
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
  { contracts: ['claim', 'claim_transaction'], changes: claimChanges },
];

/** Events of the registry that nobody has written a life for. */
const others: readonly Making[] = contracts
  .filter(({ name, kind }) => kind === 'event' && !written.some((making) => making.contracts.includes(name)))
  .map((contract) => ({ contracts: [contract.name], changes: changesLikeSamples(contract) }));

const makings = [...written, ...others];
const onlyEncounter = makings.slice(0, 1);

/** A change of a person's record, or of one of a visit. */
export interface LifeChange {
  readonly change: Change;
  readonly visit: Visit | null;
}

/**
 * What sources have to say about a person within a window of time, in the order in which it came to be known. It follows
 * from the person alone: every window can be made without the others, in any order, and all of them together say
 * everything once.
 */
export function lifeChanges(person: Person, window: Window, isExtract: boolean): LifeChange[] {
  if (person.joined > window.until) return [];
  const found: LifeChange[] = [];
  for (const change of within(patientChanges(person), window, isExtract)) found.push({ change, visit: null });
  for (const visit of visitsOf(person, window.until)) {
    if (visit.end + longestAftermath <= window.from) continue;
    for (const { changes } of visit.isMistake ? onlyEncounter : makings) {
      for (const change of within(changes(visit), window, isExtract)) found.push({ change, visit });
    }
  }
  return found.sort((a, b) => a.change.at - b.change.at);
}
