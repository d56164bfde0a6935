import type { KnownChangesReader } from '../../domain/records/change-identity.ts';
import { epochMillis } from '../../domain/records/instant.ts';
import type { RuleSet } from '../../domain/records/rule-set.ts';
import { UserError } from '../../domain/safe-error.ts';
import { readCsvFile } from '../csv/csv-file.ts';
import type { CsvMapping, FileLayout } from '../csv/csv-layout.ts';
import { fileLayout, rowData } from '../csv/csv-layout.ts';
import { type RowCounts, RowEncoder, type RowKeys } from '../row-encoder.ts';
import type { SourceRecord } from '../source-record.ts';
import { syntheaFiles } from './index.ts';
import { syntheaSource } from './synthea-file.ts';

/** A folder that may hold an export: on a disk, in a bucket, in an archive. */
export interface ExportFolder {
  /** As the user gave it. */
  readonly name: string;
  /** Names of its files. */
  readonly names: readonly string[];
  readonly open: (name: string) => Promise<ExportFile>;
}

export interface ExportFile {
  /** For messages. */
  readonly path: string;
  /** Epoch ms. */
  readonly modifiedAt: number;
  /** The bytes; may be read several times. */
  readonly read: () => AsyncIterable<Buffer>;
}

export interface ExportOptions {
  readonly folder: ExportFolder;
  readonly keys: RowKeys;
  readonly known: KnownChangesReader;
  /** Rules of the place that the rows go to; those of the contracts without. */
  readonly rules?: RuleSet | undefined;
  /** When the files were extracted, ISO 8601 with offset; without it, each file's modification time. */
  readonly asOf?: string | undefined;
  /** Clock at the start of the run, epoch ms. */
  readonly now: number;
}

export interface FileReport extends Readonly<RowCounts> {
  readonly file: string;
  /** Records of the file without the header. */
  readonly rows: number;
  readonly ignoredColumns: number;
  /** Lines of the rows that are longer than a record of a stream may be; they were not read. */
  readonly tooLong: readonly number[];
}

export interface SyntheaExport {
  /** Events of every row in the order of the registry, reference data first. To be read once. */
  readonly batches: AsyncIterable<SourceRecord[]>;
  /** What was read so far, file by file. */
  readonly report: readonly FileReport[];
  /** Files that an export may have and this one has not. */
  readonly absent: readonly string[];
  /** CSV files of the folder that nobody reads, packed ones too. */
  readonly unread: readonly string[];
}

interface OpenedFile {
  readonly mapping: CsvMapping;
  readonly file: ExportFile;
  readonly layout: FileLayout;
  readonly extractTime: number;
}

/** The files of an export, for messages. */
export const expectedFiles = syntheaFiles.map(({ file }) => file).join(', ');

/**
 * Opens a Synthea CSV export. Folder, files, headers and the first rows are all checked before the first record comes
 * out. An export need not have every file: older generations lack some.
 * @throws Error that names the folder as given, or the file and column, and what is expected there.
 */
export async function openSyntheaExport(options: ExportOptions): Promise<SyntheaExport> {
  const asOf = options.asOf === undefined ? null : epochMillis(options.asOf);
  if (asOf !== null && !Number.isFinite(asOf)) {
    throw new UserError('the extract time is not a point in time; write it like 2026-01-31T00:00:00Z');
  }
  const { folder } = options;
  const found = findFiles(folder);
  const files: OpenedFile[] = [];
  for (const [mapping, name] of found) {
    files.push(await openFile(mapping, await folder.open(name), asOf, options.now));
  }
  const report: FileReport[] = [];
  const read = new Set(found.values());
  return {
    batches: readFiles(files, options, report),
    report,
    absent: syntheaFiles.filter((mapping) => !found.has(mapping)).map(({ file }) => file),
    unread: folder.names.filter((name) => /\.csv(\.\w+)?$/i.test(name) && !read.has(name)).sort(),
  };
}

/**
 * The files that are there, found without regard to case.
 * @throws UserError when there is none
 */
export function findFiles({ name: directory, names }: ExportFolder): ReadonlyMap<CsvMapping, string> {
  const found = new Map<CsvMapping, string>();
  for (const mapping of syntheaFiles) {
    const { file } = mapping;
    const name = names.includes(file) ? file : names.find((candidate) => candidate.toLowerCase() === file);
    if (name !== undefined) found.set(mapping, name);
  }
  if (found.size > 0) return found;
  // Synthea itself writes to output/csv.
  const nested = names.includes('csv') ? `; did you mean ${directory.replace(/\/$/, '')}/csv?` : '';
  const what = names.length === 0 ? 'is empty' : 'holds no Synthea CSV export';
  throw new UserError(`the folder ${directory} ${what}; expected are ${expectedFiles}${nested}`);
}

/** A modification time in the future comes from a clock that runs ahead: nothing was extracted after now. */
async function openFile(mapping: CsvMapping, file: ExportFile, asOf: number | null, now: number): Promise<OpenedFile> {
  const extractTime = asOf ?? Math.min(file.modifiedAt, now);
  let layout: FileLayout | null = null;
  for await (const [header] of readCsvFile(file.path, file.read())) {
    // The second batch comes only when there is a row that can be read.
    if (layout !== null) break;
    if (header === undefined) continue;
    if (header.cells === null) {
      throw new UserError(`${file.path}: the first line is no header of a CSV file in UTF-8; export the file again`);
    }
    layout = fileLayout(mapping, header.cells);
  }
  if (layout !== null) return { mapping, file, layout, extractTime };
  throw new UserError(`${file.path} is empty; expected is a header line with the columns of Synthea, then the rows`);
}

async function* readFiles(
  files: readonly OpenedFile[],
  { keys, known, rules, asOf, now }: ExportOptions,
  report: FileReport[],
): AsyncGenerator<SourceRecord[]> {
  for (const { mapping, file: opened, layout, extractTime } of files) {
    const { contract, file } = mapping;
    const encoder = new RowEncoder({
      contract,
      source: syntheaSource,
      file,
      known: await known(contract.name, syntheaSource),
      keys,
      rules,
      extractTime,
      extractTimeFrom: asOf === undefined ? 'file' : 'given',
      now,
    });
    const { ignoredColumns } = layout;
    let rows = 0;
    const place = report.length;
    let isHeader = true;
    for await (const csvRecords of readCsvFile(opened.path, opened.read())) {
      const batch: SourceRecord[] = [];
      for (const { line, text, cells } of csvRecords) {
        if (isHeader) {
          isHeader = false;
          continue;
        }
        rows += 1;
        const record =
          cells === null ? encoder.encodeMalformed(line, text) : encoder.encode(rowData(layout, cells), line, text);
        if (record !== null) batch.push(record);
      }
      report[place] = { file, rows, ignoredColumns, tooLong: encoder.tooLong, ...encoder.counts };
      if (batch.length > 0) yield batch;
    }
    const held = encoder.finish();
    report[place] = { file, rows, ignoredColumns, tooLong: encoder.tooLong, ...encoder.counts };
    if (held.length > 0) yield held;
  }
}
