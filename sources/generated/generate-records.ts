import type { Contract } from '../../contracts/contract.ts';
import { fileNameOf } from '../../contracts/file-name.ts';
import { contracts } from '../../contracts/registry.ts';
import type { KnownChangesReader } from '../../domain/records/change-identity.ts';
import type { RuleSet } from '../../domain/records/rule-set.ts';
import { type CsvMapping, fileLayout, rowData } from '../csv/csv-layout.ts';
import { RowEncoder, type RowKeys } from '../row-encoder.ts';
import { contractFileSource, type SourceRecord } from '../source-record.ts';
import { syntheaFiles } from '../synthea/index.ts';
import { syntheaSource } from '../synthea/synthea-file.ts';
import { cellsOf, csvLine, headerOf } from './csv-rows.ts';
import { headers, isExportFile } from './data-set.ts';
import { type DirtCounts, spoiltEvent } from './dirt.ts';
import { createDirtyExport, type DirtyExport, type GenerateOptions } from './dirty-export.ts';

export interface RecordOptions extends GenerateOptions {
  readonly keys: RowKeys;
  readonly known: KnownChangesReader;
  /** Rules of the place that the rows go to; those of the contracts without. */
  readonly rules?: RuleSet | undefined;
  /** Clock at the start of the run, epoch ms. */
  readonly now: number;
}

export interface GeneratedRecords {
  /** To be read once, reference data first; late patients come last. */
  readonly batches: AsyncIterable<SourceRecord[]>;
  /** Dirt among the records, by kind. */
  readonly injected: DirtCounts;
}

const batchRecords = 1000;

/**
 * A generated data set as records for the stream: the rows of the CSV export through the same code that reads one, the
 * records of contracts that no export has, and the dirt that only an event can have.
 */
export function generateRecords(options: RecordOptions): GeneratedRecords {
  const generated = createDirtyExport(options);
  return { batches: inBatches(recordsOf(generated, options)), injected: generated.injected };
}

async function* recordsOf(generated: DirtyExport, options: RecordOptions): AsyncGenerator<SourceRecord> {
  const { known } = options;
  const late: SourceRecord[] = [];
  for (const contract of contracts) {
    const mapping = syntheaFiles.find((candidate) => candidate.contract.name === contract.name);
    if (mapping === undefined) {
      const file = `${fileNameOf(contract.name)}.ndjson`;
      const delivery = { ...deliveryOf(contract, options), source: contractFileSource, file };
      const encoder = new RowEncoder({ ...delivery, known: await known(contract.name, contractFileSource) });
      yield* fieldRecords(generated, contract, encoder);
      continue;
    }
    const delivery = { ...deliveryOf(contract, options), source: syntheaSource, file: mapping.file };
    const encoder = new RowEncoder({ ...delivery, known: await known(contract.name, syntheaSource) });
    if (!isExportFile(mapping.file)) {
      yield* attachedRows(generated, mapping, encoder);
      continue;
    }
    // Spoilt events come from outside every file: they must not count as known changes of a row.
    const outside = new RowEncoder({ ...delivery, known: new Map() });
    for (const { record, isLate } of exportRows(generated, mapping, encoder, outside, options)) {
      if (isLate) late.push(record);
      else yield record;
    }
  }
  yield* late;
}

function deliveryOf(contract: Contract, { keys, rules, asOf, now }: RecordOptions) {
  return { contract, keys, rules, extractTime: asOf, extractTimeFrom: 'given', now } as const;
}

/** Records of a contract that has no file in an export. */
function* fieldRecords(generated: DirtyExport, contract: Contract, encoder: RowEncoder): Generator<SourceRecord> {
  let line = 0;
  for (const { data } of generated.attached(contract.name)) {
    line += 1;
    const record = encoder.encode(data, line, JSON.stringify(data));
    if (record !== null) yield record;
  }
  yield* encoder.finish();
}

/** Records that belong to encounters, by way of the rows they have in an export. */
function* attachedRows(generated: DirtyExport, mapping: CsvMapping, encoder: RowEncoder): Generator<SourceRecord> {
  const layout = fileLayout(mapping, headerOf(mapping));
  let line = 1;
  for (const { data } of generated.attached(mapping.contract.name)) {
    line += 1;
    const cells = cellsOf(mapping, data);
    const record = encoder.encode(rowData(layout, cells), line, csvLine(cells));
    if (record !== null) yield record;
  }
  yield* encoder.finish();
}

function* exportRows(
  { rows, latePatients }: DirtyExport,
  mapping: CsvMapping,
  encoder: RowEncoder,
  outside: RowEncoder,
  { seed, keys }: RecordOptions,
): Generator<{ readonly record: SourceRecord; readonly isLate: boolean }> {
  const { file, contract } = mapping;
  if (!isExportFile(file)) return;
  const layout = fileLayout(mapping, headers[file].split(','));
  let line = 1;
  for (const { text, cells, eventDirt } of rows(file)) {
    if (eventDirt !== null && cells !== null) {
      const good = outside.encode(rowData(layout, cells), line, text);
      if (good === null) continue;
      const id = keys.hashText(`${eventDirt}\n${seed}\n${text}`);
      const data = spoiltEvent(eventDirt, good.data, id);
      yield { record: { contract: null, partitionKey: good.partitionKey, data, known: false }, isLate: false };
      continue;
    }
    line += 1;
    const record =
      cells === null ? encoder.encodeMalformed(line, text) : encoder.encode(rowData(layout, cells), line, text);
    if (record === null) continue;
    yield { record, isLate: contract.name === 'patient' && latePatients.has(cells?.[0] ?? '') };
  }
  for (const record of encoder.finish()) yield { record, isLate: false };
}

async function* inBatches(records: AsyncIterable<SourceRecord>): AsyncGenerator<SourceRecord[]> {
  let batch: SourceRecord[] = [];
  for await (const record of records) {
    batch.push(record);
    if (batch.length === batchRecords) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
