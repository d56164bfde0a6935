import { type IdentifierKind, type Person, type Spelling, spellings } from '../../cli/recall/identifiers.ts';
import type { ColumnName } from '../../cli/recall/measure.ts';
import { type Spot, spotsOf } from '../../cli/recall/places.ts';
import { withPlanted } from '../../cli/recall/plant.ts';
import type { Contract } from '../../contracts/contract.ts';
import { eventType } from '../../contracts/envelope.ts';
import type { Field } from '../../contracts/fields.ts';
import { contracts } from '../../contracts/registry.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { eventText, ordinary, type Poison } from '../poison/poisons.ts';
import { inventedPerson } from './invented-people.ts';

/** One value planted in one record; nobody else has what it identifies. */
export interface Attack {
  readonly contract: Contract;
  /** Field or attribute that holds it. */
  readonly where: string;
  readonly column: ColumnName;
  readonly spelling: Spelling;
  readonly value: string;
  readonly secrets: readonly string[];
  readonly payload: string;
}

/** An age is no person's alone, so that nobody could tell where it came from. */
const shared: ReadonlySet<IdentifierKind> = new Set(['age over 89']);
const attackable = spellings.filter(({ kind }) => !shared.has(kind));

/** Places of an event besides those that the table of recall has. */
const unread: Readonly<Record<string, (event: Event, value: string) => unknown>> = {
  'the end of the type': (event, value) => ({ ...event, type: `${event.type}.${value}` }),
  'the name of an attribute': (event, value) => ({ ...event, [value]: 'x' }),
  'the name of a field': (event, value) => ({ ...event, data: { ...event.data, [value]: 'x' } }),
  'the time': (event, value) => ({ ...event, time: value }),
};

interface Event {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly [attribute: string]: unknown;
}

/** There are not more people to invent than for a part of all spellings in every place; the next place has the next part. */
const parts = 4;

/**
 * Spellings of every identifier in every field of every contract and in its envelope: of the person the record is about,
 * of another person, or in a city of both. Every spelling comes in every sort of place; all of them in all places are
 * what the table of recall measures.
 */
export function attacks(): readonly Attack[] {
  const made: Attack[] = [];
  let places = 0;
  const nextPart = () => {
    places += 1;
    return attackable.filter((_, index) => (index + places) % parts === 0);
  };
  const add = (make: (index: number) => Attack | null) => {
    const attack = make(made.length);
    if (attack !== null) made.push(attack);
  };
  for (const contract of contracts) {
    const isAboutPerson = contract.fields[contract.subject]?.phi === 'record_id';
    for (const spot of spotsOf(contract, policyOfZone('silver'))) {
      for (const spelling of nextPart()) {
        if (spelling.kind === 'own id' && !isAboutPerson) continue;
        const own = isAboutPerson && spelling.kind !== "another's id";
        if (own) add((index) => attackOf(spot, spelling, index, true));
        if (!own || (spot.place === 'city' && spelling.kind !== 'own id')) {
          add((index) => attackOf(spot, spelling, index, false));
        }
      }
    }
    for (const [where, place] of Object.entries(unread)) {
      for (const spelling of nextPart().filter(({ kind }) => kind !== 'own id')) {
        add((index) => {
          const { person, event } = recordOf(contract, index);
          const value = spelling.write(person) ?? '';
          const payload = JSON.stringify(place(event, value));
          const secrets = spelling.secrets(person);
          return { contract, where, column: 'envelope', spelling, value, secrets, payload };
        });
      }
    }
  }
  return made;
}

function attackOf(spot: Spot, spelling: Spelling, index: number, ownsRecord: boolean): Attack | null {
  const { contract, place, field } = spot;
  const { person, event } = recordOf(contract, index);
  const victim = ownsRecord ? person : inventedPerson(2 * index + 1);
  const value = spelling.write(victim);
  if (value === undefined) return null;
  return {
    contract,
    where: field,
    column: place === 'city' ? (ownsRecord ? 'own city' : "another's city") : place,
    spelling,
    value,
    secrets: spelling.secrets(victim),
    payload: JSON.stringify(withPlanted(event, spot, value)),
  };
}

/** An ordinary record that is about a person of its own, where it is about a person. */
function recordOf(contract: Contract, index: number): { readonly person: Person; readonly event: Event } {
  const person = inventedPerson(2 * index);
  const label = `attack-${index}`;
  const isAboutPerson = contract.fields[contract.subject]?.phi === 'record_id';
  const data: Record<string, unknown> = { ...ordinary(contract, label) };
  for (const [name, field] of Object.entries(contract.fields)) {
    const own = isAboutPerson ? ownValue(contract, name, field, person) : undefined;
    if (own !== undefined) data[name] = own;
  }
  const event = JSON.parse(eventText(contract, data, { id: label, type: eventType(contract.name, 'changed') }));
  return { person, event };
}

function ownValue({ subject }: Contract, name: string, { phi }: Field, person: Person): string | undefined {
  if (name === subject) return person.id;
  if (phi === 'name') return /first|middle/.test(name) ? person.given : /last/.test(name) ? person.family : undefined;
  if (phi === 'licence') return name === 'passport' ? person.passport : person.licence;
  if (phi === 'ssn' || phi === 'street' || phi === 'zip') return person[phi];
  return phi === 'birth_date' ? person.birthDate : undefined;
}

/** The records as a producer sends them who partitions by what identifies people. */
export function poisonsOf(all: readonly Attack[]): readonly Poison[] {
  return all.map(({ value, payload }) => ({ name: value, payloads: [payload] }));
}
