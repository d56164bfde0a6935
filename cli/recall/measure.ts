import { policyOfZone } from '../../domain/masking/policies.ts';
import type { ProcessRecord } from '../../domain/records/process-record.ts';
import type { CleanRecord, CleanRecords } from './clean-records.ts';
import { type Person, type Spelling, spellings } from './identifiers.ts';
import { type Place, type Spot, spotsOf } from './places.ts';
import { leaks, withPlanted } from './plant.ts';

/** Columns of the table of recall: a place, and of a city whose identifiers are planted there. */
export const columns = [
  'text',
  'coded',
  'code',
  'own city',
  "another's city",
  'name',
  'id',
  'postal',
  'number',
  'date',
  'masked',
  'envelope',
] as const;

export type ColumnName = (typeof columns)[number];

/** How often a value was planted, and in how many of these it did not leave. */
export interface Cell {
  readonly planted: number;
  readonly found: number;
}

export interface Row {
  readonly spelling: Spelling;
  readonly cells: Readonly<Record<ColumnName, Cell>>;
}

/** Plants every spelling of every identifier of every person, one at a time, in every place of the records. */
export function measureRecall(
  { people, aboutNobody }: CleanRecords,
  process: ProcessRecord,
  arrivedAt: number,
): readonly Row[] {
  const spots = new Map<CleanRecord['contract'], readonly Spot[]>();
  const spotsIn = ({ contract }: CleanRecord) => {
    const known = spots.get(contract) ?? spotsOf(contract, policyOfZone('silver'));
    spots.set(contract, known);
    return known;
  };
  return spellings.map((spelling) => {
    const cells = Object.fromEntries(columns.map((name) => [name, { planted: 0, found: 0 }]));
    const plant = (person: Person, record: CleanRecord, ownsRecord: boolean, isWanted: (place: Place) => boolean) => {
      const value = spelling.write(person);
      const secrets = spelling.secrets(person);
      if (value === undefined) return;
      for (const spot of spotsIn(record)) {
        if (!isWanted(spot.place)) continue;
        const cell = cells[columnOf(spot.place, ownsRecord)];
        if (cell === undefined) continue;
        cell.planted += 1;
        if (!leaks(process, withPlanted(record.event, spot, value), record.leaving, secrets, arrivedAt))
          cell.found += 1;
      }
    };
    for (const [index, { person, records }] of people.entries()) {
      const other = people[(index + 1) % people.length]?.person ?? person;
      for (const [at, record] of records.entries()) {
        // Envelopes are masked alike whatever they carry, so one of a person is enough.
        const isWanted = (place: Place) => place !== 'envelope' || at === 0;
        if (spelling.kind === "another's id") plant(other, record, false, isWanted);
        else {
          plant(person, record, true, isWanted);
          if (spelling.kind !== 'own id') plant(other, record, false, (place) => place === 'city');
        }
      }
      if (spelling.kind === 'own id') continue;
      for (const records of aboutNobody.values()) {
        const record = records[index % records.length];
        if (record !== undefined) plant(person, record, false, (place) => place !== 'envelope');
      }
    }
    return { spelling, cells: cells as Record<ColumnName, Cell> };
  });
}

const columnOf = (place: Place, ownsRecord: boolean): ColumnName =>
  place === 'city' ? (ownsRecord ? 'own city' : "another's city") : place;
