import { contracts } from '../../contracts/registry.ts';
import type { KnownChanges } from '../../domain/records/change-identity.ts';
import { fileLayout, RowEncoder, type RowKeys, rowData, type SourceRecord } from '../row-encoder.ts';
import { headers, isExportFile } from './data-set.ts';
import { type DirtCounts, spoiltEvent } from './dirt.ts';
import { createDirtyExport, type GenerateOptions } from './dirty-export.ts';

export interface RecordOptions extends GenerateOptions {
  readonly keys: RowKeys;
  /** Known changes by contract name: see `loadKnownChanges`. */
  readonly known: ReadonlyMap<string, KnownChanges>;
  /** Clock at the start of the run, epoch ms. */
  readonly now: number;
}

export interface GeneratedRecords {
  /** To be read once, reference data first; late patients come last. */
  readonly batches: Iterable<SourceRecord[]>;
  /** Dirt among the records, by kind. */
  readonly injected: DirtCounts;
}

const batchRecords = 1000;

/**
 * A generated data set as records for the stream: the rows of the CSV export through the same code that reads one, and
 * the dirt that only an event can have.
 */
export function generateRecords(options: RecordOptions): GeneratedRecords {
  const generated = createDirtyExport(options);
  return { batches: inBatches(recordsOf(generated, options)), injected: generated.injected };
}

function* recordsOf(
  { rows, latePatients }: ReturnType<typeof createDirtyExport>,
  { seed, asOf, now, keys, known }: RecordOptions,
): Generator<SourceRecord> {
  const late: SourceRecord[] = [];
  for (const contract of contracts) {
    const { file } = contract.synthea;
    if (!isExportFile(file)) throw new Error(`nothing generates ${file}; add it to sources/generated`);
    const layout = fileLayout(contract, headers[file].split(','));
    const delivery = { contract, keys, extractTime: asOf, extractTimeFrom: 'given', now } as const;
    const encoder = new RowEncoder({ ...delivery, known: known.get(contract.name) ?? new Map() });
    // Spoilt events come from outside every file: they must not count as known changes of a row.
    const outside = new RowEncoder({ ...delivery, known: new Map() });
    let line = 1;
    for (const { text, cells, eventDirt } of rows(file)) {
      if (eventDirt !== null && cells !== null) {
        const good = outside.encode(rowData(layout, cells), line, text);
        if (good === null) continue;
        const id = keys.hashText(`${eventDirt}\n${seed}\n${text}`);
        const data = spoiltEvent(eventDirt, good.data, id);
        yield { contract: null, partitionKey: good.partitionKey, data, known: false };
        continue;
      }
      line += 1;
      const record =
        cells === null ? encoder.encodeMalformed(line, text) : encoder.encode(rowData(layout, cells), line, text);
      if (record === null) continue;
      const isLate = contract.name === 'patient' && latePatients.has(cells?.[0] ?? '');
      if (isLate) late.push(record);
      else yield record;
    }
    yield* encoder.finish();
  }
  yield* late;
}

function* inBatches(records: Iterable<SourceRecord>): Generator<SourceRecord[]> {
  let batch: SourceRecord[] = [];
  for (const record of records) {
    batch.push(record);
    if (batch.length === batchRecords) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
