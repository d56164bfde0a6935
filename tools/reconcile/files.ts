import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { filesOfFolder } from '../../cli/local-files.ts';
import { FileFault } from '../../sources/files/file-fault.ts';
import { type KnownFile, openFiles } from '../../sources/files/open-files.ts';
import { readRows } from '../../sources/files/read-rows.ts';
import { packingOf, unpackGzip } from '../../sources/files/unpack.ts';
import type { CsvRow } from './table-of-export.ts';

/** A file of rows, found as the product finds it. */
export interface RowFile {
  /** As the rows of the vault call it. */
  readonly name: string;
  readonly path: string;
  readonly file: KnownFile['file'];
  /** The contract whose field names its members are; null of a file of Synthea. */
  readonly contract: string | null;
}

/** The files of a folder in the order in which they are read, whatever their format, packed or not; and those that nobody reads. */
export async function filesOf(
  directory: string,
): Promise<{ readonly files: readonly RowFile[]; readonly unread: readonly string[] }> {
  const { known, unread } = await openFiles(await filesOfFolder(directory));
  return {
    files: known.map(({ path, file, kind }) => {
      const isSynthea = kind.mappings !== undefined;
      return { path, file, name: isSynthea ? kind.name : file.name, contract: isSynthea ? null : kind.name };
    }),
    unread: unread.map(({ path }) => path),
  };
}

export interface ReadRow {
  readonly line: number;
  readonly row: CsvRow;
}

/**
 * The rows of a file, by the names of their columns in lower case or of their members. Cells of CSV are split by csv-parse and
 * not by the product's reader, which is what is checked; of JSON only where a value ends is the product's word.
 * @param onFault told of a file that is broken behind its rows
 */
export function rowsOf(file: RowFile, onFault: (fault: FileFault) => void): AsyncGenerator<ReadRow> {
  return file.file.format === 'csv' ? csvRows(file, onFault) : jsonRows(file, onFault);
}

async function* jsonRows({ file }: RowFile, onFault: (fault: FileFault) => void): AsyncGenerator<ReadRow> {
  try {
    for await (const { rows } of readRows(file)) {
      for (const row of rows) {
        const members: Readonly<Record<string, unknown>> = row.kind === 'object' ? JSON.parse(row.text) : {};
        const cells = Object.entries(members).map(([name, value]) => [name, textOf(value)]);
        yield { line: row.line, row: Object.fromEntries(cells) };
      }
    }
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    onFault(error);
  }
}

const textOf = (value: unknown) =>
  value === null || value === undefined ? '' : typeof value === 'string' ? value.trim() : JSON.stringify(value);

async function* csvRows({ path }: RowFile, onFault: (fault: FileFault) => void): AsyncGenerator<ReadRow> {
  const parser = parse({
    bom: true,
    trim: true,
    info: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_records_with_error: true,
  });
  const bytes = Readable.from(wholeLines(await bytesOf(path), onFault));
  bytes.on('error', (error) => parser.destroy(error));
  bytes.pipe(parser);
  let header: readonly string[] | undefined;
  let lastLine = 0;
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    // `lines` is the line on which the record ends.
    const line = lastLine + 1;
    lastLine = info.lines;
    if (header === undefined) header = record.map((name) => name.toLowerCase());
    else yield { line, row: Object.fromEntries(header.map((name, place) => [name, record[place]])) };
  }
}

async function bytesOf(path: string): Promise<AsyncIterable<Buffer>> {
  const file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0).finally(() => file.close());
  const bytes = createReadStream(path);
  return packingOf(buffer) === 'gzip' ? unpackGzip(bytes) : bytes;
}

/** Of a file that cannot be unpacked to its end, the lines before that. */
async function* wholeLines(chunks: AsyncIterable<Buffer>, onFault: (fault: FileFault) => void): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of chunks) {
      const bytes = Buffer.concat([held, chunk]);
      const end = bytes.lastIndexOf(0x0a) + 1;
      if (end > 0) yield bytes.subarray(0, end);
      held = bytes.subarray(end);
    }
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    onFault(error);
    return;
  }
  if (held.length > 0) yield held;
}
