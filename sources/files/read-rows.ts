import { isUtf8 } from 'node:buffer';
import { withLineFeeds, withLines } from '../csv/csv-bytes.ts';
import { readCsvBatches } from '../csv/csv-records.ts';
import { type JsonStart, readJsonValues } from '../json/json-values.ts';
import { readLineBatches } from '../ndjson/ndjson-lines.ts';
import { FileFault } from './file-fault.ts';
import { type OpenedFile, unpackedBytes } from './open-file.ts';
import { beginning, type Place } from './place.ts';
import { inBlocks } from './unpack.ts';

/** A row of a file, whatever its format: the line on which it begins, and what is in it. */
export type FileRow = { readonly line: number } & (
  | { readonly kind: 'cells'; readonly text: string; readonly cells: readonly string[] }
  | { readonly kind: 'object'; readonly text: string; readonly object: Readonly<Record<string, unknown>> }
  /** No cells as the header has them, or no JSON object: `text` is what stands there, in Latin-1 where it is not UTF-8. */
  | { readonly kind: 'unreadable'; readonly text: string }
  /** Longer than a record of a stream may be; nothing of it was kept. */
  | { readonly kind: 'too_long' }
);

/** Where the rows of a file go on. */
export type RowPlace = JsonStart;

export const firstRow: RowPlace = { ...beginning, isInArray: false };

/** Some rows in a row. */
export interface RowBatch {
  readonly rows: readonly FileRow[];
  /** Where the row after them begins. The same file has the same batches, however its bytes come and wherever reading began. */
  readonly end: RowPlace;
  /** Lines or values among them that are not UTF-8. */
  readonly notUtf8: number;
}

const blockBytes = 256 * 1024;
/** Bytes; a row that is longer has nothing of a row. */
const longestRow = 1 << 20;
const longestLine = 16 * longestRow;

/**
 * The rows of a file from a place on, in constant memory: no more is held than a block and a row.
 * @param from where a batch ended, or the first row.
 * @param batchBytes of the file that make a batch, about; the same for all who read a file. A pipe makes its own.
 * @throws FileFault when the file is broken behind the rows that were given.
 */
export function readRows(
  file: OpenedFile,
  from: RowPlace = firstRow,
  batchBytes: number = blockBytes,
): AsyncGenerator<RowBatch> {
  const bytes = unpackedBytes(file.bytes, file.packing, from.offset);
  // Of a pipe a row is given when it is there: nobody reads it again, and the next may be long in coming.
  const chunks = file.bytes.isPipe === true ? bytes : inBlocks(bytes, batchBytes, from.offset);
  if (file.format === 'json') return jsonRows(chunks, from);
  const lines = withLineFeeds(chunks, file.hasCarriageReturns);
  return file.format === 'csv' ? csvRows(file, lines, from) : lineRows(lines, from);
}

async function* csvRows(
  { bytes, header }: OpenedFile,
  chunks: AsyncIterable<Buffer>,
  from: RowPlace,
): AsyncGenerator<RowBatch> {
  const isStart = from.offset === 0;
  const start = { offset: from.offset, line: from.line, columns: isStart ? null : (header?.length ?? null) };
  let isHeader = isStart;
  for await (const { records, end, notUtf8 } of readCsvBatches(withLines(bytes.name, chunks, longestLine), start)) {
    const rows = (isHeader ? records.slice(1) : records).map(
      ({ line, text, cells }): FileRow =>
        cells === null ? unreadable(line, text) : { kind: 'cells', line, text, cells },
    );
    if (records.length > 0) isHeader = false;
    yield { rows, end: outside(end), notUtf8 };
  }
}

async function* lineRows(chunks: AsyncIterable<Buffer>, from: RowPlace): AsyncGenerator<RowBatch> {
  for await (const { lines, end } of readLineBatches(chunks, longestRow, from)) {
    yield { rows: lines.map(jsonRow), end: outside(end), notUtf8: countNotUtf8(lines) };
  }
}

async function* jsonRows(chunks: AsyncIterable<Buffer>, from: RowPlace): AsyncGenerator<RowBatch> {
  const batches = readJsonValues(chunks, longestRow, from);
  for (;;) {
    const { done, value } = await batches.next();
    if (done !== true) {
      yield { rows: value.values.map(jsonRow), end: value.end, notUtf8: countNotUtf8(value.values) };
    } else if (value === 'whole') return;
    else throw new FileFault(value === 'cut' ? 'file.json_cut' : 'file.json_more');
  }
}

const outside = (place: Place): RowPlace => ({ ...place, isInArray: false });

interface Value {
  readonly line: number;
  readonly bytes: Buffer | null;
}

function jsonRow({ line, bytes }: Value): FileRow {
  if (bytes === null) return { kind: 'too_long', line };
  if (!isUtf8(bytes)) return { kind: 'unreadable', line, text: bytes.toString('latin1') };
  const text = bytes.toString('utf8');
  const object = parseObject(text);
  return object === null ? { kind: 'unreadable', line, text } : { kind: 'object', line, text, object };
}

/** A row that no record holds travels no way, not even to quarantine. */
function unreadable(line: number, text: string): FileRow {
  return text.length > longestRow ? { kind: 'too_long', line } : { kind: 'unreadable', line, text };
}

const countNotUtf8 = (values: readonly Value[]) =>
  values.reduce((count, { bytes }) => count + (bytes !== null && !isUtf8(bytes) ? 1 : 0), 0);

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : null;
  } catch {
    return null;
  }
}
