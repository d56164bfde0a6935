import { attachedRecords, type GeneratedRecord } from './attached-records.ts';
import {
  createDataSet,
  type DataSet,
  dataSetSize,
  type ExportFileName,
  fewestEvents,
  headers,
  type Row,
} from './data-set.ts';
import {
  countDirt,
  type DirtCounts,
  type EncounterDirt,
  type EventDirt,
  implausiblePatient,
  placeDirt,
  spoiltEncounter,
} from './dirt.ts';
import { Random } from './random.ts';

/** Extract time of generated data unless told otherwise: fixed, so a seed gives the same bytes on every day. */
export const defaultAsOf = '2026-01-01T00:00:00Z';

export interface GenerateOptions {
  /** Records in all, reference data and dirt included. */
  readonly events: number;
  /** Whole number. */
  readonly seed: number;
  /** Extract time of the data, epoch ms. */
  readonly asOf: number;
}

/** A line of a generated file. */
export interface GeneratedRow {
  readonly text: string;
  /** Null for a line that was cut. */
  readonly cells: readonly string[] | null;
  /** The row is good and stands for an event that will be spoilt: it has no place in a file. */
  readonly eventDirt: EventDirt | null;
}

/** A Synthea-shaped export with its dirt, before it becomes files or events. */
export interface DirtyExport {
  readonly dataSet: DataSet;
  readonly injected: DirtCounts;
  /** The rows of a file without the header; the same rows each time. */
  readonly rows: (file: ExportFileName) => Generator<GeneratedRow>;
  /** The records of a contract that belong to encounters; the same records each time. */
  readonly attached: (contractName: string) => Generator<GeneratedRecord>;
  /** Source identifiers of patients that have encounters and whose record is to come after them. */
  readonly latePatients: ReadonlySet<string>;
}

/**
 * Lays out a data set of `events` records, about 2% of them dirty. The same options give the same rows anywhere.
 * @throws RangeError when the options make no data set.
 */
export function createDirtyExport({ events, seed, asOf }: GenerateOptions): DirtyExport {
  if (!Number.isSafeInteger(events) || events < fewestEvents) {
    throw new RangeError(`a data set has ${fewestEvents} events or more; give a whole number, such as 10000`);
  }
  if (!Number.isSafeInteger(seed)) throw new RangeError('the seed must be a whole number');
  const counts = countDirt(events);
  const extraRows = Object.values(counts).reduce((sum, count) => sum + count, 0) - (counts.early_fact ?? 0);
  const dataSet = createDataSet(dataSetSize(events - extraRows), seed, asOf);
  const latePatients = patientsSeen(dataSet, counts.early_fact ?? 0);
  const places = () => placeDirt(new Random(seed, 'places of dirt'), counts, dataSet.encounterCount);
  const rows = (file: ExportFileName) => {
    const random = new Random(seed, `dirt in ${file}`);
    switch (file) {
      case 'organizations.csv':
        return goodRows(file, dataSet.organizations);
      case 'providers.csv':
        return goodRows(file, dataSet.providers);
      case 'payers.csv':
        return goodRows(file, dataSet.payers);
      case 'patients.csv':
        return patientRows(random, dataSet, counts.implausible_age ?? 0, asOf);
      case 'encounters.csv':
        return encounterRows(random, dataSet, places());
    }
  };
  const attached = (contractName: string) => attachedOf(new Random(seed, 'attached records'), dataSet, contractName);
  return { dataSet, injected: { ...counts, early_fact: latePatients.size }, rows, attached, latePatients };
}

function* attachedOf(
  random: Random,
  { encounters, encounterCount, attachedCount }: DataSet,
  contractName: string,
): Generator<GeneratedRecord> {
  for (const records of attachedRecords(random, encounters(), encounterCount, attachedCount)) {
    yield* records.filter(({ contract }) => contract === contractName);
  }
}

/** Up to `count` patients with at least one encounter. */
function patientsSeen(dataSet: DataSet, count: number): ReadonlySet<string> {
  const seen = new Set<string>();
  if (count === 0) return seen;
  for (const { PATIENT = '' } of dataSet.encounters()) {
    seen.add(PATIENT);
    if (seen.size === count) break;
  }
  return seen;
}

function generatedRow(file: ExportFileName, row: Row): GeneratedRow {
  const cells = headers[file].split(',').map((column) => row[column] ?? '');
  return { text: cells.join(','), cells, eventDirt: null };
}

function* goodRows(file: ExportFileName, rows: Iterable<Row>): Generator<GeneratedRow> {
  for (const row of rows) yield generatedRow(file, row);
}

function* patientRows(random: Random, { patients }: DataSet, dirty: number, asOf: number): Generator<GeneratedRow> {
  const places = random.distinct(dirty, patients.length);
  for (const [index, row] of patients.entries()) {
    yield generatedRow('patients.csv', row);
    if (places.includes(index)) yield generatedRow('patients.csv', implausiblePatient(random, asOf));
  }
}

function* encounterRows(
  random: Random,
  dataSet: DataSet,
  places: ReadonlyMap<number, readonly EncounterDirt[]>,
): Generator<GeneratedRow> {
  let index = 0;
  for (const row of dataSet.encounters()) {
    yield generatedRow('encounters.csv', row);
    for (const kind of places.get(index) ?? []) yield spoiltRow(random, kind, row);
    index += 1;
  }
}

function spoiltRow(random: Random, kind: EncounterDirt, row: Row): GeneratedRow {
  const spoilt = generatedRow('encounters.csv', spoiltEncounter(random, kind, row));
  switch (kind) {
    case 'truncated_line':
      // Half of an encounter ends within its identifiers, many cells before the last.
      return { text: spoilt.text.slice(0, spoilt.text.length >> 1), cells: null, eventDirt: null };
    case 'unclassified_field':
    case 'not_json':
    case 'not_utf8':
    case 'unknown_type':
      return { ...spoilt, eventDirt: kind };
    default:
      return spoilt;
  }
}
