import type { Contract } from '../../contracts/contract.ts';
import type { KnownChangesReader } from '../../domain/records/change-identity.ts';
import type { RuleSet } from '../../domain/records/rule-set.ts';
import { UserError } from '../../domain/safe-error.ts';
import { mostRecordBytes } from '../../lambdas/shared/put-records.ts';
import { streamOf } from '../../lambdas/shared/records-by-stream.ts';
import { withLineFeeds } from '../../sources/csv/csv-bytes.ts';
import { readCsvFile } from '../../sources/csv/csv-file.ts';
import { rowData } from '../../sources/csv/csv-layout.ts';
import type { CsvRecord } from '../../sources/csv/csv-records.ts';
import { columnsOf } from '../../sources/files/file-columns.ts';
import { readLines } from '../../sources/ndjson/ndjson-lines.ts';
import { recordOfLine } from '../../sources/ndjson/ndjson-records.ts';
import { RowEncoder, type RowKeys } from '../../sources/row-encoder.ts';
import { contractFileSource, type EncodedRow, type OutgoingRecord } from '../../sources/source-record.ts';
import { type InputBytes, openInputBytes } from './input-bytes.ts';

export const formats = ['csv', 'ndjson'] as const;
export type Format = (typeof formats)[number];

export interface InputOptions {
  readonly contract: Contract;
  /** Without it, what the name or the first character says. */
  readonly format?: Format | undefined;
  readonly stdin: AsyncIterable<Buffer>;
}

export interface EncodingContext {
  readonly keys: RowKeys;
  readonly known: KnownChangesReader;
  /** Rules of the place that the rows go to; those of the contracts without. */
  readonly rules?: RuleSet | undefined;
  /** See `Delivery`. */
  readonly isChangeLogUnknown?: boolean;
  /** When the input was extracted, epoch ms; null for a file's modification time, and now for what is no file. */
  readonly asOf: number | null;
  /** Clock at the start, epoch ms. */
  readonly now: number;
}

/** A record with its line of the input. */
export interface InputRecord extends OutgoingRecord {
  readonly input: Input;
  /** As the inventory calls it. */
  readonly stream: string;
  readonly line: number;
}

/** A file to send, opened: its format and header are known to be right. */
export interface Input {
  /** As the user gave it. */
  readonly name: string;
  readonly format: Format;
  /** Complete once everything is read. */
  readonly report: InputReport;
  /** Records in the order of the input, to be read once. */
  readonly records: (context: EncodingContext) => AsyncGenerator<InputRecord[]>;
}

export interface InputReport {
  /** Rows of a CSV file without its header, lines of an NDJSON file without blank ones. */
  read: number;
  /** Line that was read last. */
  lastLine: number;
  /** Everything was read. */
  complete: boolean;
  /** CSV: rows that could not be split into cells. NDJSON: lines that are no JSON object. They go to quarantine. */
  unreadable: number;
  /** Rows that repeat one before them, or what the data directory knows; they are sent as the identical events. */
  known: number;
  /** See RowCounts. */
  restored: number;
  /** Columns of a CSV file that no field asks for; they are not read. */
  ignoredColumns: number;
  /** Lines of rows that are longer than a record of a stream may be. */
  readonly tooLong: number[];
}

const extensions: readonly (readonly [RegExp, Format])[] = [
  [/\.csv$/i, 'csv'],
  [/\.(ndjson|jsonl|json)$/i, 'ndjson'],
];

/**
 * Opens a file (`-`: standard input), checks its header and finds its first row that can be read. Nothing of it goes
 * anywhere yet.
 * @throws UserError that names the file, and the column where one is missing; for an empty file, for one with rows of
 * which none can be read, and for one JSON text over many lines.
 */
export async function openInput(path: string, { contract, format, stdin }: InputOptions): Promise<Input> {
  const bytes = await openInputBytes(path, stdin);
  const found = format ?? formatOf(bytes);
  if (found === 'ndjson') requireObjects(bytes);
  const report: InputReport = {
    read: 0,
    lastLine: 0,
    complete: false,
    unreadable: 0,
    known: 0,
    restored: 0,
    ignoredColumns: 0,
    tooLong: [],
  };
  const opened = { bytes, contract, report };
  const records = found === 'csv' ? await openCsv(opened) : ndjsonRecords(opened);
  const input: Input = {
    name: bytes.name,
    format: found,
    report,
    records: async function* (context) {
      for await (const batch of records(context)) {
        if (batch.length === 0) continue;
        yield batch.map(({ contract, line, partitionKey, data }) => {
          return { stream: streamOf({ contract }), line, partitionKey, data, input };
        });
      }
      report.complete = true;
    },
  };
  return input;
}

function formatOf({ fileName, head }: InputBytes): Format {
  const byName = extensions.find(([pattern]) => pattern.test(fileName ?? ''));
  if (byName !== undefined) return byName[1];
  return /^\uFEFF?\s*[{[]/.test(head.toString('utf8')) ? 'ndjson' : 'csv';
}

/** @throws UserError when there is nothing, or one JSON text over the whole file, of which no line could be read. */
function requireObjects({ name, head }: InputBytes): void {
  if (head.length === 0) throw new UserError(`${name} is empty; expected is a JSON object on each line`);
  const first = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  const what = first.startsWith('[') ? 'an array' : /^\{\s*[\r\n]/.test(first) ? 'an object over several lines' : null;
  if (what === null) return;
  throw new UserError(
    `${name} is ${what}, so nothing of it was sent; expected is a JSON object on each line ` +
      `(${what === 'an array' ? "jq -c '.[]' FILE" : 'jq -c . FILE'} writes it so)`,
  );
}

interface Opened {
  readonly bytes: InputBytes;
  readonly contract: Contract;
  readonly report: InputReport;
}

type Records = (context: EncodingContext) => AsyncGenerator<(OutgoingRecord & Pick<EncodedRow, 'line' | 'contract'>)[]>;

function ndjsonRecords({ bytes, contract, report }: Opened): Records {
  return async function* (context) {
    const encoder = await createEncoder({ bytes, contract, report }, contractFileSource, context);
    for await (const lines of readLines(withLineFeeds(bytes.read()), mostRecordBytes)) {
      const batch = [];
      for (const { line, bytes: content } of lines) {
        report.read += 1;
        report.lastLine = line;
        if (content === null) {
          report.tooLong.push(line);
          continue;
        }
        const { kind, record } = recordOfLine({ line, bytes: content }, encoder, contract, context.keys);
        if (kind === 'unreadable') report.unreadable += 1;
        if (record !== null) batch.push(record);
      }
      takeCounts(report, encoder);
      yield batch;
    }
    yield encoder.finish();
    takeCounts(report, encoder);
  };
}

async function openCsv({ bytes, contract, report }: Opened): Promise<Records> {
  const { name } = bytes;
  const read = () => readCsvFile(name, bytes.read());
  const reading = read();
  let first: CsvRecord[] = [];
  while (first.length === 0) {
    const { done, value } = await reading.next();
    if (done === true) {
      throw new UserError(`${name} is empty; expected is a header line with the columns, then the rows`);
    }
    first = value;
  }
  const { layout, source } = columnsOf(name, contract, first[0]?.cells ?? null);
  report.ignoredColumns = layout.ignoredColumns;
  // The next batch comes only when there is a row that can be read, or none at all.
  const rows = await reading.next();
  // Many files may be open at once, so only what cannot be read again stays open.
  if (!bytes.isPipe) await reading.return(undefined);
  const batches = bytes.isPipe ? resumed([...first, ...(rows.done === true ? [] : rows.value)], reading) : read;
  return async function* (context) {
    const encoder = await createEncoder({ bytes, contract, report }, source, context);
    let isHeader = true;
    for await (const rows of batches()) {
      const batch = [];
      for (const { line, text, cells } of rows) {
        if (isHeader) {
          isHeader = false;
          continue;
        }
        report.read += 1;
        report.lastLine = line;
        if (cells === null) report.unreadable += 1;
        const record =
          cells === null ? encoder.encodeMalformed(line, text) : encoder.encode(rowData(layout, cells), line, text);
        if (record !== null) batch.push(record);
      }
      takeCounts(report, encoder);
      yield batch;
    }
    yield encoder.finish();
    takeCounts(report, encoder);
  };
}

function resumed(first: CsvRecord[], rest: AsyncGenerator<CsvRecord[]>): () => AsyncGenerator<CsvRecord[]> {
  return async function* () {
    yield first;
    yield* rest;
  };
}

/** `sourcefile` of the events of an input: the file's own name, which ingest masks as it does every other. */
function sourceFileOf({ fileName }: InputBytes): string {
  return fileName === null ? 'stdin' : fileName.replace(/[\p{Cc}\p{Cs}]/gu, '?');
}

async function createEncoder(
  { bytes, contract }: Opened,
  source: string,
  { keys, known, rules, isChangeLogUnknown = false, asOf, now }: EncodingContext,
): Promise<RowEncoder> {
  return new RowEncoder({
    contract,
    file: sourceFileOf(bytes),
    known: await known(contract.name, source),
    keys,
    // A modification time in the future comes from a clock that runs ahead: nothing was extracted after now.
    extractTime: asOf ?? Math.min(bytes.modifiedAt ?? now, now),
    extractTimeFrom: asOf === null ? 'file' : 'given',
    now,
    source,
    rules,
    isChangeLogUnknown,
  });
}

function takeCounts(report: InputReport, { counts, tooLong }: RowEncoder): void {
  report.known = counts.known;
  report.restored = counts.restored;
  report.tooLong.push(...tooLong.splice(0));
}
